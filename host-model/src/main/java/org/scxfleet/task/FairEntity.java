package org.scxfleet.task;

import org.jspecify.annotations.Nullable;

/**
 * A task's entity of the fair class (sched_entity): EEVDF state and the node of the run queue's
 * tree.
 */
public final class FairEntity {
    /** Virtual run time, in ns at nice 0. */
    public long vruntimeNs;

    public long deadlineNs;
    public long sliceNs;

    /** Lag kept while sleeping. */
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
    public boolean customSlice;

    public @Nullable Task left;
    public @Nullable Task right;
    public @Nullable Task parent;
    public long minVruntimeNs;
    public long minSliceNs;
    public int color;

    /** Utilisation average, 0..1024, and when it was last brought up to date. */
    public long utilSum;

    public long utilUpdatedNs;
}
