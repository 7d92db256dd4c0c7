package org.scxfleet.policy.example;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.policy.option.PolicyOptions;
import org.scxfleet.policy.storage.BoundedIntQueue;
import org.scxfleet.task.Task;

/**
 * Twin of {@code scx_central}: one CPU decides for all.
 *
 * <p>Tasks wait in one queue of the scheduler and run with infinite slices, so that the other CPUs
 * need no tick. A CPU without work asks the central one by a kick; there, dispatch hands a task to
 * every CPU that has asked, then takes one itself. A timer on the central CPU fires every
 * millisecond and preempts the CPUs whose task has run for a slice or longer, but only as many as
 * there is waiting work for. Which CPU the timer looks at first moves on by one each time.
 *
 * <p>A task that is not allowed on the CPU that asked goes to a fallback DSQ that every CPU tries
 * first. When the dispatch buffer is full, the central CPU kicks itself to go on.
 *
 * <p>Queue entries name tasks and are never taken back. A task that was re-queued (a nice or
 * affinity change) has two, and the stale one is handed out like the other; the kernel drops it
 * then, and the CPU that asked gets nothing until it asks again.
 *
 * <p>Cost: a dispatch on the central CPU looks at every CPU. Approximated: the timer is not pinned
 * by a flag; the model fires it on the CPU that armed it, which is the central one.
 */
public final class CentralScheduler extends KernelExample {
    /** Options. */
    public static final List<PolicyOption> OPTIONS =
            List.of(
                    PolicyOption.number(
                            "s",
                            "slice_us",
                            Scx.SLICE_DFL_NS / NS_PER_US,
                            0,
                            MAX_SLICE_US,
                            "run time after which the timer may preempt"),
                    PolicyOption.number(
                            "c", "central_cpu", 0, 0, Integer.MAX_VALUE, "the CPU that decides"));

    /** Most tasks that wait in the scheduler's queue; further ones go to the fallback DSQ. */
    public static final int QUEUE_CAPACITY = 4096;

    /** Period of the preemption timer. */
    public static final long TIMER_INTERVAL_NS = 1_000_000L;

    private static final EnumSet<Op> OPS =
            EnumSet.of(
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DISPATCH,
                    Op.RUNNING,
                    Op.STOPPING,
                    Op.INIT,
                    Op.EXIT);

    private static final long FALLBACK_DSQ = 0;
    private static final int TIMER_KEY = 0;

    /** Start time that stands for a CPU without a task. */
    private static final long NOT_RUNNING = -1;

    private final int centralCpu;
    private final int cpuCount;
    private final long sliceNs;
    private final BoundedIntQueue waiting = new BoundedIntQueue(QUEUE_CAPACITY);

    /** CPUs that have asked for a task; never the central one. */
    private final boolean[] asked;

    private final long[] startedAtNs;
    private boolean timerStarted;
    private long timerRounds;

