package org.scxfleet.ops;

/** Event counters of a scheduler, in the kernel's list order (SCX_EV_*). */
public enum ScxEvent {
    SELECT_CPU_FALLBACK,
    DISPATCH_LOCAL_DSQ_OFFLINE,
    DISPATCH_KEEP_LAST,
    ENQ_SKIP_EXITING,
    ENQ_SKIP_MIGRATION_DISABLED,
    REENQ_IMMED,
    REENQ_REPEAT,
    REFILL_SLICE_DFL,
    SLICE_CLAMPED,
    SLICE_DENIED,
    BYPASS_DURATION,
    BYPASS_DISPATCH,
    BYPASS_ACTIVATE,
    INSERT_NOT_OWNED,
    SUB_BYPASS_DISPATCH,
    SUB_FORCED_ADMIT,
    SUB_PREEMPT_DENIED,
    SUB_KICK_DENIED,
    SUB_REENQ_DENIED,
    SUB_CIDPERF_DENIED,
    SUB_RESCUE;

    /** The kernel's name. */
    public String kernelName() {
        return "SCX_EV_" + name();
    }
}
