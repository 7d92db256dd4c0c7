package org.scxfleet.sched.ext;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.SchedulerOps.PreemptReason;
import org.scxfleet.ops.TracePoint;
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
 *
 * <p>Here a scheduler of the cid form gets cids for CPUs and gives cids back (cid.h scx_cpu_arg,
 * scx_cpu_ret); the rest of the model knows CPUs only.
 */
final class OpsCaller {
    /** Deepest nesting of callbacks; dispatch calls dequeue, nothing nests deeper than a few. */
    private static final int MAX_DEPTH = 16;

    /** No run queue is locked while the op runs. */
    private static final int UNLOCKED = -1;

    /** The op is about no task. */
    private static final int NO_TASK = Integer.MIN_VALUE;

    private static final Op[] OPS = Op.values();

    private final Ext ext;
    private final long perOpNs;
    private final long perThousandInsnNs;

    // The running ops, outermost first, as numbers: a callback is too frequent to store references.
    private final int[] ops = new int[MAX_DEPTH];
    private final int[] subjects = new int[MAX_DEPTH];
    private final int[] lockedCpus = new int[MAX_DEPTH];
    private ExtKernel.@Nullable All kernel;
    private int depth;
    private boolean inTimer;

    /** The affinity that is handed to the cid form; the kernel too has one for each call only. */
    private final CidMask affinity;

    OpsCaller(Ext ext, long perOpNs, long perThousandInsnNs) {
        this.ext = ext;
        this.perOpNs = perOpNs;
        this.perThousandInsnNs = perThousandInsnNs;
        this.affinity = new CidMask(0, ext.cpuCount());
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

    /** The op that is running, null outside. */
    @Nullable Op op() {
        return depth == 0 ? null : OPS[ops[depth - 1]];
    }

    /** True if the running op is about that task. */
    boolean isAbout(Task task) {
        return depth > 0 && subjects[depth - 1] == task.number;
    }

    /** CPU whose run queue the kernel holds locked around the running op, or -1. */
    int lockedCpu() {
        return depth == 0 ? UNLOCKED : lockedCpus[depth - 1];
    }

    /** A timer's callback runs, not an op. */
    boolean isInTimer() {
        return inTimer && depth == 1;
    }

    private void enter(Op entered, @Nullable Task task, int lockedCpu) {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException("callbacks nest deeper than " + MAX_DEPTH);
        }
        ops[depth] = entered.ordinal();
        subjects[depth] = task == null ? NO_TASK : task.number;
        lockedCpus[depth] = lockedCpu;
        depth++;
    }

    /** Enters an op about a task whose run queue is locked. */
    private void enter(Op entered, Task task) {
        enter(entered, task, task.cpu);
    }