    public CentralScheduler(SchedulerEnvironment environment) {
        super("central", OPS, OpsSettings.DEFAULTS.withFlags(Scx.OPS_ENQ_LAST));
        PolicyOptions options = PolicyOptions.parse("central", OPTIONS, environment.options());
        cpuCount = environment.topology().cpuCount();
        sliceNs = options.number("s") * NS_PER_US;
        centralCpu = (int) options.number("c");
        if (centralCpu >= cpuCount) {
            throw new IllegalArgumentException(
                    "scheduler central: option c (central_cpu) is "
                            + centralCpu
                            + ", the host has CPUs 0.."
                            + (cpuCount - 1));
        }
        asked = new boolean[cpuCount];
        startedAtNs = new long[cpuCount];
        Arrays.fill(startedAtNs, NOT_RUNNING);
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        return centralCpu;
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        if (task.kernelThread && task.allowedCount == 1) {
            kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_INF, enqFlags | Scx.ENQ_PREEMPT);
            return;
        }
        if (!waiting.push(task.number)) {
            kernel.dsqInsert(task, FALLBACK_DSQ, Scx.SLICE_INF, enqFlags);
            return;
        }
        if (!kernel.taskRunning(task)) {
            kernel.kickCpu(centralCpu, Scx.KICK_PREEMPT);
        }
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        if (cpu == centralCpu) {
            dispatchForAll(kernel);
        } else if (!kernel.dsqMoveToLocal(FALLBACK_DSQ, 0)) {
            asked[cpu] = true;
            kernel.kickCpu(centralCpu, Scx.KICK_PREEMPT);
        }
    }

    @Override
    public void running(ExtKernel.Any kernel, Task task) {
        startedAtNs[kernel.taskCpu(task)] = kernel.nowNs();
    }

    @Override
    public void stopping(ExtKernel.Any kernel, Task task, boolean runnable) {
        startedAtNs[kernel.taskCpu(task)] = NOT_RUNNING;
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        int result = createDsq(kernel, FALLBACK_DSQ);
        if (result == 0) {
            kernel.kickCpu(centralCpu, 0);
        }
        return result;
    }

    @Override
    public void timer(ExtKernel.Unlocked kernel, int timerKey) {
        long nowNs = kernel.nowNs();
        int toKick = waiting.size();
        int first = (int) (timerRounds % cpuCount);
        for (int i = 0; i < cpuCount; i++) {
            int cpu = first + i < cpuCount ? first + i : first + i - cpuCount;
            if (cpu == centralCpu || withinSlice(cpu, nowNs)) {
                continue;
            }
            boolean ownWork =
                    kernel.dsqNrQueued(FALLBACK_DSQ) != 0
                            || kernel.dsqNrQueued(Scx.localOn(cpu)) != 0;
            if (!ownWork) {
                if (toKick == 0) {
                    continue;
                }
                toKick--;
            }
            kernel.kickCpu(cpu, Scx.KICK_PREEMPT);
        }
        kernel.armTimer(TIMER_KEY, nowNs + TIMER_INTERVAL_NS);
        timerRounds++;
    }

    private boolean withinSlice(int cpu, long nowNs) {
        return startedAtNs[cpu] != NOT_RUNNING && Vtime.before(nowNs, startedAtNs[cpu] + sliceNs);
    }

    private void dispatchForAll(ExtKernel.Dispatch kernel) {
        startTimer(kernel);
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            if (kernel.dispatchNrSlots() == 0) {
                break;
            }
            if (asked[cpu] && dispatchTo(kernel, cpu)) {
                asked[cpu] = false;
            }
        }
        if (kernel.dispatchNrSlots() == 0) {
            // Others may have been passed over: the kernel repeats only if this CPU has no task.
            kernel.kickCpu(centralCpu, Scx.KICK_PREEMPT);
            return;
        }
        if (!kernel.dsqMoveToLocal(FALLBACK_DSQ, 0)) {
            dispatchTo(kernel, centralCpu);
        }
    }

    /** Hands the first waiting task that may run there to the CPU; false if there was none. */
    private boolean dispatchTo(ExtKernel.Dispatch kernel, int cpu) {
        int number;
        while ((number = waiting.pop()) != BoundedIntQueue.EMPTY) {
            Task task = kernel.taskByNumber(number);
            if (task == null) {
                continue;
            }
            if (!mayRun(kernel, task, cpu)) {
                kernel.dsqInsert(task, FALLBACK_DSQ, Scx.SLICE_INF, 0);
                if (kernel.dispatchNrSlots() == 0) {
                    return false;
                }
                continue;
            }
            kernel.dsqInsert(task, Scx.localOn(cpu), Scx.SLICE_INF, 0);
            if (cpu != centralCpu) {
                kernel.kickCpu(cpu, Scx.KICK_IDLE);
            }
            return true;
        }
        return false;
    }

    private static boolean mayRun(ExtKernel.Any kernel, Task task, int cpu) {
        return task.allowed.contains(cpu)
                && !(task.isMigrationDisabled() && kernel.taskCpu(task) != cpu);
    }

    private void startTimer(ExtKernel.Any kernel) {
        if (!timerStarted) {
            kernel.armTimer(TIMER_KEY, kernel.nowNs() + TIMER_INTERVAL_NS);
            timerStarted = true;
        }
    }
}
