package org.scxfleet.sched;

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
}
