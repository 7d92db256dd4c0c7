package org.scxfleet.sched;

/** Is told when CPUs enter and leave the idle task; sched_ext keeps its idle masks by it. */
public interface IdleWatcher {
    /**
     * @param idle the CPU enters (true) or leaves (false) the idle task
     * @param transition false for an idle CPU that looked for work and found none
     */
    void idleChanged(RunQueue rq, boolean idle, boolean transition);
}
