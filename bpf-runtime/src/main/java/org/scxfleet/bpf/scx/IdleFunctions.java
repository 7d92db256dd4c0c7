package org.scxfleet.bpf.scx;

import static org.scxfleet.bpf.scx.ScxTable.bool;
import static org.scxfleet.bpf.scx.ScxTable.memory;
import static org.scxfleet.bpf.scx.ScxTable.task;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.kernel.KernelTypes;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/** Built-in idle tracking: choosing and claiming CPUs, and the masks of idle ones. */
final class IdleFunctions {
    private static final String ARGUMENTS = "scx_bpf_select_cpu_and_args";
    private static final int PREV_CPU = KernelTypes.offset(ARGUMENTS, "prev_cpu");
    private static final int WAKE_FLAGS = KernelTypes.offset(ARGUMENTS, "wake_flags");
    private static final int FLAGS = KernelTypes.offset(ARGUMENTS, "flags");

    private IdleFunctions() {}

    static void addTo(ScxTable table) {
        addSelection(table);
        addPicks(table);
        addMasks(table);
    }

    private static void addSelection(ScxTable table) {
        table.addCpuForm(
                Group.SELECT_CPU,
                Scx.ENODEV,
                "s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu, u64 wake_flags,"
                        + " bool *is_idle)",
                IdleFunctions::selectDefault);
        table.addCpuForm(
                Group.SELECT_CPU,
                Scx.ENODEV,
                "s32 __scx_bpf_select_cpu_and(struct task_struct *p,"
                        + " const struct cpumask *cpus_allowed,"
                        + " struct scx_bpf_select_cpu_and_args *args)",
                (m, kernel, p, allowed, args, d, e) -> {
                    AddressSpace memory = m.memory();
                    return selectAnd(
                            m,
                            kernel,
                            p,
                            memory.load32(args + PREV_CPU),
                            memory.load64(args + WAKE_FLAGS),
                            allowed,
                            memory.load64(args + FLAGS));
                });
        table.addCpuForm(
                Group.SELECT_CPU,
                Scx.ENODEV,
                "s32 scx_bpf_select_cpu_and(struct task_struct *p, s32 prev_cpu, u64 wake_flags,"
                        + " const struct cpumask *cpus_allowed, u64 flags)",
                IdleFunctions::selectAnd);
    }

    private static long selectDefault(
            Machine m,
            ExtKernel.All kernel,
            long p,
            long prevCpu,
            long wakeFlags,
            long isIdle,
            long e) {
        Task task = task(m, kernel, p);
        if (task == null) {
            return Scx.EINVAL;
        }
        int cpu = kernel.selectCpuDefault(task, (int) prevCpu, wakeFlags);
        m.memory().store8(isIdle, cpu >= 0 ? 1 : 0);
        return cpu >= 0 ? cpu : ~cpu;
    }

    private static long selectAnd(
            Machine m,
            ExtKernel.All kernel,
            long p,
            long prevCpu,
            long wakeFlags,
            long allowed,
            long flags) {
        Task task = task(m, kernel, p);
        return task == null
                ? Scx.EINVAL
                : kernel.selectCpuAnd(
                        task, (int) prevCpu, wakeFlags, memory(m).mask(allowed, 0), flags);
    }

    private static void addPicks(ScxTable table) {
        table.addCpuForm(
                Group.ANY,
                0,
                "bool scx_bpf_test_and_clear_cpu_idle(s32 cpu)",
                (m, kernel, cpu, b, c, d, e) -> bool(kernel.testAndClearCpuIdle((int) cpu)));
        table.addCpuForm(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_pick_idle_cpu(const struct cpumask *cpus_allowed, u64 flags)",
                (m, kernel, mask, flags, c, d, e) ->
                        kernel.pickIdleCpu(memory(m).mask(mask, 0), flags));
        table.addCpuForm(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_pick_any_cpu(const struct cpumask *cpus_allowed, u64 flags)",
                (m, kernel, mask, flags, c, d, e) ->
                        kernel.pickAnyCpu(memory(m).mask(mask, 0), flags));
        table.addCpuForm(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_pick_idle_cpu_node(const struct cpumask *cpus_allowed, s32 node,"
                        + " u64 flags)",
                (m, kernel, mask, node, flags, d, e) ->
                        (int) node == -1
                                ? Scx.ENOENT
                                : kernel.pickIdleCpuInNode(
                                        memory(m).mask(mask, 0), (int) node, flags));
        table.addCpuForm(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_pick_any_cpu_node(const struct cpumask *cpus_allowed, s32 node,"
                        + " u64 flags)",
                (m, kernel, mask, node, flags, d, e) ->
                        (int) node == -1
                                ? Scx.ENOENT
                                : kernel.pickAnyCpuInNode(
                                        memory(m).mask(mask, 0), (int) node, flags));
    }

    private static void addMasks(ScxTable table) {
        table.addCpuForm(
                Group.ANY,
                0,
                "const struct cpumask *scx_bpf_get_idle_cpumask(void)",
                (m, kernel, a, b, c, d, e) -> memory(m).maskAddress(kernel.idleCpus()));
        table.addCpuForm(
                Group.ANY,
                0,
                "const struct cpumask *scx_bpf_get_idle_smtmask(void)",
                (m, kernel, a, b, c, d, e) -> memory(m).maskAddress(kernel.idleSmtCpus()));
        table.addCpuForm(
                Group.ANY,
                0,
                "const struct cpumask *scx_bpf_get_idle_cpumask_node(s32 node)",
                (m, kernel, node, b, c, d, e) ->
                        memory(m).maskAddress(kernel.idleCpusOfNode((int) node)));
        table.addCpuForm(
                Group.ANY,
                0,
                "const struct cpumask *scx_bpf_get_idle_smtmask_node(s32 node)",
                (m, kernel, node, b, c, d, e) ->
                        memory(m).maskAddress(kernel.idleSmtCpusOfNode((int) node)));
        table.addCpuForm(
                Group.ANY,
                0,
                "void scx_bpf_put_idle_cpumask(const struct cpumask *idle_mask)",
                (m, kernel, mask, b, c, d, e) -> 0);
    }
}
