package org.scxfleet.task;

import org.jspecify.annotations.Nullable;

/**
 * An entity of the deadline class: constant bandwidth server state of a deadline task, or of a
 * server that protects another class on a CPU.
 */
public final class DlEntity {
    /** The task; null for a server. */
    public final @Nullable Task task;

    // Parameters: so much runtime in each period, until the relative deadline.

    public long budgetNs;
    public long relativeDeadlineNs;
    public long periodNs;

    /** Remaining budget; below 0 after an overrun. */
    public long runtimeNs;

    /** Absolute deadline; before the beginning of time until there is one. */
    public long deadlineNs = -1;

    /** Waits in the CPU's list by deadline; a running one too. */
    public boolean queued;

    /** Out of budget until the timer fires. */
    public boolean throttled;

    /** Gave up the rest of its budget. */
    public boolean yielded;

    /** Part of the machine that it may use, of 2^20, as counted by admission. */
    public long countedBandwidth;

    /** Replenishment timer, or -1 before the first use. */
    public int timer = -1;

    public @Nullable DlEntity next;
    public @Nullable DlEntity previous;

    public DlEntity(@Nullable Task task) {
        this.task = task;
    }
}
