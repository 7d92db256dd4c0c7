package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.SchedulerOps.PreemptReason;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * The kernel's side of every callback: is the op armed, which op and which task are at hand while
 * it runs, and what its execution costs.
 *
 * <p>Callbacks nest only as in the kernel (an insertion within dispatch calls dequeue). Simulated
 * time does not move inside; with a cost per callback the CPU that executed it works that much
 * longer.
 */
final class OpsCaller {
    private final Ext ext;
    private final long perOpNs;
    private final long perThousandInsnNs;
    private ExtKernel.@Nullable All kernel;

    /** The op that is running, null outside. */
    @Nullable Op op;

    /** The task that it is about. */
    @Nullable Task subject;

    OpsCaller(Ext ext, long perOpNs, long perThousandInsnNs) {
        this.ext = ext;
        this.perOpNs = perOpNs;
        this.perThousandInsnNs = perThousandInsnNs;
    }

    void offer(ExtKernel.All calls) {
        kernel = calls;
    }

    private ExtKernel.All kernel() {
        ExtKernel.All calls = kernel;
        if (calls == null) {
            throw new IllegalStateException("callbacks before the kernel functions exist");
        }
        return calls;
    }

    boolean has(Op candidate) {
        LoadedScheduler loaded = ext.scheduler();
        return loaded != null && loaded.has(candidate);
    }

    /** Begins a callback; the result restores the outer one. */
    private @Nullable Op enter(Op entered, @Nullable Task task) {
        Op outer = op;
        op = entered;
        subject = task;
        return outer;
    }

    private void leave(@Nullable Op outer, @Nullable Task outerSubject) {
        op = outer;
        subject = outerSubject;
        if (perOpNs > 0 || perThousandInsnNs > 0) {
            charge();
        }
    }

    private void charge() {
        LoadedScheduler loaded = ext.scheduler();
        long insns = loaded == null ? 0 : loaded.ops.takeInstructions();
        long costNs = perOpNs + insns * perThousandInsnNs / 1_000;
        RunQueue rq = ext.core().runQueue(ext.core().thisCpu());
        if (costNs > 0 && rq.current != null && rq.powered) {
            ext.core().runner().addOverhead(rq, costNs);
        }
    }

    private SchedulerOps ops() {
        return ext.loaded().ops;
    }

    int selectCpu(Task task, int prevCpu, long wakeFlags) {
        Task outerSubject = subject;
        Op outer = enter(Op.SELECT_CPU, task);
        int cpu = ops().selectCpu(kernel(), task, prevCpu, wakeFlags);
        leave(outer, outerSubject);
        return cpu;
    }

    void enqueue(Task task, long enqFlags) {
        Task outerSubject = subject;
        Op outer = enter(Op.ENQUEUE, task);
        ops().enqueue(kernel(), task, enqFlags);
        leave(outer, outerSubject);
    }

    void dequeue(Task task, long deqFlags) {
        if (has(Op.DEQUEUE)) {
            Task outerSubject = subject;
            Op outer = enter(Op.DEQUEUE, task);
            ops().dequeue(kernel(), task, deqFlags);
            leave(outer, outerSubject);
        }
    }

    void dispatch(int cpu, @Nullable Task prev) {
        Task outerSubject = subject;
        Op outer = enter(Op.DISPATCH, prev);
        ops().dispatch(kernel(), cpu, prev);
        leave(outer, outerSubject);
    }

    void tick(Task task) {
        if (has(Op.TICK)) {
            Task outerSubject = subject;
            Op outer = enter(Op.TICK, task);
            ops().tick(kernel(), task);
            leave(outer, outerSubject);
        }
    }

    void runnable(Task task, long enqFlags) {
        if (has(Op.RUNNABLE)) {
            Task outerSubject = subject;
            Op outer = enter(Op.RUNNABLE, task);
            ops().runnable(kernel(), task, enqFlags);
            leave(outer, outerSubject);
        }
    }

    void running(Task task) {
        if (has(Op.RUNNING)) {
            Task outerSubject = subject;
            Op outer = enter(Op.RUNNING, task);
            ops().running(kernel(), task);
            leave(outer, outerSubject);
        }
    }

    void stopping(Task task, boolean runnable) {
        if (has(Op.STOPPING)) {
            Task outerSubject = subject;
            Op outer = enter(Op.STOPPING, task);
            ops().stopping(kernel(), task, runnable);
            leave(outer, outerSubject);
        }
    }

    void quiescent(Task task, long deqFlags) {
        if (has(Op.QUIESCENT)) {
            Task outerSubject = subject;
            Op outer = enter(Op.QUIESCENT, task);
            ops().quiescent(kernel(), task, deqFlags);
            leave(outer, outerSubject);
        }
    }

    boolean yield(Task from, @Nullable Task to) {
        Task outerSubject = subject;
        Op outer = enter(Op.YIELD, from);
        boolean result = ops().yield(kernel(), from, to);
        leave(outer, outerSubject);
        return result;
    }

    void setWeight(Task task, int weight) {
        if (has(Op.SET_WEIGHT)) {
            Task outerSubject = subject;
            Op outer = enter(Op.SET_WEIGHT, task);
            ops().setWeight(kernel(), task, weight);
            leave(outer, outerSubject);
        }
    }

    void setCpumask(Task task, CpuSet allowed) {
        if (has(Op.SET_CPUMASK)) {
            Task outerSubject = subject;
            Op outer = enter(Op.SET_CPUMASK, task);
            ops().setCpumask(kernel(), task, allowed);
            leave(outer, outerSubject);
        }
    }

