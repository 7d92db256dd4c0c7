package org.scxfleet.ops;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMask;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * A sched_ext scheduler as the kernel sees it: struct sched_ext_ops.
 *
 * <p>The kernel calls an op only if {@link #implemented} names it; otherwise its own default
 * applies. Errno results are 0 or negative.
 *
 * <p>A scheduler is of one {@link #form}. In the cid form every CPU argument and the result of
 * {@link #selectCpu} are cids, and so is the number in {@link Scx#DSQ_LOCAL_ON}; the kernel
 * translates at the call. Instead of {@link #setCpumask} and {@link #enable(ExtKernel.Any, Task)}
 * such a scheduler gets {@link #setCmask} and {@link #enable(ExtKernel.Any, Task, CidMask)}. It has
 * no cpu_acquire and no cpu_release, and may not use the functions of {@link ExtKernel} that take
 * or give CPU numbers where there is one for cids.
 */
public interface SchedulerOps {
    /** A valid BPF object name, at most 127 characters. */
    String name();

    /** The ops that exist. Asked once, at load. */
    EnumSet<Op> implemented();

    /** Whether it speaks of CPUs or of cids. Asked once, at load. */
    default OpsForm form() {
        return OpsForm.CPU;
    }

    default OpsSettings settings() {
        return OpsSettings.DEFAULTS;
    }

    /**
     * The threads of the program that loaded it, as far as they work while it runs. Asked once,
     * before it is attached.
     */
    default List<UserspaceThread> threads() {
        return List.of();
    }

    /** The events that its tracing programs hang on. Asked once, before it is attached. */
    default EnumSet<TracePoint> tracePoints() {
        return EnumSet.noneOf(TracePoint.class);
    }

    /**
     * {@link TracePoint#SCHED_SWITCH}; null stands for the idle task. A task that gives up the CPU
     * says by its state why.
     */
    default void schedSwitch(
            ExtKernel.Any kernel, int cpu, @Nullable Task prev, @Nullable Task next) {}

    /**
     * One of its {@link #tracePoints} other than the switch.
     *
     * @param task whom it is about, null where it is about none
     * @param other the parent of a new task, null where the kernel made it
     * @param value a CPU or a cgroup, as the point says
     */
    default void traceEvent(
            ExtKernel.Any kernel,
            TracePoint point,
            @Nullable Task task,
            @Nullable Task other,
            int value) {}

    /** What it has to say of itself so far. */
    default SchedulerOutput output() {
        return SchedulerOutput.NONE;
    }

    default int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        return prevCpu;
    }

    default void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {}

    default void dequeue(ExtKernel.Any kernel, Task task, long deqFlags) {}

    default void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {}

    default void tick(ExtKernel.Any kernel, Task task) {}

    default void runnable(ExtKernel.Any kernel, Task task, long enqFlags) {}

    default void running(ExtKernel.Any kernel, Task task) {}

    default void stopping(ExtKernel.Any kernel, Task task, boolean runnable) {}

    default void quiescent(ExtKernel.Any kernel, Task task, long deqFlags) {}

    /**
     * A yield of {@code from}; {@code to} is set for yield_to only, and only then the result
     * counts.
     */
    default boolean yield(ExtKernel.Any kernel, Task from, @Nullable Task to) {
        return false;
    }

    default boolean coreSchedBefore(ExtKernel.Any kernel, Task a, Task b) {
        return false;
    }

    default void setWeight(ExtKernel.Any kernel, Task task, int weight) {}

    default void setCpumask(ExtKernel.Any kernel, Task task, CpuSet allowed) {}

    /**
     * Cid form: the affinity of a task, right after it is enabled and whenever it changes while the
     * task is enabled.
     *
     * @param allowed valid during the call only
     */
    default void setCmask(ExtKernel.Any kernel, Task task, CidMask allowed) {}

    default void updateIdle(ExtKernel.Any kernel, int cpu, boolean idle) {}

    default void cpuAcquire(ExtKernel.Any kernel, int cpu) {}

    default void cpuRelease(
            ExtKernel.Release kernel, int cpu, PreemptReason reason, @Nullable Task task) {}

    default int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
        return 0;
    }

    default void exitTask(ExtKernel.Any kernel, Task task, boolean cancelled) {}

    default void enable(ExtKernel.Any kernel, Task task) {}

    /**
     * Cid form: the task enters the class with that affinity.
     *
     * @param allowed valid during the call only
     */
    default void enable(ExtKernel.Any kernel, Task task, CidMask allowed) {}

    default void disable(ExtKernel.Any kernel, Task task) {}

    default void dump(ExtKernel.Unlocked kernel, ExitInfo info) {}

    default void dumpCpu(ExtKernel.Any kernel, int cpu, boolean idle) {}

    default void dumpTask(ExtKernel.Any kernel, Task task) {}

    default int cgroupInit(
            ExtKernel.Unlocked kernel,
            int cgroup,
            int weight,
            long periodUs,
            long quotaUs,
            long burstUs) {
        return 0;
    }

    default void cgroupExit(ExtKernel.Unlocked kernel, int cgroup) {}

    default int cgroupPrepMove(ExtKernel.Unlocked kernel, Task task, int from, int to) {
        return 0;
    }

    default void cgroupMove(ExtKernel.Any kernel, Task task, int from, int to) {}

    default void cgroupCancelMove(ExtKernel.Unlocked kernel, Task task, int from, int to) {}

    default void cgroupSetWeight(ExtKernel.Unlocked kernel, int cgroup, int weight) {}

    default void cgroupSetBandwidth(
            ExtKernel.Unlocked kernel, int cgroup, long periodUs, long quotaUs, long burstUs) {}

    default void cgroupSetIdle(ExtKernel.Unlocked kernel, int cgroup, boolean idle) {}

    default void cpuOnline(ExtKernel.Unlocked kernel, int cpu) {}

    default void cpuOffline(ExtKernel.Unlocked kernel, int cpu) {}

    /** Cid form: the cids have been numbered and may be numbered otherwise, before init. */
    default int initCids(ExtKernel.InitCids kernel) {
        return 0;
    }

    default int init(ExtKernel.Unlocked kernel) {
        return 0;
    }

    default void exit(ExtKernel.Unlocked kernel, ExitInfo info) {}

    /**
     * A timer armed through {@link ExtKernel.Any#armTimer} expires; runs with the rights of a timer
     * callback of init.
     */
    default void timer(ExtKernel.Unlocked kernel, int timerKey) {}

    /**
     * User space runs one of the scheduler's programs (a BPF program of type syscall).
     *
     * @param context the words that user space passes
     * @return what the program returns, -ENOENT if there is none of that name
     */
    default long runProgram(ExtKernel.Unlocked kernel, String program, List<Long> context) {
        return Scx.ENOENT;
    }

    /**
     * Simulated instructions that the scheduler executed since the last call; a Java scheduler
     * counts 0.
     */
    default long takeInstructions() {
        return 0;
    }

    /** Why a CPU is taken from the scheduler (enum scx_cpu_preempt_reason). */
    enum PreemptReason {
        RT,
        DEADLINE,
        STOP,
        UNKNOWN
    }
}
