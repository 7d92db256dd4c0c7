package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cluster.run.Programs;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** A kernel while the sections that add to it are read. */
final class KernelDraft {
    final String label;
    final CpuTopology topology;
    KernelOptions options = KernelOptions.DEFAULTS;
    boolean tickPhaseGiven;
    CostProfile costs = CostProfile.NONE;
    SchedulerSpec scheduler = SchedulerSpec.NONE;
    List<GpuSpec> gpus = List.of();
    private final Map<String, CgroupSpec> cgroups = new LinkedHashMap<>();
    private final Map<String, TaskSpec> tasks = new LinkedHashMap<>();
    private final Map<String, String> taskOrigins = new LinkedHashMap<>();
    private final List<TimedAction> actions = new ArrayList<>();

    /**
     * @param label for messages, for example {@code host group 'web'}
     */
    KernelDraft(String label, CpuTopology topology) {
        this.label = label;
        this.topology = topology;
    }

    /** Adds a cgroup that the scenario describes. */
    void addCgroup(CgroupSpec cgroup, Field field) {
        if (cgroups.putIfAbsent(cgroup.path(), cgroup) != null) {
            field.problem("cgroup " + cgroup.path() + " is described twice");
        }
    }

    /** Adds a cgroup that a workload brings along; what the scenario says about it stands. */
    void addCgroupOfWorkload(CgroupSpec cgroup) {
        cgroups.putIfAbsent(cgroup.path(), cgroup);
    }

    void addTask(TaskSpec task, Field field) {
        String before = taskOrigins.putIfAbsent(task.name(), field.path());
        if (before != null) {
            field.problem(
                    "task '"
                            + task.name()
                            + "' is already on "
                            + label
                            + ", from "
                            + before
                            + "; the names of a kernel's tasks must differ");
            return;
        }
        checkCpus(task, field);
        checkDevices(task, field);
        if (!task.cgroup().equals("/")) {
            field.made(() -> {
                CgroupSpec plain = CgroupSpec.weighted(task.cgroup(), CgroupSpec.DEFAULT_WEIGHT);
                return cgroups.putIfAbsent(task.cgroup(), plain);
            });
        }
        tasks.put(task.name(), task);
    }

    void addAction(TimedAction action) {
        actions.add(action);
    }

    /** The task of that name or instance name; null if there is none. */
    @Nullable TaskSpec task(String name) {
        TaskSpec task = tasks.get(name);
        int dash = name.lastIndexOf('-');
        return task == null && dash > 0 ? tasks.get(name.substring(0, dash)) : task;
    }

    List<String> taskNames() {
        return List.copyOf(tasks.keySet());
    }

    List<String> cgroupPaths() {
        return List.copyOf(cgroups.keySet());
    }

    /** Instances that start, for estimates. */
    long taskCount() {
        return tasks.values().stream().mapToLong(TaskSpec::instances).sum();
    }

    KernelSpec build() {
        List<TimedAction> inTime = new ArrayList<>(actions);
        inTime.sort(Comparator.comparingLong(TimedAction::atNs));
        return new KernelSpec(
                topology,
                options,
                costs,
                scheduler,
                List.copyOf(cgroups.values()),
                gpus,
                List.copyOf(tasks.values()),
                inTime);
    }

    private void checkCpus(TaskSpec task, Field field) {
        checkCpus("task '" + task.name() + "'", task.cpus(), field);
        Programs.visit(
                task.program(),
                step -> {
                    if (step instanceof Step.SetAffinity affinity) {
                        checkCpus("task '" + task.name() + "'", affinity.cpus(), field);
                    }
                });
    }

    void checkCpus(String who, List<Integer> cpus, Field field) {
        for (int cpu : cpus) {
            if (cpu < 0 || cpu >= topology.cpuCount()) {
                field.problem(
                        who
                                + " names CPU "
                                + cpu
                                + ", but "
                                + label
                                + " has CPUs 0-"
                                + (topology.cpuCount() - 1));
                return;
            }
        }
    }

    private void checkDevices(TaskSpec task, Field field) {
        Programs.visit(
                task.program(),
                step -> {
                    int device = step instanceof Step.OnGpu onGpu ? onGpu.device() : -1;
                    if (step instanceof Step.GpuCopy copy && copy.way() == Step.CopyWay.PEER) {
                        device = Math.max(device, copy.peer());
                    }
                    if (device >= gpus.size()) {
                        field.problem(
                                "task '"
                                        + task.name()
                                        + "' uses GPU "
                                        + device
                                        + ", but "
                                        + label
                                        + " has "
                                        + gpus.size()
                                        + " GPUs");
                    }
                });
    }
}