    void updateIdle(int cpu, boolean idle) {
        if (has(Op.UPDATE_IDLE)) {
            Task outerSubject = subject;
            Op outer = enter(Op.UPDATE_IDLE, null);
            ops().updateIdle(kernel(), cpu, idle);
            leave(outer, outerSubject);
        }
    }

    void cpuAcquire(int cpu) {
        Task outerSubject = subject;
        Op outer = enter(Op.CPU_ACQUIRE, null);
        ops().cpuAcquire(kernel(), cpu);
        leave(outer, outerSubject);
    }

    void cpuRelease(int cpu, PreemptReason reason, @Nullable Task task) {
        Task outerSubject = subject;
        Op outer = enter(Op.CPU_RELEASE, task);
        ops().cpuRelease(kernel(), cpu, reason, task);
        leave(outer, outerSubject);
    }

    int initTask(Task task, boolean fork) {
        if (!has(Op.INIT_TASK)) {
            return 0;
        }
        Task outerSubject = subject;
        Op outer = enter(Op.INIT_TASK, task);
        int error = ops().initTask(kernel(), task, fork, task.cgroup);
        leave(outer, outerSubject);
        return error;
    }

    void exitTask(Task task, boolean cancelled) {
        if (has(Op.EXIT_TASK)) {
            Task outerSubject = subject;
            Op outer = enter(Op.EXIT_TASK, task);
            ops().exitTask(kernel(), task, cancelled);
            leave(outer, outerSubject);
        }
    }

    void enable(Task task) {
        if (has(Op.ENABLE)) {
            Task outerSubject = subject;
            Op outer = enter(Op.ENABLE, task);
            ops().enable(kernel(), task);
            leave(outer, outerSubject);
        }
    }

    void disable(Task task) {
        if (has(Op.DISABLE)) {
            Task outerSubject = subject;
            Op outer = enter(Op.DISABLE, task);
            ops().disable(kernel(), task);
            leave(outer, outerSubject);
        }
    }

    int cgroupInit(int cgroup, int weight, long periodUs, long quotaUs, long burstUs) {
        if (!has(Op.CGROUP_INIT)) {
            return 0;
        }
        Op outer = enter(Op.CGROUP_INIT, null);
        int error = ops().cgroupInit(kernel(), cgroup, weight, periodUs, quotaUs, burstUs);
        leave(outer, null);
        return error;
    }

    void cgroupExit(int cgroup) {
        if (has(Op.CGROUP_EXIT)) {
            Op outer = enter(Op.CGROUP_EXIT, null);
            ops().cgroupExit(kernel(), cgroup);
            leave(outer, null);
        }
    }

    int cgroupPrepMove(Task task, int from, int to) {
        if (!has(Op.CGROUP_PREP_MOVE)) {
            return 0;
        }
        Op outer = enter(Op.CGROUP_PREP_MOVE, task);
        int error = ops().cgroupPrepMove(kernel(), task, from, to);
        leave(outer, null);
        return error;
    }

    void cgroupMove(Task task, int from, int to) {
        if (has(Op.CGROUP_MOVE)) {
            Op outer = enter(Op.CGROUP_MOVE, task);
            ops().cgroupMove(kernel(), task, from, to);
            leave(outer, null);
        }
    }

    void cgroupSetWeight(int cgroup, int weight) {
        if (has(Op.CGROUP_SET_WEIGHT)) {
            Op outer = enter(Op.CGROUP_SET_WEIGHT, null);
            ops().cgroupSetWeight(kernel(), cgroup, weight);
            leave(outer, null);
        }
    }

    void cgroupSetBandwidth(int cgroup, long periodUs, long quotaUs, long burstUs) {
        if (has(Op.CGROUP_SET_BANDWIDTH)) {
            Op outer = enter(Op.CGROUP_SET_BANDWIDTH, null);
            ops().cgroupSetBandwidth(kernel(), cgroup, periodUs, quotaUs, burstUs);
            leave(outer, null);
        }
    }

    void cpuHotplug(int cpu, boolean online) {
        Op outer = enter(online ? Op.CPU_ONLINE : Op.CPU_OFFLINE, null);
        if (online) {
            ops().cpuOnline(kernel(), cpu);
        } else {
            ops().cpuOffline(kernel(), cpu);
        }
        leave(outer, null);
    }

    int init() {
        Op outer = enter(Op.INIT, null);
        int error = ops().init(kernel());
        leave(outer, null);
        return error;
    }

    void exit(ExitInfo info) {
        Op outer = enter(Op.EXIT, null);
        ops().exit(kernel(), info);
        leave(outer, null);
    }

    void dump(ExitInfo info) {
        if (has(Op.DUMP)) {
            Op outer = enter(Op.DUMP, null);
            ops().dump(kernel(), info);
            leave(outer, null);
        }
    }

    void dumpCpu(int cpu, boolean idle) {
        if (has(Op.DUMP_CPU)) {
            Op outer = enter(Op.DUMP_CPU, null);
            ops().dumpCpu(kernel(), cpu, idle);
            leave(outer, null);
        }
    }

    void dumpTask(Task task) {
        if (has(Op.DUMP_TASK)) {
            Op outer = enter(Op.DUMP_TASK, task);
            ops().dumpTask(kernel(), task);
            leave(outer, null);
        }
    }

    void timer(int timerKey) {
        Op outer = enter(Op.INIT, null);
        ops().timer(kernel(), timerKey);
        leave(outer, null);
    }
}
