package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/** What tasks do while they run; the core tells it when they start and stop. */
public interface TaskRunner {
    /** The task's CPU begins to execute it; switch costs are added to its overhead already. */
    void switchedIn(RunQueue rq, Task task);

    /** The CPU stops executing it. */
    void switchedOut(RunQueue rq, Task task);

    /** The CPU became busy or idle; SMT siblings share their core's speed. */
    void busyChanged(RunQueue rq);

    /** The CPU spends time on behalf of the running task, for example waking another one. */
    void addOverhead(RunQueue rq, long overheadNs);

    /** The CPU's speed changes now. */
    void setSpeed(RunQueue rq, int speedPer1024);

    /** Owner of a mutex, null if it is free. */
    default @Nullable Task lockOwner(int mutex) {
        return null;
    }

    /** The task does not wait for the mutex any more, but will try to take it. */
    default void stopWaiting(Task task, int mutex) {}

    /** The CPU executes kernel code without end from now on; its task is charged for it. */
    default void lost(RunQueue rq) {}

    /** The CPU goes on where it was. */
    default void regained(RunQueue rq) {}

    /** A timer whose callback runs in a soft interrupt expires on a CPU. */
    default void expire(int cpu, Runnable callback) {
        callback.run();
    }

    /** A CPU ticked whose kernel handles soft interrupts in threads. */
    default void balance(RunQueue rq) {}
}
