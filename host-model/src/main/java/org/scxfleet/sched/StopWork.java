package org.scxfleet.sched;

/** What the stop task of a CPU does when it runs, having displaced the running task. */
@FunctionalInterface
public interface StopWork {
    void run(RunQueue rq);
}