    private void leave() {
        depth--;
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

    /** A CPU as the scheduler's form names it. */
    private int named(int cpu) {
        LoadedScheduler loaded = ext.loaded();
        return loaded.cidForm ? loaded.finalCids().cid(cpu) : cpu;
    }

    private CidMask affinity(CpuSet allowed) {
        affinity.setTo(allowed, ext.loaded().finalCids());
        return affinity;
    }

    int selectCpu(Task task, int prevCpu, long wakeFlags) {
        enter(Op.SELECT_CPU, task, UNLOCKED);
        int answer = ops().selectCpu(kernel(), task, named(prevCpu), wakeFlags);
        leave();
        return answer < 0 ? answer : ext.cpuOf(answer);
    }

    void enqueue(Task task, long enqFlags) {
        enter(Op.ENQUEUE, task);
        ops().enqueue(kernel(), task, enqFlags);
        leave();
    }

    void dequeue(Task task, long deqFlags) {
        if (has(Op.DEQUEUE)) {
            enter(Op.DEQUEUE, task);
            ops().dequeue(kernel(), task, deqFlags);
            leave();
        }
    }

    void dispatch(int cpu, @Nullable Task prev) {
        enter(Op.DISPATCH, prev, cpu);
        ops().dispatch(kernel(), named(cpu), prev);
        leave();
    }

    void tick(Task task) {
        if (has(Op.TICK)) {
            enter(Op.TICK, task);
            ops().tick(kernel(), task);
            leave();
        }
    }

    void runnable(Task task, long enqFlags) {
        if (has(Op.RUNNABLE)) {
            enter(Op.RUNNABLE, task);
            ops().runnable(kernel(), task, enqFlags);
            leave();
        }
    }

    void running(Task task) {
        if (has(Op.RUNNING)) {
            enter(Op.RUNNING, task);
            ops().running(kernel(), task);
            leave();
        }
    }

    void stopping(Task task, boolean runnable) {
        if (has(Op.STOPPING)) {
            enter(Op.STOPPING, task);
            ops().stopping(kernel(), task, runnable);
            leave();
        }
    }

    void quiescent(Task task, long deqFlags) {
        if (has(Op.QUIESCENT)) {
            enter(Op.QUIESCENT, task);
            ops().quiescent(kernel(), task, deqFlags);
            leave();
        }
    }

    boolean yield(Task from, @Nullable Task to) {
        enter(Op.YIELD, from);
        boolean result = ops().yield(kernel(), from, to);
        leave();
        return result;
    }

    void setWeight(Task task, int weight) {
        if (has(Op.SET_WEIGHT)) {
            enter(Op.SET_WEIGHT, task);
            ops().setWeight(kernel(), task, weight);
            leave();
        }
    }

    void setCpumask(Task task, CpuSet allowed) {
        if (has(Op.SET_CPUMASK)) {
            enter(Op.SET_CPUMASK, task);
            if (ext.loaded().cidForm) {
                ops().setCmask(kernel(), task, affinity(allowed));
            } else {
                ops().setCpumask(kernel(), task, allowed);
            }
            leave();
        }
    }

    void updateIdle(int cpu, boolean idle) {
        if (has(Op.UPDATE_IDLE)) {
            enter(Op.UPDATE_IDLE, null, cpu);
            ops().updateIdle(kernel(), named(cpu), idle);
            leave();
        }
    }

    void cpuAcquire(int cpu) {
        enter(Op.CPU_ACQUIRE, null, cpu);
        ops().cpuAcquire(kernel(), cpu);
        leave();
    }

    void cpuRelease(int cpu, PreemptReason reason, @Nullable Task task) {
        enter(Op.CPU_RELEASE, task, cpu);
        ops().cpuRelease(kernel(), cpu, reason, task);
        leave();
    }

    int initTask(Task task, boolean fork) {
        if (!has(Op.INIT_TASK)) {
            return 0;
        }
        enter(Op.INIT_TASK, task, UNLOCKED);
        int error = ops().initTask(kernel(), task, fork, task.cgroup);
        leave();
        return error;
    }

    void exitTask(Task task, boolean cancelled) {
        if (has(Op.EXIT_TASK)) {
            enter(Op.EXIT_TASK, task);
            ops().exitTask(kernel(), task, cancelled);
            leave();
        }
    }

    void enable(Task task) {
        if (has(Op.ENABLE)) {
            enter(Op.ENABLE, task);
            if (ext.loaded().cidForm) {
                ops().enable(kernel(), task, affinity(task.allowed));
            } else {
                ops().enable(kernel(), task);
            }
            leave();
        }
    }

    void disable(Task task) {
        if (has(Op.DISABLE)) {
            enter(Op.DISABLE, task);
            ops().disable(kernel(), task);
            leave();
        }
    }

    int cgroupInit(int cgroup, int weight, long periodUs, long quotaUs, long burstUs) {
        if (!has(Op.CGROUP_INIT)) {
            return 0;
        }
        enter(Op.CGROUP_INIT, null, UNLOCKED);
        int error = ops().cgroupInit(kernel(), cgroup, weight, periodUs, quotaUs, burstUs);
        leave();
        return error;
    }

    void cgroupExit(int cgroup) {
        if (has(Op.CGROUP_EXIT)) {
            enter(Op.CGROUP_EXIT, null, UNLOCKED);
            ops().cgroupExit(kernel(), cgroup);
            leave();
        }
    }

    int cgroupPrepMove(Task task, int from, int to) {
        if (!has(Op.CGROUP_PREP_MOVE)) {
            return 0;
        }
        enter(Op.CGROUP_PREP_MOVE, task, UNLOCKED);
        int error = ops().cgroupPrepMove(kernel(), task, from, to);
        leave();
        return error;
    }

    void cgroupMove(Task task, int from, int to) {
        if (has(Op.CGROUP_MOVE)) {
            enter(Op.CGROUP_MOVE, task);
            ops().cgroupMove(kernel(), task, from, to);
            leave();
        }
    }

    void cgroupSetWeight(int cgroup, int weight) {
        if (has(Op.CGROUP_SET_WEIGHT)) {
            enter(Op.CGROUP_SET_WEIGHT, null, UNLOCKED);
            ops().cgroupSetWeight(kernel(), cgroup, weight);
            leave();
        }
    }

    void cgroupSetBandwidth(int cgroup, long periodUs, long quotaUs, long burstUs) {
        if (has(Op.CGROUP_SET_BANDWIDTH)) {
            enter(Op.CGROUP_SET_BANDWIDTH, null, UNLOCKED);
            ops().cgroupSetBandwidth(kernel(), cgroup, periodUs, quotaUs, burstUs);
            leave();
        }
    }

    void cpuHotplug(int cpu, boolean online) {
        enter(online ? Op.CPU_ONLINE : Op.CPU_OFFLINE, null, UNLOCKED);
        if (online) {
            ops().cpuOnline(kernel(), named(cpu));
        } else {
            ops().cpuOffline(kernel(), named(cpu));
        }
        leave();
    }

    int initCids() {
        enter(Op.INIT_CIDS, null, UNLOCKED);
        int error = ops().initCids(kernel());
        leave();
        return error;
    }

    int init() {
        enter(Op.INIT, null, UNLOCKED);
        int error = ops().init(kernel());
        leave();
        return error;
    }

    void exit(ExitInfo info) {
        enter(Op.EXIT, null, UNLOCKED);
        ops().exit(kernel(), info);
        leave();
    }

    void dump(ExitInfo info) {
        if (has(Op.DUMP)) {
            enter(Op.DUMP, null, UNLOCKED);
            ops().dump(kernel(), info);
            leave();
        }
    }

    void dumpCpu(int cpu, boolean idle) {
        if (has(Op.DUMP_CPU)) {
            enter(Op.DUMP_CPU, null, cpu);
            ops().dumpCpu(kernel(), named(cpu), idle);
            leave();
        }
    }

    void dumpTask(Task task) {
        if (has(Op.DUMP_TASK)) {
            enter(Op.DUMP_TASK, task);
            ops().dumpTask(kernel(), task);
            leave();
        }
    }

    long program(String name, List<Long> context) {
        // No op: the rights of a syscall program are those of an op that holds no run queue.
        enter(Op.INIT, null, UNLOCKED);
        long result = ops().runProgram(kernel(), name, context);
        leave();
        return result;
    }

    void schedSwitch(RunQueue rq, @Nullable Task prev, @Nullable Task next) {
        // A tracing program runs outside of every op: no run queue counts as locked.
        enter(Op.INIT, null, UNLOCKED);
        ops().schedSwitch(kernel(), rq.cpu, prev, next);
        leave();
    }

    void traceEvent(TracePoint point, @Nullable Task task, @Nullable Task other, int value) {
        enter(Op.INIT, null, UNLOCKED);
        ops().traceEvent(kernel(), point, task, other, value);
        leave();
    }

    void timer(int timerKey) {
        enter(Op.INIT, null, UNLOCKED);
        inTimer = true;
        ops().timer(kernel(), timerKey);
        inTimer = false;
        leave();
    }
}
