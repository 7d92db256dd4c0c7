package org.scxfleet.sched.ext;

import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/** The kernel functions about idle CPUs (idle.c), in front of {@link IdleCpus}. */
abstract class IdleCalls extends CidCalls implements ExtKernel.SelectIdle {
    private final IdleCpus idle;
    private final CpuSet none;

    IdleCalls(
            Ext ext,
            OpsCaller caller,
            Kicks kicks,
            TaskTable tasks,
            ExtTimers timers,
            IdleCpus idle) {
        super(ext, caller, kicks, tasks, timers);
        this.idle = idle;
        this.none = new CpuSet(core.cpuCount());
    }

    private boolean idleTracked() {
        if (!idle.isEnabled()) {
            ext.error("built-in idle tracking is disabled");
            return false;
        }
        return true;
    }

    @Override
    public int selectCpuDefault(Task task, int prevCpu, long wakeFlags) {
        if (!cpuForm("scx_bpf_select_cpu_dfl") || !validCpu(prevCpu)) {
            return ~0;
        }
        if (!idleTracked() || crossTask(task)) {
            return ~prevCpu;
        }
        int cpu = pickFor(task, prevCpu, wakeFlags, core.topology().allCpus(), 0);
        return cpu >= 0 ? cpu : ~prevCpu;
    }

    @Override
    public int selectCpuAnd(
            Task task, int prevCpu, long wakeFlags, CpuSet allowed, long pickFlags) {
        if (!cpuForm("scx_bpf_select_cpu_and") || !validCpu(prevCpu)) {
            return Scx.EINVAL;
        }
        if (!idleTracked()) {
            return Scx.EBUSY;
        }
        if (crossTask(task)) {
            return Scx.EINVAL;
        }
        return pickFor(task, prevCpu, wakeFlags, allowed, pickFlags);
    }

    /**
     * Within select_cpu only the waking task may be asked about, within other ops with a locked run
     * queue only tasks of that queue.
     */
    private boolean crossTask(Task task) {
        boolean own =
                caller.op() == Op.SELECT_CPU
                        ? caller.isAbout(task)
                        : caller.lockedCpu() < 0 || caller.lockedCpu() == task.cpu;
        if (!own) {
            ext.error("select_cpu kfunc called cross-task on " + task);
        }
        return !own;
    }

    private int pickFor(Task task, int prevCpu, long wakeFlags, CpuSet allowed, long pickFlags) {
        if (task.allowedCount == 1 || task.isMigrationDisabled()) {
            int only = task.isMigrationDisabled() ? task.cpu : task.allowed.first();
            return allowed.contains(only) && idle.claim(only) ? only : Scx.EBUSY;
        }
        return idle.selectDefault(task, prevCpu, wakeFlags, allowed, pickFlags);
    }

    private boolean wholeMasks() {
        if (!cpuForm("scx_bpf_get_idle_cpumask")) {
            return false;
        }
        if (idle.isPerNode()) {
            ext.error("SCX_OPS_BUILTIN_IDLE_PER_NODE enabled");
            return false;
        }
        return idleTracked();
    }

    private boolean notPerNode(String function) {
        if (!cpuForm(function)) {
            return false;
        }
        if (idle.isPerNode()) {
            ext.error("per-node idle tracking is enabled");
        }
        return !idle.isPerNode();
    }

    /** 0, or the errno for a node that cannot be asked about. */
    private int checkNode(int node) {
        if (!cpuForm("a function over the idle CPUs of a node")) {
            return Scx.EINVAL;
        }
        if (!idle.isPerNode()) {
            ext.error("per-node idle tracking is disabled");
            return Scx.EOPNOTSUPP;
        }
        if (node == -1) {
            return Scx.ENOENT;
        }
        if (node < 0 || node >= core.topology().nodeCount()) {
            ext.error("invalid node " + node);
            return Scx.EINVAL;
        }
        return 0;
    }

    @Override
    public CpuSet idleCpus() {
        return wholeMasks() ? idle.idleOf(0) : none;
    }

    @Override
    public CpuSet idleSmtCpus() {
        return wholeMasks() ? idle.idleCoresOf(0) : none;
    }

    @Override
    public CpuSet idleCpusOfNode(int node) {
        return checkNode(node) == 0 && idleTracked() ? idle.idleOf(node) : none;
    }

    @Override
    public CpuSet idleSmtCpusOfNode(int node) {
        return checkNode(node) == 0 && idleTracked() ? idle.idleCoresOf(node) : none;
    }

    @Override
    public boolean testAndClearCpuIdle(int cpu) {
        return cpuForm("scx_bpf_test_and_clear_cpu_idle")
                && idleTracked()
                && validCpu(cpu)
                && idle.claim(cpu);
    }

    @Override
    public int pickIdleCpu(CpuSet allowed, long pickFlags) {
        if (!notPerNode("scx_bpf_pick_idle_cpu") || !idleTracked()) {
            return Scx.EBUSY;
        }
        return idle.pickInNode(allowed, 0, pickFlags);
    }

    @Override
    public int pickAnyCpu(CpuSet allowed, long pickFlags) {
        if (!notPerNode("scx_bpf_pick_any_cpu")) {
            return Scx.EBUSY;
        }
        if (idle.isEnabled()) {
            int cpu = idle.pickInNode(allowed, 0, pickFlags);
            if (cpu >= 0) {
                return cpu;
            }
        }
        return anyOf(allowed, core.topology().allCpus());
    }

    private int anyOf(CpuSet allowed, CpuSet within) {
        int cpu = core.anyDistributed(allowed, within);
        return cpu >= 0 ? cpu : Scx.EBUSY;
    }

    @Override
    public int pickIdleCpuInNode(CpuSet allowed, int node, long pickFlags) {
        int error = checkNode(node);
        return error == 0 ? idle.pick(allowed, node, pickFlags) : error;
    }

    @Override
    public int pickAnyCpuInNode(CpuSet allowed, int node, long pickFlags) {
        int error = checkNode(node);
        if (error != 0) {
            return error;
        }
        int cpu = idle.pick(allowed, node, pickFlags);
        if (cpu >= 0) {
            return cpu;
        }
        boolean inNode = (pickFlags & Scx.PICK_IDLE_IN_NODE) != 0;
        return anyOf(
                allowed, inNode ? core.topology().cpusOfNode(node) : core.topology().allCpus());
    }
}
