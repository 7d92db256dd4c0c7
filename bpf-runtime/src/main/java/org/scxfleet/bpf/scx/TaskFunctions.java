package org.scxfleet.bpf.scx;

import static org.scxfleet.bpf.scx.ScxTable.bool;
import static org.scxfleet.bpf.scx.ScxTable.memory;
import static org.scxfleet.bpf.scx.ScxTable.task;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.task.Task;

/** Tasks: where they are, what they may use, and finding them by number. */
final class TaskFunctions {
    private TaskFunctions() {}

    static void addTo(ScxTable table) {
        table.add(
                Group.ANY,
                0,
                "bool scx_bpf_task_set_slice(struct task_struct *p, u64 slice)",
                (m, kernel, p, slice, c, d, e) -> {
                    Task task = task(m, kernel, p);
                    return task == null ? 0 : bool(kernel.taskSetSlice(task, slice));
                });
        table.add(
                Group.ANY,
                0,
                "bool scx_bpf_task_set_dsq_vtime(struct task_struct *p, u64 vtime)",
                (m, kernel, p, vtime, c, d, e) -> {
                    Task task = task(m, kernel, p);
                    return task == null ? 0 : bool(kernel.taskSetDsqVtime(task, vtime));
                });
        table.add(
                Group.ANY,
                0,
                "bool scx_bpf_task_running(const struct task_struct *p)",
                (m, kernel, p, b, c, d, e) -> {
                    Task task = task(m, kernel, p);
                    return task == null ? 0 : bool(kernel.taskRunning(task));
                });
        table.addCpuForm(
                Group.ANY,
                0,
                "s32 scx_bpf_task_cpu(const struct task_struct *p)",
                (m, kernel, p, b, c, d, e) -> {
                    Task task = task(m, kernel, p);
                    return task == null ? 0 : kernel.taskCpu(task);
                });
        table.add(
                Group.ANY,
                0,
                "struct task_struct *scx_bpf_tid_to_task(u64 tid)",
                (m, kernel, tid, b, c, d, e) -> memory(m).address(kernel.taskByTid(tid)));
        addReferences(table);
    }

    /** The kernel counts references; here a task that has ended is simply gone for everybody. */
    private static void addReferences(ScxTable table) {
        table.add(
                null, 0, "struct task_struct *bpf_task_from_pid(s32 pid)", TaskFunctions::fromPid);
        table.add(
                null,
                0,
                "struct task_struct *bpf_task_from_vpid(s32 vpid)",
                TaskFunctions::fromPid);
        table.add(
                null,
                0,
                "struct task_struct *bpf_task_acquire(struct task_struct *p)",
                (m, kernel, p, b, c, d, e) -> memory(m).task(p) == null ? 0 : p);
        table.add(
                null,
                0,
                "void bpf_task_release(struct task_struct *p)",
                (m, kernel, p, b, c, d, e) -> 0);
    }

    private static long fromPid(
            Machine m, ExtKernel.All kernel, long pid, long b, long c, long d, long e) {
        return memory(m).address(kernel.taskByPid((int) pid));
    }
}
