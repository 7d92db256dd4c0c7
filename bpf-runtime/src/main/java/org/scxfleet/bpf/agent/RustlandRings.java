package org.scxfleet.bpf.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.map.RingBuffer;
import org.scxfleet.bpf.memory.Bytes;
import org.scxfleet.ops.UserspaceThread.Act;

/**
 * What the kernel half of scx_rustland_core and any process on top of it have between them: a ring
 * buffer of queued tasks, one of tasks to dispatch, two counters, and a program that looks for an
 * idle CPU.
 *
 * <p>Positions of the rings are in memory that both map, so taking and handing over a record is no
 * system call; running the program is one.
 */
final class RustlandRings {
    /** Where a task is to run that may run anywhere. */
    static final int ANY_CPU = 1 << 20;

    private static final String SELECT_CPU = "rs_select_cpu";
    private static final String QUEUED_COUNT = "nr_queued";
    private static final String PENDING_COUNT = "nr_scheduled";

    // A queued task: pid, CPU, eight words, the name.
    private static final int QUEUED_BYTES = 88;
    private static final int FLAGS_AT = 16;
    private static final int START_AT = 24;
    private static final int STOP_AT = 32;
    private static final int RUN_AT = 40;
    private static final int WEIGHT_AT = 48;
    private static final int VTIME_AT = 56;
    private static final int COUNT_AT = 64;

    // A task to dispatch: pid, CPU, flags, slice, virtual time, the count of its enqueues.
    private static final int DISPATCHED_BYTES = 40;
    private static final int TO_FLAGS_AT = 8;
    private static final int TO_SLICE_AT = 16;
    private static final int TO_VTIME_AT = 24;
    private static final int TO_COUNT_AT = 32;

    private final ObjectView object;
    private final RingBuffer queued;
    private final RingBuffer dispatched;

    /**
     * A task that the kernel half has queued.
     *
     * @param cpu where it was
     * @param flags of its enqueue
     * @param startNs when it last got a CPU
     * @param stopNs when it last gave it back
     * @param runNs what it has run since it last slept
     * @param weight 1..10000
     * @param vtime its place in the order of dispatch as of last time, 0 if there is none yet
     * @param count of its enqueues
     */
    record Queued(
            int pid,
            int cpu,
            long flags,
            long startNs,
            long stopNs,
            long runNs,
            long weight,
            long vtime,
            long count) {
        /** What it used the last time that it ran. */
        long usedNs() {
            return Math.max(0, stopNs - startNs);
        }
    }

    /**
     * Finds both rings.
     *
     * @throws IllegalArgumentException if the object is of another kind, or of a version whose
     *     records are of other sizes: both rings are made for the same number of records
     */
    RustlandRings(ObjectView object) {
        this.object = object;
        this.queued = object.ring("queued");
        this.dispatched = object.ring("dispatched");
        int queuedBytes = queued.spec().maxEntries();
        int dispatchedBytes = dispatched.spec().maxEntries();
        int records = queuedBytes / QUEUED_BYTES;
        if (records * QUEUED_BYTES != queuedBytes
                || records * DISPATCHED_BYTES != dispatchedBytes) {
            throw new IllegalArgumentException(
                    object.name()
                            + ": rings of "
                            + queuedBytes
                            + " and "
                            + dispatchedBytes
                            + " bytes are not made for records of "
                            + QUEUED_BYTES
                            + " and "
                            + DISPATCHED_BYTES
                            + " bytes, those of the scx_rustland_core that is known here");
        }
    }

    /**
     * Takes the next queued task; null when there is none.
     *
     * @throws IllegalArgumentException if its record is too short
     */
    @Nullable Queued take() {
        byte[] record = queued.read();
        if (record == null) {
            object.set(QUEUED_COUNT, 0);
            return null;
        }
        if (record.length < QUEUED_BYTES) {
            throw new IllegalArgumentException(
                    object.name() + ": a queued record of " + record.length + " bytes");
        }
        object.set(QUEUED_COUNT, Math.max(0, waiting() - 1));
        return new Queued(
                Bytes.i32(record, 0),
                Bytes.i32(record, Integer.BYTES),
                Bytes.i64(record, FLAGS_AT),
                Bytes.i64(record, START_AT),
                Bytes.i64(record, STOP_AT),
                Bytes.i64(record, RUN_AT),
                Math.max(1, Bytes.i64(record, WEIGHT_AT)),
                Bytes.i64(record, VTIME_AT),
                Bytes.i64(record, COUNT_AT));
    }

    /** How many tasks wait to be taken, as the kernel half counts them. */
    long waiting() {
        return object.value(QUEUED_COUNT);
    }

    /** Has the kernel look for an idle CPU; the result is negative if there is none. */
    Act selectCpu(Queued task) {
        long who = (task.pid() & 0xffffffffL) | ((long) task.cpu() << Integer.SIZE);
        return new Act.RunProgram(SELECT_CPU, List.of(who, task.flags()));
    }

    /** Hands a task over to be dispatched; false when the ring is full. */
    boolean hand(Queued task, int cpu, long sliceNs, long vtime) {
        byte[] record = new byte[DISPATCHED_BYTES];
        Bytes.putI32(record, 0, task.pid());
        Bytes.putI32(record, Integer.BYTES, cpu);
        Bytes.putI64(record, TO_FLAGS_AT, task.flags());
        Bytes.putI64(record, TO_SLICE_AT, sliceNs);
        Bytes.putI64(record, TO_VTIME_AT, vtime);
        Bytes.putI64(record, TO_COUNT_AT, task.count());
        return dispatched.write(record);
    }

    /** Tells the kernel half for how many tasks the process still has to decide. */
    void leavePending(long tasks) {
        object.set(PENDING_COUNT, tasks);
    }
}
