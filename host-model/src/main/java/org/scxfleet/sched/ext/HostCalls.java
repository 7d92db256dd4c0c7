package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.CgroupView;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.GpuView;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The kernel functions that tell a scheduler about the host and its tasks, and those by which it
 * ends, writes a dump, kicks CPUs and arms timers.
 */
abstract class HostCalls implements ExtKernel.Any {
    final Ext ext;
    final SchedCore core;
    final OpsCaller caller;
    final Kicks kicks;
    private final TaskTable tasks;
    private final ExtTimers timers;

    /**
     * The kernel thread that makes the others exists on every machine and sleeps; schedulers use it
     * as a task that is never queued. It does not run here.
     */
    private static final int KTHREADD_PID = 2;

    private final Task kthreadd;
    private final StringBuilder dump = new StringBuilder();

    HostCalls(Ext ext, OpsCaller caller, Kicks kicks, TaskTable tasks, ExtTimers timers) {
        this.ext = ext;
        this.core = ext.core();
        this.caller = caller;
        this.kicks = kicks;
        this.tasks = tasks;
        this.timers = timers;
        int cpuCount = core.cpuCount();
        this.kthreadd = new Task(KTHREADD_PID - Task.FIRST_PID, "kthreadd", 0, cpuCount, 0);
        kthreadd.kernelThread = true;
        kthreadd.state = TaskState.SLEEPING;
    }

    /** The CPU that executes the scheduler. */
    final ExtCpu here() {
        return ext.cpu(core.thisCpu());
    }

    /** The CPU whose local DSQ is meant by {@link Scx#DSQ_LOCAL}: of the locked run queue. */
    final ExtCpu localCpu() {
        int locked = caller.lockedCpu();
        return locked >= 0 ? ext.cpu(locked) : here();
    }

    final boolean validCpu(int cpu) {
        if (cpu >= 0 && cpu < core.cpuCount()) {
            return true;
        }
        ext.error("invalid CPU " + cpu);
        return false;
    }

    /**
     * Whether a scheduler may call a function over CPUs that has a counterpart over cids, or none
     * in the cid form; ends one of the cid form that does. The kernel refuses to load it; what
     * programs call is checked at load here too, so that this meets only Java schedulers.
     */
    final boolean cpuForm(String function) {
        if (ext.loaded().cidForm) {
            ext.error(function + "() called by a cid-form scheduler");
            return false;
        }
        return true;
    }

    @Override
    public CpuTopology topology() {
        return core.topology();
    }

    @Override
    public GpuView gpus() {
        return tasks.gpus();
    }

    @Override
    public long nowNs() {
        return core.nowNs();
    }

    @Override
    public int thisCpu() {
        return core.thisCpu();
    }

    @Override
    public int cpuCount() {
        return core.cpuCount();
    }

    @Override
    public boolean taskRunning(Task task) {
        return core.runQueueOf(task).executing == task;
    }

    @Override
    public int taskCpu(Task task) {
        return task.cpu;
    }

    @Override
    public @Nullable Task cpuCurrent(int cpu) {
        return validCpu(cpu) ? core.runQueue(cpu).executing : null;
    }

    @Override
    public int taskCgroup(Task task) {
        return task.cgroup;
    }

    @Override
    public int cpuNode(int cpu) {
        return validCpu(cpu) ? core.topology().node(cpu) : -1;
    }

    @Override
    public CpuSet onlineCpus() {
        return core.activeCpus();
    }

    @Override
    public int taskCount() {
        return tasks.count();
    }

    @Override
    public @Nullable Task taskByNumber(int number) {
        return tasks.byNumber(number);
    }

    @Override
    public @Nullable Task taskByTid(long tid) {
        if (!ext.loaded().hasFlag(Scx.OPS_TID_TO_TASK)) {
            ext.error("scx_bpf_tid_to_task() called without SCX_OPS_TID_TO_TASK");
            return null;
        }
        return tid > 0 && tid <= tasks.count() ? tasks.byNumber((int) (tid - 1)) : null;
    }

    @Override
    public @Nullable Task taskByPid(int pid) {
        if (pid == KTHREADD_PID) {
            return kthreadd;
        }
        return pid < Task.FIRST_PID ? null : tasks.byNumber(pid - Task.FIRST_PID);
    }

    @Override
    public long eventCount(ScxEvent event) {
        return ext.loaded().events[event.ordinal()];
    }

    @Override
    public CgroupView cgroups() {
        return ext.cgroups();
    }

    // Kicks and performance.

    @Override
    public void kickCpu(int cpu, long kickFlags) {
        if (cpuForm("scx_bpf_kick_cpu") && validCpu(cpu)) {
            kicks.kick(cpu, kickFlags);
        }
    }

    @Override
    public int cpuPerfCapacity(int cpu) {
        return cpuForm("scx_bpf_cpuperf_cap") && validCpu(cpu) ? capacity(cpu) : Scx.CPUPERF_ONE;
    }

    final int capacity(int cpu) {
        return core.topology().capacityPer1024(cpu);
    }

    @Override
    public int cpuPerfCurrent(int cpu) {
        if (cpuForm("scx_bpf_cpuperf_cur")) {
            validCpu(cpu);
        }
        return Scx.CPUPERF_ONE;
    }

    @Override
    public void cpuPerfSet(int cpu, int perf) {
        if (cpuForm("scx_bpf_cpuperf_set")) {
            setPerformance(cpu, perf);
        }
    }

    /** 0, or -EINVAL with an error. */
    final int setPerformance(int cpu, int perf) {
        if (perf < 0 || perf > Scx.CPUPERF_ONE) {
            ext.error("Invalid cpuperf target " + perf + " for CPU " + cpu);
            return Scx.EINVAL;
        }
        if (!validCpu(cpu)) {
            return Scx.EINVAL;
        }
        if (caller.lockedCpu() >= 0 && caller.lockedCpu() != cpu) {
            ext.error("Invalid target CPU " + cpu);
            return Scx.EINVAL;
        }
        ext.cpu(cpu).perfTarget = perf;
        return 0;
    }

    // Ends, dumps, timers.

    @Override
    public void exit(long exitCode, String message) {
        ext.claimExit(ExitKind.UNREG_BPF, exitCode, core.thisCpu(), message);
    }

    @Override
    public void error(String message) {
        ext.claimExit(ExitKind.ERROR_BPF, 0, core.thisCpu(), message);
    }

    @Override
    public void fault(String message) {
        ext.error(message);
    }

    @Override
    public void dumpText(String text) {
        Op op = caller.op();
        boolean dumping = op == Op.DUMP || op == Op.DUMP_CPU || op == Op.DUMP_TASK;
        if (dumping) {
            dump.append(text);
        } else {
            ext.error("scx_bpf_dump() must only be called from ops.dump() and friends");
        }
    }

    /** The text that dump ops have written since the last call. */
    String takeDump() {
        String text = dump.toString();
        dump.setLength(0);
        return text;
    }

    @Override
    public void armTimer(int timerKey, long atNs) {
        timers.arm(timerKey, Math.max(atNs, core.nowNs()));
    }

    @Override
    public void cancelTimer(int timerKey) {
        timers.cancel(timerKey);
    }
}
