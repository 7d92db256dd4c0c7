package org.scxfleet.node.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.host.HostSpec;
import org.scxfleet.metrics.FleetMetric;
import org.scxfleet.metrics.MetricFamilies;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.task.TaskSpec;

/** Everything that is known of one run. Written by host actors and the node, read by scrapes. */
final class RunFigures {
    final String name;
    final int[] reportedAt;
    final AtomicReferenceArray<List<KernelFigures>> kernels;
    final LongAdder windows = new LongAdder();
    final LongAdder messagesIn = new LongAdder();
    final LongAdder messagesOut = new LongAdder();
    final LongAdder busyNs = new LongAdder();
    final LongAdder waitingNs = new LongAdder();
    private final Map<String, GroupSize> sizes = new TreeMap<>();
    private final Supplier<NodeProgress> progress;

    /**
     * Labels of each pair of host group and scheduler. The first pairs keep theirs and all further
     * ones share the last, for as long as the run is shown: a series never changes its meaning.
     */
    private final Map<List<String>, List<String>> labels = new HashMap<>();

    /** What the hosts of a group have at the start. */
    private static final class GroupSize {
        int hosts;
        long cpus;
        long tasks;
    }

    RunFigures(String name, List<HostSpec> hosts, Supplier<NodeProgress> progress) {
        this.name = name;
        this.progress = progress;
        reportedAt = new int[hosts.size()];
        kernels = new AtomicReferenceArray<>(hosts.size());
        for (HostSpec host : hosts) {
            String group = host.hostGroup();
            boolean shown =
                    sizes.containsKey(group) || sizes.size() < FleetMetric.KERNEL_LABELS_MAX;
            GroupSize size =
                    sizes.computeIfAbsent(shown ? group : FleetMetric.OTHER, _ -> new GroupSize());
            size.hosts++;
            size.cpus += host.kernel().topology().cpuCount();
            for (TaskSpec task : host.kernel().tasks()) {
                size.tasks += task.instances();
            }
        }
    }

    void describe(MetricFamilies families) {
        sizes.forEach((group, size) -> {
            families.add(FleetMetric.HOSTS, size.hosts, name, group);
            families.add(FleetMetric.CPUS, size.cpus, name, group);
            families.add(FleetMetric.TASKS, size.tasks, name, group);
        });
        NodeProgress reached = progress.get();
        families.addNs(FleetMetric.SIMULATED_SECONDS, reached.hostNs(), name);
        families.add(FleetMetric.EVENTS, reached.events(), name);
        families.add(FleetMetric.WINDOWS, windows.sum(), name);
        families.addNs(FleetMetric.WINDOW_BUSY_SECONDS, busyNs.sum(), name);
        families.addNs(FleetMetric.WINDOW_WAITING_SECONDS, waitingNs.sum(), name);
        families.add(FleetMetric.MESSAGES_RECEIVED, messagesIn.sum(), name);
        families.add(FleetMetric.MESSAGES_SENT, messagesOut.sum(), name);
        for (KernelFigures kernel : byLabels().values()) {
            describe(kernel, families);
        }
    }

    private void describe(KernelFigures kernel, MetricFamilies families) {
        String[] of = {name, kernel.hostGroup, kernel.scheduler};
        families.addHistogram(
                FleetMetric.WAKEUP_LATENCY_SECONDS,
                KernelFigures.LATENCY_BOUNDS_NS,
                kernel.latencies,
                kernel.latencySumNs,
                of);
        families.addNs(FleetMetric.RUN_DELAY_SECONDS, kernel.runDelayNs, of);
        families.addNs(FleetMetric.CPU_BUSY_SECONDS, kernel.busyNs, of);
        families.add(FleetMetric.SWITCHES, kernel.switches, of);
        families.add(FleetMetric.MIGRATIONS, kernel.migrations, of);
        families.add(FleetMetric.WAKEUPS, kernel.wakeups, of);
        families.addNs(FleetMetric.STEAL_SECONDS, kernel.stealNs, of);
        families.add(FleetMetric.EJECTIONS, kernel.ejections, of);
        families.add(FleetMetric.SCHEDULER_ENABLES, kernel.enables, of);
        families.addNs(FleetMetric.GPU_BUSY_SECONDS, kernel.gpuBusyNs, of);
        families.addNs(FleetMetric.GPU_STARVED_SECONDS, kernel.gpuStarvedNs, of);
        families.add(FleetMetric.GPU_KERNELS, kernel.gpuKernels, of);
        for (ScxEvent event : ScxEvent.values()) {
            families.add(
                    FleetMetric.SCHED_EXT_EVENTS,
                    kernel.scxEvents[event.ordinal()],
                    name,
                    kernel.hostGroup,
                    kernel.scheduler,
                    event.kernelName());
        }
    }

    /** Kernels added up by host group and scheduler, in their order. */
    private Map<String, KernelFigures> byLabels() {
        Map<String, KernelFigures> sums = new TreeMap<>();
        for (int slot = 0; slot < kernels.length(); slot++) {
            List<KernelFigures> ofHost = kernels.get(slot);
            if (ofHost != null) {
                for (KernelFigures kernel : ofHost) {
                    List<String> pair = labelsOf(kernel);
                    sums.computeIfAbsent(
                                    String.join("\n", pair),
                                    _ -> new KernelFigures(pair.getFirst(), pair.getLast()))
                            .add(kernel);
                }
            }
        }
        return sums;
    }

    private synchronized List<String> labelsOf(KernelFigures kernel) {
        List<String> pair = List.of(kernel.hostGroup, kernel.scheduler);
        List<String> shown = labels.get(pair);
        if (shown == null) {
            shown =
                    labels.size() < FleetMetric.KERNEL_LABELS_MAX
                            ? pair
                            : List.of(FleetMetric.OTHER, FleetMetric.OTHER);
            labels.put(new ArrayList<>(pair), shown);
        }
        return shown;
    }
}
