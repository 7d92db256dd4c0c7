package org.scxfleet.task;

import org.jspecify.annotations.Nullable;

/**
 * What a task is executing: progress through its present computation and through its program.
 *
 * <p>Work is measured in nanoseconds on a CPU of speed 1024. Overhead (switch, wake-up, migration
 * cost) is wall time that the CPU spends for the task before its work goes on.
 */
public final class Work {
    /** Position in the program's code. */
    public int position;

    /** Remaining turns of the loops around the position, as many as the program nests. */
    public int[] loopTurns = {};

    /** How far the present step has come; 0 = not begun. */
    public int phase;

    /** What is left to repeat within the present step. */
    public int repeats;

    /** A quantity drawn when the present step began. */
    public long drawn;

    /** The present step has been waited for and the wait is over. */
    public boolean waitOver;

    /** The task is no program but a machine, a vCPU, which runs until it is left. */
    public boolean embodied;

    /** Burns the CPU until somebody ends it. */
    public boolean spinning;

    /** Steps executed since time last passed for the task. */
    public int stepsWithoutTime;

    /** What of the time since {@link #sinceNs} the figures contain already. */
    public long toldNs;

    /** The task handles interrupts instead of executing a program. */
    public boolean interruptThread;

    /** Remaining work of the present computation. */
    public long remainingNs;

    /** What of {@link #overheadNs} was there when the task's CPU got lost; -1 = it is not. */
    public long lostOverheadNs = -1;

    /** Overhead still to be spent. */
    public long overheadNs;

    /** Wall time at which a RunFor step ends, or -1. */
    public long runUntilNs = -1;

    /** Since when the current CPU has been working on it, or -1 when not executing. */
    public long sinceNs = -1;

    /** Speed at which it has been executing since then, per 1024. */
    public int speedPer1024;

    /** Next expiry of each private timer, by index in the program; created on first use. */
    public long @Nullable [] timerExpiryNs;

    /** The requester of the request served last; created on first use. */
    private @Nullable Requester requester;

    /** GPU device whose completion the task waits for, or -1. */
    public int gpuWait = -1;

    /** Timer event of this task, or -1 before the first use. */
    public int timer = -1;

    /** Place among the sleepers of the CPU on which the task fell asleep, or -1. */
    public int sleepSlot = -1;

    /** CPU whose timer wakes the task. */
    public int sleepCpu;

    /** When a deferrable timer was set first, from which its whole seconds count; -1 = never. */
    public long secondsFromNs = -1;

    /** The timer is due, and set to when that CPU comes to it. */
    public boolean timerTurn;

    /** Turn counter of round-robin choices (requests to service instances). */
    public int turn;

    /** Who waits for the answer of the request that the task serves. */
    public Requester requester() {
        Requester present = requester;
        if (present == null) {
            present = new Requester();
            requester = present;
        }
        return present;
    }

    /** The way back to the one who sent a request. */
    public static final class Requester {
        /** The sender's host, or -1 if no answer is owed. */
        public int host = -1;

        /** The task there. */
        public int task = -1;

        public long latencyNs;
        public long bytesPerSecond = 1;
    }
}
