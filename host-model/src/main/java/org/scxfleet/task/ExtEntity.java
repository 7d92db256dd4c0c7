package org.scxfleet.task;

import org.jspecify.annotations.Nullable;

/**
 * A task's sched_ext entity: the BPF-visible fields of sched_ext_entity (include/linux/sched/ext.h)
 * and the model's links. A scheduler may read all public fields of the first part and write slice
 * and vtime.
 */
public final class ExtEntity {
    // What a scheduler may see.

    /** Remaining slice; {@link #SLICE_INF} never decreases. Unsigned. */
    public long sliceNs = INITIAL_SLICE_NS;

    /** Virtual time by which vtime-ordered DSQs sort; compared as a signed difference. */
    public long dsqVtime;

    public int weight = 100;
    public int stickyCpu = -1;
    public int holdingCpu = -1;
    public int selectedCpu = -1;

    /** Time since which it waits, for the watchdog. */
    public long runnableAtNs;

    public boolean disallow;
    public int reenqueueCount;

    // Task state (bits 8-10 of flags in the kernel).

    /** NONE, INIT_BEGIN, INIT, READY, ENABLED, DEAD. */
    public ExtState state = ExtState.NONE;

    public boolean queued;
    public boolean inCustody;
    public boolean resetRunnableAt;
    public boolean dequeuedForSleep;
    public boolean immed;

    /** Why it is being re-enqueued. */
    public ReenqueueReason reenqueueReason = ReenqueueReason.NONE;

    /** ops_state: none, queueing, queued (held by the scheduler), dispatching. */
    public OpsState opsState = OpsState.NONE;

    /**
     * Sequence of ops.enqueue calls for this task; a buffered dispatch is valid only if it still
     * matches.
     */
    public long opsSequence;

    // Stored direct-dispatch verdict.

    public long directDsq = NO_DSQ;
    public long directSliceNs;
    public long directVtime;
    public boolean directByVtime;
    public long directEnqFlags;

    /** Requested slice that waits for the run queue's owner, or {@link #NO_REQUEST}. */
    public long requestedSliceNs = NO_REQUEST;

    // Links of the model.

    /** The DSQ that holds the task, null if none. */
    public @Nullable DsqRef dsq;

    public long dsqSequence;
    public boolean dsqByVtime;

    /** The vtime by which it was sorted into its DSQ. */
    public long queuedVtime;

    public @Nullable Task dsqNext;
    public @Nullable Task dsqPrevious;
    public @Nullable Task treeLeft;
    public @Nullable Task treeRight;
    public @Nullable Task treeParent;
    public int treePriority;

    public @Nullable Task runnableNext;
    public @Nullable Task runnablePrevious;

    /** CPU on whose runnable list it is, -1 if on none. */
    public int runnableCpu = -1;

    public @Nullable Task deferredNext;
    public boolean deferred;

    public static final long SLICE_INF = -1L;
    public static final long INITIAL_SLICE_NS = 20_000_000L;
    public static final long NO_DSQ = 1L << 63;
    public static final long NO_REQUEST = Long.MIN_VALUE;

    /** State of a task towards a loaded scheduler. */
    public enum ExtState {
        NONE,
        INIT_BEGIN,
        INIT,
        READY,
        ENABLED,
        DEAD
    }

    /** Who holds a queued task. */
    public enum OpsState {
        NONE,
        QUEUEING,
        QUEUED,
        DISPATCHING
    }

    /** Why a task is handed to the scheduler again. */
    public enum ReenqueueReason {
        NONE,
        KFUNC,
        IMMED,
        PREEMPTED
    }
}
