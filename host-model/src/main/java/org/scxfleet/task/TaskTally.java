package org.scxfleet.task;

/** Plain counters of one task. Times in nanoseconds. */
public final class TaskTally {
    /** CPU time, the time in which a CPU really executed it. */
    public long runNs;

    public long switchedIn;
    public long preempted;
    public long blocked;
    public long migrations;
    public long wakeups;
    public long iterations;

    /** When the task last became runnable without running, or -1. */
    public long waitingSinceNs = -1;

    /** Wake-up time of a wake-up that has not led to a switch-in yet, or -1. */
    public long wokenAtNs = -1;

    public long switchedInAtNs;

    /**
     * Time spent runnable and not running: the kernel's run_delay, the host's source of steal time.
     */
    public long runDelayNs;

    public long maxWakeLatencyNs;
    public int lastCpu = -1;
}
