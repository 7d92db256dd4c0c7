package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.scxfleet.cluster.plan.PlacementOutcome.PodOutcome;
import org.scxfleet.cluster.run.Programs;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/** The pods of one host put into its kernel: cgroups, tasks, and devices by their real numbers. */
final class HostWork {
    private HostWork() {}

    /** The kernel with the pods that were placed on its host, in arrival order. */
    static KernelSpec withPods(KernelSpec kernel, List<PodOutcome> pods) {
        if (pods.isEmpty()) {
            return kernel;
        }
        Map<String, CgroupSpec> cgroups = new LinkedHashMap<>();
        kernel.cgroups().forEach(cgroup -> cgroups.put(cgroup.path(), cgroup));
        List<TaskSpec> tasks = new ArrayList<>(kernel.tasks());
        for (PodOutcome placed : pods) {
            placed.cgroups().forEach(cgroup -> cgroups.putIfAbsent(cgroup.path(), cgroup));
            tasks.addAll(tasks(placed));
        }
        requireDifferentNames(tasks);
        return new KernelSpec(
                kernel.topology(),
                kernel.options(),
                kernel.costs(),
                kernel.scheduler(),
                List.copyOf(cgroups.values()),
                kernel.gpus(),
                tasks,
                kernel.actions());
    }

    private static List<TaskSpec> tasks(PodOutcome placed) {
        String cgroup = placed.cgroup();
        List<TaskSpec> tasks = new ArrayList<>();
        for (TaskSpec task : placed.pod().tasks()) {
            tasks.add(
                    Programs.inCgroup(
                            Programs.rewritten(task, step -> onDevices(step, placed)), cgroup));
        }
        return tasks;
    }

    private static Step onDevices(Step step, PodOutcome placed) {
        if (step instanceof Step.GpuCopy copy && copy.way() == Step.CopyWay.PEER) {
            return copy.toPeer(device(copy.peer(), placed)).onDevice(device(copy.device(), placed));
        }
        if (step instanceof Step.OnGpu onGpu) {
            return onGpu.onDevice(device(onGpu.device(), placed));
        }
        return step;
    }

    private static int device(int deviceOfPod, PodOutcome placed) {
        if (deviceOfPod >= placed.devices().size()) {
            throw new IllegalArgumentException(
                    "pod "
                            + placed.pod().name()
                            + " uses its GPU "
                            + deviceOfPod
                            + " but asks for "
                            + placed.devices().size());
        }
        return placed.devices().get(deviceOfPod);
    }

    private static void requireDifferentNames(List<TaskSpec> tasks) {
        TreeSet<String> names = new TreeSet<>();
        for (TaskSpec task : tasks) {
            if (!names.add(task.name())) {
                throw new IllegalArgumentException(
                        "two tasks of one host are called '" + task.name() + "'");
            }
        }
    }
}
