package org.scxfleet.task;

/** A task's entity of the deadline class: constant bandwidth server state. */
public final class DlEntity {
    public boolean queued;
    public boolean throttled;

    /** Remaining budget. */
    public long runtimeNs;

    /** Absolute deadline. */
    public long deadlineNs;

    /** Replenishment timer, or -1 before the first use. */
    public int timer = -1;
}
