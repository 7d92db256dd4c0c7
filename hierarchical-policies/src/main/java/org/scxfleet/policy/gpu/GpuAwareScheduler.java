package org.scxfleet.policy.gpu;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.GpuView;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.example.KernelExample;
import org.scxfleet.policy.example.Vtime;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.policy.option.PolicyOptions;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * Keeps GPUs fed: threads that launch to a GPU run near it, and before everybody else.
 *
 * <p><b>Steering.</b> A launch thread that wakes goes to an idle CPU of the node on which its GPU
 * hangs, so that its copies do not cross sockets. One whose affinity has no CPU there is left
 * alone.
 *
 * <p><b>Protection.</b> If no CPU there is idle the launch thread takes the place of a thread that
 * launches to no GPU; if all CPUs there run launch threads, it waits in a line of the node that its
 * CPUs look at first. A GPU is idle in microseconds when its thread waits, a CPU is not; so the few
 * threads that launch are worth more than their share.
 *
 * <p><b>The others</b> share one line by weighted virtual time, as under scx_simple.
 *
 * <p><b>Detection.</b> Which threads launch is found out late: with the default a second after the
 * first launch, as by asking the driver's library in that interval; 0 is an oracle.
 *
 * <p>Cost: a look at the CPUs of a node for each wake-up of a launch thread. Leaves out CPU shares
 * among launch threads, and the further threads of their processes.
 */
public final class GpuAwareScheduler extends KernelExample {
    private static final long MAX_DETECTION_MS = 3_600_000;
    private static final long NS_PER_MS = 1_000_000;
    private static final long DEFAULT_DETECTION_MS = 1_000;

    /** Options. */
    public static final List<PolicyOption> OPTIONS =
            List.of(
                    PolicyOption.number(
                            "d",
                            "detection_ms",
                            DEFAULT_DETECTION_MS,
                            0,
                            MAX_DETECTION_MS,
                            "time after its first launch at which a thread is known to launch"),
                    PolicyOption.flag(
                            "s",
                            "steer_only",
                            "launch threads run near their GPU, but wait in line"),
                    PolicyOption.flag(
                            "p", "protect_only", "launch threads go first, but run anywhere"));

    private static final EnumSet<Op> OPS =
            EnumSet.of(
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DISPATCH,
                    Op.RUNNING,
                    Op.STOPPING,
                    Op.ENABLE,
                    Op.INIT,
                    Op.EXIT);

    private static final long SHARED_DSQ = 0;

    /** Launch threads of node n wait in this one plus n. */
    private static final long FIRST_NODE_DSQ = 1;

    private final boolean steers;
    private final boolean protects;
    private final long detectionNs;
    private final CpuSet near;
    private final int nodes;

    /** Largest vtime with which a task has started to run. */
    private long vtimeNow;

    public GpuAwareScheduler(SchedulerEnvironment environment) {
        super("gpu_aware", OPS, OpsSettings.DEFAULTS);
        PolicyOptions options = PolicyOptions.parse("gpu-aware", OPTIONS, environment.options());
        if (options.flag("s") && options.flag("p")) {
            throw new IllegalArgumentException(
                    "scheduler gpu-aware: s (steer_only) and p (protect_only) exclude each other;"
                            + " leave out both for both");
        }
        steers = !options.flag("p");
        protects = !options.flag("s");
        detectionNs = options.number("d") * NS_PER_MS;
        near = new CpuSet(environment.topology().cpuCount());
        nodes = environment.topology().nodeCount();
    }

    private int gpuOf(ExtKernel.Any kernel, Task task) {
        GpuView gpus = kernel.gpus();
        return gpus.count() == 0 ? -1 : gpus.gpuOf(task, detectionNs);
    }

    /** Sets {@link #near} to the CPUs on which a launch thread should run. */
    private void findNear(ExtKernel.Any kernel, Task task, int gpu) {
        if (!steers || !near.setToAnd(kernel.gpus().cpus(gpu), task.allowed)) {
            near.copyFrom(task.allowed);
        }
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        int gpu = gpuOf(kernel, task);
        if (gpu < 0) {
            int cpu = kernel.selectCpuDefault(task, prevCpu, wakeFlags);
            if (cpu < 0) {
                return ~cpu;
            }
            kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, 0);
            return cpu;
        }
        findNear(kernel, task, gpu);
        int cpu =
                near.contains(prevCpu) && kernel.testAndClearCpuIdle(prevCpu)
                        ? prevCpu
                        : kernel.pickIdleCpu(near, 0);
        if (cpu >= 0) {
            kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, 0);
            return cpu;
        }
        return near.contains(prevCpu) || near.isEmpty() ? prevCpu : near.first();
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        int gpu = gpuOf(kernel, task);
        if (gpu < 0 || !protects) {
            long vtime = Vtime.withinOneSlice(task.scx.dsqVtime, vtimeNow);
            kernel.dsqInsertVtime(task, SHARED_DSQ, Scx.SLICE_DFL_NS, vtime, enqFlags);
            return;
        }
        findNear(kernel, task, gpu);
        int victim = (enqFlags & Scx.ENQ_WAKEUP) != 0 ? victim(kernel, task.cpu) : -1;
        if (victim >= 0) {
            long flags = enqFlags | Scx.ENQ_PREEMPT;
            kernel.dsqInsert(task, Scx.localOn(victim), Scx.SLICE_DFL_NS, flags);
            return;
        }
        int cpu = near.contains(task.cpu) ? task.cpu : near.first();
        long line = FIRST_NODE_DSQ + kernel.cpuNode(cpu);
        kernel.dsqInsert(task, line, Scx.SLICE_DFL_NS, enqFlags);
    }

    /** A near CPU that executes no launch thread and has none in its line; -1 if there is none. */
    private int victim(ExtKernel.Any kernel, int first) {
        if (near.contains(first) && mayTake(kernel, first)) {
            return first;
        }
        for (int cpu = near.first(); cpu >= 0; cpu = near.next(cpu + 1)) {
            if (mayTake(kernel, cpu)) {
                return cpu;
            }
        }
        return -1;
    }

    private boolean mayTake(ExtKernel.Any kernel, int cpu) {
        Task current = kernel.cpuCurrent(cpu);
        return kernel.dsqNrQueued(Scx.localOn(cpu)) == 0
                && (current == null || gpuOf(kernel, current) < 0);
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        if (!kernel.dsqMoveToLocal(FIRST_NODE_DSQ + kernel.cpuNode(cpu), 0)) {
            kernel.dsqMoveToLocal(SHARED_DSQ, 0);
        }
    }

    @Override
    public void running(ExtKernel.Any kernel, Task task) {
        if (Vtime.before(vtimeNow, task.scx.dsqVtime)) {
            vtimeNow = task.scx.dsqVtime;
        }
    }

    @Override
    public void stopping(ExtKernel.Any kernel, Task task, boolean runnable) {
        kernel.taskSetDsqVtime(task, Vtime.afterStop(task));
    }

    @Override
    public void enable(ExtKernel.Any kernel, Task task) {
        kernel.taskSetDsqVtime(task, vtimeNow);
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        int result = createDsq(kernel, SHARED_DSQ);
        for (int node = 0; node < nodes && result == 0; node++) {
            result = createDsq(kernel, FIRST_NODE_DSQ + node);
        }
        return result;
    }
}
