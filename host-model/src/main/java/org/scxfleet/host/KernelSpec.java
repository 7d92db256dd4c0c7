package org.scxfleet.host;

import java.util.List;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * A kernel with its processors and its work: of a host, or of a guest.
 *
 * @param actions what the operator does while it runs, in time order
 */
public record KernelSpec(
        CpuTopology topology,
        KernelOptions options,
        CostProfile costs,
        SchedulerSpec scheduler,
        List<CgroupSpec> cgroups,
        List<GpuSpec> gpus,
        List<TaskSpec> tasks,
        List<TimedAction> actions) {
    public KernelSpec {
        cgroups = List.copyOf(cgroups);
        gpus = List.copyOf(gpus);
        tasks = List.copyOf(tasks);
        actions = List.copyOf(actions);
    }

    /** A kernel with default options, no GPUs, cgroups or actions. */
    public static KernelSpec of(
            CpuTopology topology,
            CostProfile costs,
            SchedulerSpec scheduler,
            List<TaskSpec> tasks) {
        return new KernelSpec(
                topology,
                KernelOptions.DEFAULTS,
                costs,
                scheduler,
                List.of(),
                List.of(),
                tasks,
                List.of());
    }

    public KernelSpec withTasks(List<TaskSpec> newTasks) {
        return new KernelSpec(
                topology, options, costs, scheduler, cgroups, gpus, newTasks, actions);
    }
}
