package org.scxfleet.bpf.scx;

import static org.scxfleet.bpf.scx.ScxTable.bool;
import static org.scxfleet.bpf.scx.ScxTable.task;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/**
 * DSQs: making, asking, moving between, walking over.
 *
 * <p>An iterator is six words of the program's stack. It holds the task that it will return next,
 * so that the program may move the one that it has. If that next task leaves the queue by other
 * ways, the walk goes on with the first task that was inserted after the last one returned.
 */
final class DsqFunctions {
    private static final int DSQ = 0;
    private static final int UNTIL = 8;
    private static final int NEXT = 16;
    private static final int NEXT_SEQUENCE = 24;
    private static final int LAST_SEQUENCE = 32;
    private static final int REVERSE = 40;

    private DsqFunctions() {}

    static void addTo(ScxTable table) {
        table.addSleeping(
                Group.UNLOCKED,
                Scx.ENODEV,
                "s32 scx_bpf_create_dsq(u64 dsq_id, s32 node)",
                (m, kernel, dsq, node, c, d, e) -> kernel.createDsq(dsq, (int) node));
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_destroy_dsq(u64 dsq_id)",
                (m, kernel, dsq, b, c, d, e) -> {
                    kernel.destroyDsq(dsq);
                    return 0;
                });
        table.add(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_dsq_nr_queued(u64 dsq_id)",
                (m, kernel, dsq, b, c, d, e) -> kernel.dsqNrQueued(dsq));
        table.add(
                Group.ANY,
                0,
                "struct task_struct *scx_bpf_dsq_peek(u64 dsq_id)",
                (m, kernel, dsq, b, c, d, e) -> ScxTable.memory(m).address(kernel.dsqPeek(dsq)));
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_dsq_reenq(u64 dsq_id, u64 reenq_flags)",
                (m, kernel, dsq, flags, c, d, e) -> {
                    kernel.dsqReenqueue(dsq, flags);
                    return 0;
                });
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_reenqueue_local___v2(void)",
                (m, kernel, a, b, c, d, e) -> {
                    kernel.dsqReenqueue(Scx.DSQ_LOCAL, 0);
                    return 0;
                });
        table.add(
                Group.CPU_RELEASE,
                0,
                "u32 scx_bpf_reenqueue_local(void)",
                (m, kernel, a, b, c, d, e) -> kernel.reenqueueLocal());
        addMoves(table);
        addIterator(table);
    }

    private static void addMoves(ScxTable table) {
        table.add(
                Group.MOVE,
                0,
                "void scx_bpf_dsq_move_set_slice(struct bpf_iter_scx_dsq *it__iter, u64 slice)",
                (m, kernel, iterator, slice, c, d, e) -> {
                    kernel.dsqMoveSetSlice(slice);
                    return 0;
                });
        table.add(
                Group.MOVE,
                0,
                "void scx_bpf_dsq_move_set_vtime(struct bpf_iter_scx_dsq *it__iter, u64 vtime)",
                (m, kernel, iterator, vtime, c, d, e) -> {
                    kernel.dsqMoveSetVtime(vtime);
                    return 0;
                });
        table.add(
                Group.MOVE,
                0,
                "bool scx_bpf_dsq_move(struct bpf_iter_scx_dsq *it__iter, struct task_struct *p,"
                        + " u64 dsq_id, u64 enq_flags)",
                (m, kernel, iterator, p, dsq, flags, e) ->
                        move(m, kernel, iterator, p, dsq, flags, false));
        table.add(
                Group.MOVE,
                0,
                "bool scx_bpf_dsq_move_vtime(struct bpf_iter_scx_dsq *it__iter,"
                        + " struct task_struct *p, u64 dsq_id, u64 enq_flags)",
                (m, kernel, iterator, p, dsq, flags, e) ->
                        move(m, kernel, iterator, p, dsq, flags, true));
    }

    private static long move(
            Machine m,
            ExtKernel.All kernel,
            long iterator,
            long p,
            long dsq,
            long flags,
            boolean byVtime) {
        Task task = task(m, kernel, p);
        if (task == null) {
            return 0;
        }
        AddressSpace memory = m.memory();
        long from = memory.load64(iterator + DSQ);
        long until = memory.load64(iterator + UNTIL);
        if (memory.load64(iterator + NEXT) == p) {
            setNext(m, kernel, iterator, following(m, kernel, iterator, task));
        }
        return bool(
                byVtime
                        ? kernel.dsqMoveVtime(from, until, task, dsq, flags)
                        : kernel.dsqMove(from, until, task, dsq, flags));
    }

    private static void addIterator(ScxTable table) {
        table.add(
                Group.ANY,
                Scx.ENODEV,
                "int bpf_iter_scx_dsq_new(struct bpf_iter_scx_dsq *it, u64 dsq_id, u64 flags)",
                DsqFunctions::begin);
        table.add(
                Group.ANY,
                0,
                "struct task_struct *bpf_iter_scx_dsq_next(struct bpf_iter_scx_dsq *it)",
                DsqFunctions::next);
        table.add(
                Group.ANY,
                0,
                "void bpf_iter_scx_dsq_destroy(struct bpf_iter_scx_dsq *it)",
                (m, kernel, iterator, b, c, d, e) -> {
                    m.memory().store64(iterator + NEXT, 0);
                    return 0;
                });
    }

    private static long begin(
            Machine m, ExtKernel.All kernel, long iterator, long dsq, long flags, long d, long e) {
        AddressSpace memory = m.memory();
        memory.store64(iterator + NEXT, 0);
        if ((flags & ~Scx.DSQ_ITER_REV) != 0) {
            return Scx.EINVAL;
        }
        if (Scx.isBuiltin(dsq) || kernel.dsqNrQueued(dsq) < 0) {
            return Scx.ENOENT;
        }
        boolean reverse = flags != 0;
        memory.store64(iterator + DSQ, dsq);
        memory.store64(iterator + UNTIL, kernel.dsqSequence(dsq));
        memory.store64(iterator + LAST_SEQUENCE, 0);
        memory.store64(iterator + REVERSE, reverse ? 1 : 0);
        setNext(m, kernel, iterator, kernel.dsqFirst(dsq, reverse));
        return 0;
    }

    private static long next(
            Machine m, ExtKernel.All kernel, long iterator, long b, long c, long d, long e) {
        AddressSpace memory = m.memory();
        long address = memory.load64(iterator + NEXT);
        if (address == 0) {
            return 0;
        }
        Task task = ScxTable.memory(m).task(address);
        if (task == null || !isHere(memory, iterator, task)) {
            task = afterLast(m, kernel, iterator);
        }
        setNext(m, kernel, iterator, task == null ? null : following(m, kernel, iterator, task));
        if (task != null) {
            memory.store64(iterator + LAST_SEQUENCE, task.scx.dsqSequence);
        }
        return ScxTable.memory(m).address(task);
    }

    /** Whether the task is still where it was when the iterator noted it. */
    private static boolean isHere(AddressSpace memory, long iterator, Task task) {
        return task.scx.dsq != null
                && task.scx.dsq.id() == memory.load64(iterator + DSQ)
                && task.scx.dsqSequence == memory.load64(iterator + NEXT_SEQUENCE);
    }

    private static @Nullable Task afterLast(Machine m, ExtKernel.All kernel, long iterator) {
        AddressSpace memory = m.memory();
        boolean reverse = memory.load64(iterator + REVERSE) != 0;
        long until = memory.load64(iterator + UNTIL);
        long last = memory.load64(iterator + LAST_SEQUENCE);
        Task task = kernel.dsqFirst(memory.load64(iterator + DSQ), reverse);
        while (task != null) {
            long sequence = task.scx.dsqSequence;
            boolean beyond = last == 0 || (reverse ? sequence < last : sequence > last);
            if (beyond && sequence - until <= 0) {
                return task;
            }
            task = kernel.dsqNext(task, reverse);
        }
        return null;
    }

    private static @Nullable Task following(
            Machine m, ExtKernel.All kernel, long iterator, Task task) {
        return kernel.dsqNext(task, m.memory().load64(iterator + REVERSE) != 0);
    }

    /** Notes the first task from here on that was there when the iterator began. */
    private static void setNext(
            Machine m, ExtKernel.All kernel, long iterator, @Nullable Task from) {
        AddressSpace memory = m.memory();
        long until = memory.load64(iterator + UNTIL);
        boolean reverse = memory.load64(iterator + REVERSE) != 0;
        Task task = from;
        while (task != null && task.scx.dsqSequence - until > 0) {
            task = kernel.dsqNext(task, reverse);
        }
        memory.store64(iterator + NEXT, ScxTable.memory(m).address(task));
        memory.store64(iterator + NEXT_SEQUENCE, task == null ? 0 : task.scx.dsqSequence);
    }
}
