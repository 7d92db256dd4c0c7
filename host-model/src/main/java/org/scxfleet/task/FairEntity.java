package org.scxfleet.task;

import org.jspecify.annotations.Nullable;

/**
 * A task's entity of the fair class (sched_entity): EEVDF state and the node of the run queue's
 * tree.
 */
public final class FairEntity {
    public final Task task;

    /** Virtual run time, in ns at nice 0. */
    public long vruntimeNs;

    /** Virtual deadline; relative to vruntime while {@link #relativeDeadline} holds. */
    public long deadlineNs;

    public long sliceNs;

    /** Lag kept while not queued; for a delayed entity the lag with which it went to sleep. */
    public long lagNs;

    /** Vruntime up to which the running entity is protected. */
    public long protectionNs;

    /**
     * Tree weight: product of shares down the cgroup hierarchy, 2^20 = nice 0 alone in the root.
     */
    public long treeWeight;

    public boolean queued;

    /** Asleep but still queued until its lag is paid. */
    public boolean delayed;

    public boolean relativeDeadline;

    // Node of the tree of queued entities that do not run.

    public @Nullable FairEntity left;
    public @Nullable FairEntity right;

    /** Heap priority that balances the tree. */
    public int treePriority;

    /** Order of arrival among equal deadlines. */
    public long arrival;

    public long minVruntimeNs;
    public long minSliceNs;
    public long maxSliceNs;

    // List of all queued entities of the CPU, most recently run first.

    public @Nullable FairEntity listNext;
    public @Nullable FairEntity listPrevious;

    // Load tracking and placement.

    public final LoadAverage average = new LoadAverage();

    /** Cgroup whose averages contain this entity's, or -1. */
    public int averageGroup = -1;

    /** CPU whose averages contain this entity's. */
    public int averageCpu;

    /** Weight with which those averages were counted. */
    public long averageWeight;

    /** What the task used in its past activations, smoothed downwards (util_est). */
    public long utilEstimate;

    /** The average has not changed since the estimate was made. */
    public boolean utilEstimated;

    /** The estimate is part of the CPU's sum. */
    public boolean utilEstimateCounted;

    /** CPU used before the last wake-up. */
    public int recentCpu = -1;

    /** Task number that this one woke last, and how often that changed. */
    public int lastWakee = -1;

    public int wakeeFlips;
    public long wakeeFlipsDecayedNs;

    // Bandwidth control.

    /** Set aside because its cgroup has used up its quota. */
    public boolean throttled;

    public @Nullable FairEntity asideNext;
    public @Nullable FairEntity asidePrevious;

    public FairEntity(Task task) {
        this.task = task;
        treeWeight = (long) task.loadWeight() << Weight.RESOLUTION_SHIFT;
        average.load = task.loadWeight();
    }
}
