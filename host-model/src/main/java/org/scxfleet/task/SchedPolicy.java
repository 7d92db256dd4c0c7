package org.scxfleet.task;

/** Scheduling policies of the kernel's ABI. */
public enum SchedPolicy {
    NORMAL(0),
    FIFO(1),
    RR(2),
    BATCH(3),
    IDLE(5),
    DEADLINE(6),
    EXT(7);

    private final int number;

    SchedPolicy(int number) {
        this.number = number;
    }

    /** The number in the kernel's ABI. */
    public int number() {
        return number;
    }

    /** FIFO or RR. */
    public boolean isRealTime() {
        return this == FIFO || this == RR;
    }

    /** Policies that the fair class serves unless a sched_ext scheduler takes them. */
    public boolean isFair() {
        return this == NORMAL || this == BATCH || this == IDLE;
    }
}
