package org.scxfleet.bpf.scx;

import static org.scxfleet.bpf.scx.ScxTable.bool;
import static org.scxfleet.bpf.scx.ScxTable.task;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.kernel.KernelTypes;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.task.Task;

/** Insertion into DSQs, the dispatch buffer, moves to the local DSQ. */
final class InsertFunctions {
    private static final String ARGUMENTS = "scx_bpf_dsq_insert_vtime_args";
    private static final int DSQ_ID = KernelTypes.offset(ARGUMENTS, "dsq_id");
    private static final int SLICE = KernelTypes.offset(ARGUMENTS, "slice");
    private static final int VTIME = KernelTypes.offset(ARGUMENTS, "vtime");
    private static final int ENQ_FLAGS = KernelTypes.offset(ARGUMENTS, "enq_flags");

    private InsertFunctions() {}

    static void addTo(ScxTable table) {
        table.add(
                Group.ENQUEUE_DISPATCH,
                0,
                "bool scx_bpf_dsq_insert___v2(struct task_struct *p, u64 dsq_id, u64 slice,"
                        + " u64 enq_flags)",
                InsertFunctions::insert);
        table.add(
                Group.ENQUEUE_DISPATCH,
                0,
                "void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice,"
                        + " u64 enq_flags)",
                InsertFunctions::insert);
        table.add(
                Group.ENQUEUE_DISPATCH,
                0,
                "bool __scx_bpf_dsq_insert_vtime(struct task_struct *p,"
                        + " struct scx_bpf_dsq_insert_vtime_args *args)",
                (m, kernel, p, args, c, d, e) -> {
                    AddressSpace memory = m.memory();
                    return insertByVtime(
                            m,
                            kernel,
                            p,
                            memory.load64(args + DSQ_ID),
                            memory.load64(args + SLICE),
                            memory.load64(args + VTIME),
                            memory.load64(args + ENQ_FLAGS));
                });
        table.add(
                Group.ENQUEUE_DISPATCH,
                0,
                "void scx_bpf_dsq_insert_vtime(struct task_struct *p, u64 dsq_id, u64 slice,"
                        + " u64 vtime, u64 enq_flags)",
                InsertFunctions::insertByVtime);
        addDispatch(table);
    }

    private static void addDispatch(ScxTable table) {
        table.add(
                Group.DISPATCH,
                0,
                "u32 scx_bpf_dispatch_nr_slots(void)",
                (m, kernel, a, b, c, d, e) -> kernel.dispatchNrSlots());
        table.add(
                Group.DISPATCH,
                0,
                "void scx_bpf_dispatch_cancel(void)",
                (m, kernel, a, b, c, d, e) -> {
                    kernel.dispatchCancel();
                    return 0;
                });
        table.add(
                Group.DISPATCH,
                0,
                "bool scx_bpf_dsq_move_to_local___v2(u64 dsq_id, u64 enq_flags)",
                (m, kernel, dsq, flags, c, d, e) -> bool(kernel.dsqMoveToLocal(dsq, flags)));
        table.add(
                Group.DISPATCH,
                0,
                "bool scx_bpf_dsq_move_to_local(u64 dsq_id)",
                (m, kernel, dsq, b, c, d, e) -> bool(kernel.dsqMoveToLocal(dsq, 0)));
    }

    private static long insert(
            Machine m, ExtKernel.All kernel, long p, long dsq, long slice, long flags, long e) {
        Task task = task(m, kernel, p);
        return task == null ? 0 : bool(kernel.dsqInsert(task, dsq, slice, flags));
    }

    private static long insertByVtime(
            Machine m, ExtKernel.All kernel, long p, long dsq, long slice, long vtime, long flags) {
        Task task = task(m, kernel, p);
        return task == null ? 0 : bool(kernel.dsqInsertVtime(task, dsq, slice, vtime, flags));
    }
}
