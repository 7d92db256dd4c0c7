package org.scxfleet.stats;

/**
 * What a task group did: counters in plain fields, durations in nanoseconds. Written by the event
 * loop only.
 */
public final class GroupTally {
    public final String name;
    public int tasks;
    public long runNs;
    public long runDelayNs;
    public long switchedIn;
    public long preempted;
    public long blocked;
    public long migrations;
    public long wakeups;
    public long iterations;

    /** Execution of the group's contexts on GPUs; brought up to date by reports. */
    public long gpuNs;

    /** Wake-up to switch-in. */
    public final LogHistogram wakeLatency = new LogHistogram();

    /** Switch-in to switch-out. */
    public final LogHistogram segments = new LogHistogram();

    /** Scheduled arrival to completion of an iteration. */
    public final LogHistogram responses = new LogHistogram();

    public GroupTally(String name) {
        this.name = name;
    }
}
