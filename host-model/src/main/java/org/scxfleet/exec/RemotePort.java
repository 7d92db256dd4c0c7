package org.scxfleet.exec;

import org.scxfleet.task.Task;

/** The doors to other hosts as tasks use them. */
public interface RemotePort {
    /**
     * Sends a request to the next instance of the service; the task will be woken by the answer.
     */
    void request(int route, Task task, long bytes);

    /**
     * Takes the next request of the endpoint into the task's {@code requester} fields; false if it
     * must wait.
     */
    boolean receive(int endpoint, Task task);

    /** Answers the request that the task is serving. */
    void reply(Task task, long bytes);

    /**
     * Arrives at a cluster-wide meeting; true if it is complete already. The task will be woken by
     * the release.
     */
    boolean arrive(int collective, Task task, long bytes);

    /** A host alone. */
    RemotePort NONE =
            new RemotePort() {
                @Override
                public void request(int route, Task task, long bytes) {
                    throw new IllegalStateException("there is no route " + route);
                }

                @Override
                public boolean receive(int endpoint, Task task) {
                    throw new IllegalStateException("there is no endpoint " + endpoint);
                }

                @Override
                public void reply(Task task, long bytes) {}

                @Override
                public boolean arrive(int collective, Task task, long bytes) {
                    throw new IllegalStateException("there is no collective " + collective);
                }
            };
}
