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
 * Twin of {@code scx_cpu0}: everything that may run on CPU 0 runs there, first come first served,
 * and all other CPUs stay idle.
 *
 * <p>It exists to overload one CPU on purpose, for tests of what a long queue does to waiting times
 * and to the watchdog. A task that is not allowed on CPU 0 has been placed elsewhere by the kernel
 * and goes to the local queue of that place.
 *
 * <p>Cost: none to speak of. Leaves out the two counters that the loader prints.
 */
public final class Cpu0Scheduler extends KernelExample {
    /** Options: none. */
    public static final List<PolicyOption> OPTIONS = List.of();

    private static final EnumSet<Op> OPS =
            EnumSet.of(Op.SELECT_CPU, Op.ENQUEUE, Op.DISPATCH, Op.INIT, Op.EXIT);

    private static final long CPU0_DSQ = 0;

    public Cpu0Scheduler(SchedulerEnvironment environment) {
        super("cpu0", OPS, OpsSettings.DEFAULTS);
        PolicyOptions.parse("cpu0", OPTIONS, environment.options());
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        return 0;
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        if (kernel.taskCpu(task) != 0) {
            kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, 0);
        } else {
            kernel.dsqInsert(task, CPU0_DSQ, Scx.SLICE_DFL_NS, enqFlags);
        }
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        if (cpu == 0) {
            kernel.dsqMoveToLocal(CPU0_DSQ, 0);
        }
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        return createDsq(kernel, CPU0_DSQ);
    }
}
