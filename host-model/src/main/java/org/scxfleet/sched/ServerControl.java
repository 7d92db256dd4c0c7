package org.scxfleet.sched;

import org.scxfleet.task.ClassId;

/**
 * What the fair and ext classes tell the deadline servers that protect them from higher classes.
 */
public interface ServerControl {
    /** The class has its first runnable task on that CPU. */
    void classRunnable(ClassId id, RunQueue rq);

    /** The class executed for that long. */
    void charge(ClassId id, RunQueue rq, long deltaNs);

    /**
     * Attaches or detaches the server of a class on every CPU.
     *
     * @return false if the bandwidth does not fit
     */
    boolean attach(ClassId id, boolean attached);

    /** No servers. */
    ServerControl NONE =
            new ServerControl() {
                @Override
                public void classRunnable(ClassId id, RunQueue rq) {}

                @Override
                public void charge(ClassId id, RunQueue rq, long deltaNs) {}

                @Override
                public boolean attach(ClassId id, boolean attached) {
                    return true;
                }
            };
}
