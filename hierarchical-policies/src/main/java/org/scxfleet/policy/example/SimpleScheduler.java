package org.scxfleet.policy.example;

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
import org.scxfleet.task.Task;

/**
 * Twin of {@code scx_simple}: one shared queue for all CPUs.
 *
 * <p>A task that wakes while the built-in selection finds an idle CPU goes straight to it. All
 * others wait in one DSQ, which every CPU takes from when its slice of 20 ms is over: in order of
 * weighted virtual time, or with option f first come first served.
 *
 * <p>The weighted order is not proportional sharing. A task may lag at most one slice behind the
 * clock, is charged what is gone of its slice and so at most 20 ms although a segment lasts to the
 * next tick, and the clock is the largest vtime that ever started to run. Low weights get far more
 * than their share; the real one does the same.
 *
 * <p>Cost: one comparison and one division per stop, no state per task of its own. Leaves out the
 * two counters that the loader prints.
 */
public final class SimpleScheduler extends KernelExample {
    /** Options. */
    public static final List<PolicyOption> OPTIONS =
            List.of(PolicyOption.flag("f", "fifo", "first come first served instead of vtime"));

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

    private final boolean fifo;

    /** Largest vtime with which a task has started to run. */
    private long vtimeNow;

    public SimpleScheduler(SchedulerEnvironment environment) {
        super("simple", OPS, OpsSettings.DEFAULTS);
        fifo = PolicyOptions.parse("simple", OPTIONS, environment.options()).flag("f");
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        int cpu = kernel.selectCpuDefault(task, prevCpu, wakeFlags);
        if (cpu < 0) {
            return ~cpu;
        }
        kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, 0);
        return cpu;
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        if (fifo) {
            kernel.dsqInsert(task, SHARED_DSQ, Scx.SLICE_DFL_NS, enqFlags);
            return;
        }
        long vtime = Vtime.withinOneSlice(task.scx.dsqVtime, vtimeNow);
        kernel.dsqInsertVtime(task, SHARED_DSQ, Scx.SLICE_DFL_NS, vtime, enqFlags);
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        kernel.dsqMoveToLocal(SHARED_DSQ, 0);
    }

    @Override
    public void running(ExtKernel.Any kernel, Task task) {
        if (!fifo && Vtime.before(vtimeNow, task.scx.dsqVtime)) {
            vtimeNow = task.scx.dsqVtime;
        }
    }

    @Override
    public void stopping(ExtKernel.Any kernel, Task task, boolean runnable) {
        if (!fifo) {
            kernel.taskSetDsqVtime(task, Vtime.afterStop(task));
        }
    }

    @Override
    public void enable(ExtKernel.Any kernel, Task task) {
        kernel.taskSetDsqVtime(task, vtimeNow);
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        return createDsq(kernel, SHARED_DSQ);
    }
}
