package org.scxfleet.host;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * A scheduler that writes down every callback as one line, {@code cpu1 enqueue(T, 0x9)}, and does
 * what the test tells it to do in the callbacks that decide. Task names are shown without their
 * instance number.
 */
final class RecordingOps implements SchedulerOps {
    /** A user DSQ that exists from init on. */
    static final long D = 7;

    static final long SLICE_NS = 20_000_000L;

    final List<String> calls = new ArrayList<>();
    final EnumSet<Op> implemented =
            EnumSet.complementOf(
                    EnumSet.of(
                            Op.DUMP,
                            Op.DUMP_CPU,
                            Op.DUMP_TASK,
                            Op.CGROUP_CANCEL_MOVE,
                            Op.SUB_ATTACH,
                            Op.SUB_DETACH,
                            Op.CORE_SCHED_BEFORE));
    OpsSettings settings = OpsSettings.DEFAULTS;
    OpsForm form = OpsForm.CPU;

    /** Decides; the default stays on the CPU where the task was. */
    Select select = (kernel, task, prevCpu, wakeFlags) -> prevCpu;

    /** Places; the default puts every task into D. */
    Enqueue enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, SLICE_NS, 0);

    Dispatch dispatch = (kernel, cpu, prev) -> kernel.dsqMoveToLocal(D, 0);
    Tick tick = (kernel, task) -> {};
    Stopping stopping = (kernel, task) -> {};
    Timer timer = kernel -> {};
    InitTask initTask = (kernel, task, fork) -> 0;
    Release release = kernel -> {};
    Yield yield = (kernel, from, to) -> false;
    InitCids initCids = kernel -> 0;

    /** When {@link #timer} is called, -1 for never. */
    long timerAtNs = -1;

    int initResult;
    int cgroupInitResult;
    @Nullable ExitInfo exit;
    ExtKernel.@Nullable Any kernel;

    interface Select {
        int cpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags);
    }

    interface Enqueue {
        void place(ExtKernel.Select kernel, Task task, long flags);
    }

    interface Dispatch {
        void fill(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev);
    }

    interface Tick {
        void at(ExtKernel.Any kernel, Task task);
    }

    interface Stopping {
        void of(ExtKernel.Any kernel, Task task);
    }

    interface Timer {
        void fire(ExtKernel.Unlocked kernel);
    }

    interface InitTask {
        int init(ExtKernel.Unlocked kernel, Task task, boolean fork);
    }

    interface Release {
        void of(ExtKernel.Release kernel);
    }

    interface InitCids {
        int number(ExtKernel.InitCids kernel);
    }

    interface Yield {
        boolean of(ExtKernel.Any kernel, Task from, @Nullable Task to);
    }

    static String name(@Nullable Task task) {
        return task == null ? "-" : task.name.replaceFirst("-0$", "");
    }

    private void note(ExtKernel.Any at, String op, Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(
                    argument instanceof Long flags
                            ? "0x" + Long.toHexString(flags)
                            : argument.toString());
        }
        calls.add("cpu" + at.thisCpu() + " " + op + "(" + String.join(", ", texts) + ")");
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public EnumSet<Op> implemented() {
        return implemented;
    }

    /** Makes it one of the cid form. */
    RecordingOps overCids() {
        form = OpsForm.CID;
        implemented.removeAll(EnumSet.of(Op.CPU_ACQUIRE, Op.CPU_RELEASE));
        return this;
    }

    @Override
    public OpsForm form() {
        return form;
    }

    @Override
    public OpsSettings settings() {
        return settings;
    }

    @Override
    public int selectCpu(ExtKernel.Select at, Task task, int prevCpu, long wakeFlags) {
        note(at, "select_cpu", name(task), prevCpu, wakeFlags);
        return select.cpu(at, task, prevCpu, wakeFlags);
    }

    @Override
    public void enqueue(ExtKernel.Select at, Task task, long enqFlags) {
        note(at, "enqueue", name(task), enqFlags);
        enqueue.place(at, task, enqFlags);
    }

    @Override
    public void dequeue(ExtKernel.Any at, Task task, long deqFlags) {
        note(at, "dequeue", name(task), deqFlags);
    }

    @Override
    public void dispatch(ExtKernel.Dispatch at, int cpu, @Nullable Task prev) {
        note(at, "dispatch", cpu, name(prev));
        dispatch.fill(at, cpu, prev);
    }

    @Override
    public void tick(ExtKernel.Any at, Task task) {
        note(at, "tick", name(task));
        tick.at(at, task);
    }

    @Override
    public void runnable(ExtKernel.Any at, Task task, long enqFlags) {
        note(at, "runnable", name(task), enqFlags);
    }

    @Override
    public void running(ExtKernel.Any at, Task task) {
        note(at, "running", name(task));
    }

    @Override
    public void stopping(ExtKernel.Any at, Task task, boolean runnable) {
        note(at, "stopping", name(task), runnable);
        stopping.of(kernel, task);
    }

    @Override
    public void quiescent(ExtKernel.Any at, Task task, long deqFlags) {
        note(at, "quiescent", name(task), deqFlags);
    }

    @Override
    public boolean yield(ExtKernel.Any at, Task from, @Nullable Task to) {
        note(at, "yield", name(from), name(to));
        return yield.of(at, from, to);
    }

    @Override
    public void setWeight(ExtKernel.Any at, Task task, int weight) {
        note(at, "set_weight", name(task), weight);
    }

    @Override
    public void setCpumask(ExtKernel.Any at, Task task, CpuSet allowed) {
        note(at, "set_cpumask", name(task), allowed);
    }

    @Override
    public void setCmask(ExtKernel.Any at, Task task, CidMask allowed) {
        note(at, "set_cmask", name(task), allowed);
    }

    @Override
    public void enable(ExtKernel.Any at, Task task, CidMask allowed) {
        note(at, "enable", name(task), allowed);
    }

    @Override
    public int initCids(ExtKernel.InitCids at) {
        note(at, "init_cids");
        return initCids.number(at);
    }

    @Override
    public void updateIdle(ExtKernel.Any at, int cpu, boolean idle) {
        note(at, "update_idle", cpu, idle);
    }

    @Override
    public void cpuAcquire(ExtKernel.Any at, int cpu) {
        note(at, "cpu_acquire", cpu);
    }

    @Override
    public void cpuRelease(
            ExtKernel.Release at, int cpu, PreemptReason reason, @Nullable Task task) {
        note(at, "cpu_release", cpu, reason, name(task));
        release.of(at);
    }

    @Override
    public int initTask(ExtKernel.Unlocked at, Task task, boolean fork, int cgroup) {
        note(at, "init_task", name(task), fork, cgroup);
        return initTask.init(at, task, fork);
    }

    @Override
    public void exitTask(ExtKernel.Any at, Task task, boolean cancelled) {
        note(at, "exit_task", name(task), cancelled);
    }

    @Override
    public void enable(ExtKernel.Any at, Task task) {
        note(at, "enable", name(task));
    }

    @Override
    public void disable(ExtKernel.Any at, Task task) {
        note(at, "disable", name(task));
    }

    @Override
    public int cgroupInit(
            ExtKernel.Unlocked at,
            int cgroup,
            int weight,
            long periodUs,
            long quotaUs,
            long burstUs) {
        note(at, "cgroup_init", cgroup, weight, (int) periodUs, (int) quotaUs, (int) burstUs);
        return cgroupInitResult;
    }

    @Override
    public void cgroupExit(ExtKernel.Unlocked at, int cgroup) {
        note(at, "cgroup_exit", cgroup);
    }

    @Override
    public int cgroupPrepMove(ExtKernel.Unlocked at, Task task, int from, int to) {
        note(at, "cgroup_prep_move", name(task), from, to);
        return 0;
    }

    @Override
    public void cgroupMove(ExtKernel.Any at, Task task, int from, int to) {
        note(at, "cgroup_move", name(task), from, to);
    }

    @Override
    public void cgroupSetWeight(ExtKernel.Unlocked at, int cgroup, int weight) {
        note(at, "cgroup_set_weight", cgroup, weight);
    }

    @Override
    public void cpuOnline(ExtKernel.Unlocked at, int cpu) {
        note(at, "cpu_online", cpu);
    }

    @Override
    public void cpuOffline(ExtKernel.Unlocked at, int cpu) {
        note(at, "cpu_offline", cpu);
    }

    @Override
    public int init(ExtKernel.Unlocked at) {
        note(at, "init");
        kernel = at;
        at.createDsq(D, -1);
        if (timerAtNs >= 0) {
            at.armTimer(1, timerAtNs);
        }
        return initResult;
    }

    @Override
    public void exit(ExtKernel.Unlocked at, ExitInfo info) {
        note(at, "exit", info.kind());
        exit = info;
    }

    @Override
    public void timer(ExtKernel.Unlocked at, int timerKey) {
        timer.fire(at);
    }
}
