package org.scxfleet.exec;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Amount;

/**
 * A compiled program: parallel arrays, one entry a step; loops are jumps. Shared by all tasks of a
 * specification.
 *
 * @param op what to do
 * @param amount quantity drawn at the step, if it has one
 * @param a first operand: a resource number, loop depth, device, …
 * @param b second operand
 * @param argument operands that are no numbers
 * @param timers number of private timers
 * @param nesting how deep loops nest
 */
record Code(
        Op[] op,
        @Nullable Amount[] amount,
        int[] a,
        int[] b,
        @Nullable Object[] argument,
        int timers,
        int nesting) {
    /** What a step does; a and b in brackets. */
    enum Op {
        COMPUTE,
        /** What the thread of a scheduler's loader says. */
        THREAD,
        RUN_FOR,
        SLEEP,
        /** [timer, 1 absolute + 2 shared]. */
        TIMER,
        /** [gate]. */
        SUSPEND,
        RESUME,
        /** [mutex]. */
        LOCK,
        UNLOCK,
        /** [condition, mutex]. */
        COND_WAIT,
        COND_SIGNAL,
        COND_BROADCAST,
        /** [barrier]. */
        BARRIER,
        SEM_POST,
        SEM_WAIT,
        PIPE_WRITE,
        PIPE_READ,
        YIELD,
        /** [task specification]. */
        FORK,
        EXIT,
        SET_SCHEDULER,
        SET_AFFINITY,
        /** [cgroup]. */
        SET_CGROUP,
        /** [device, kernels]; argument = Step.GpuLaunch. */
        GPU_LAUNCH,
        /** [device]; argument = mode. */
        GPU_SYNC,
        /** [device]; argument = Step.GpuOpen. */
        GPU_OPEN,
        /** [device]; argument = Step.GpuCopy. */
        GPU_COPY,
        /** [device]. */
        GPU_FAULT,
        /** [route]. */
        REQUEST,
        /** [endpoint]. */
        RECEIVE,
        REPLY,
        /** [collective]. */
        COLLECTIVE,
        /** [timer or -1]. */
        MARK,
        /** [depth, turns or -1]. */
        LOOP,
        /** [depth, first step of the body]. */
        END_LOOP
    }

    /** The code of a thread that decides what it does as it goes. */
    static final Code THREAD =
            new Code(
                    new Op[] {Op.THREAD},
                    new @Nullable Amount[] {null},
                    new int[1],
                    new int[1],
                    new @Nullable Object[] {null},
                    0,
                    0);

    int length() {
        return op.length;
    }
}
