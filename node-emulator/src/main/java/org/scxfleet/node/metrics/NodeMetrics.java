package org.scxfleet.node.metrics;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;

/**
 * Figures of the run that this process carries at present.
 *
 * <p>A scrape shows what the hosts reported last and asks each for a new report, which it gives
 * when it next pauses. So figures are at most one scrape old, and the hosts never wait for a
 * scrape. Host actors report from many threads; each writes only its own slot.
 */
public final class NodeMetrics extends Collector {
    private final AtomicInteger scrapes = new AtomicInteger();
    private volatile RunFigures present = new RunFigures("", List.of(), () -> NodeProgress.NONE);

    /** A run begins; what is known of the last one is forgotten. */
    public void begin(String run, List<HostSpec> hosts, Supplier<NodeProgress> progress) {
        present = new RunFigures(run, hosts, progress);
    }

    /** Whether somebody has scraped since this host reported last. */
    public boolean wantsReport(int slot) {
        return present.reportedAt[slot] != scrapes.get();
    }

    /** What a host did up to now; called while the host pauses. */
    public void report(int slot, HostReport report) {
        RunFigures run = present;
        run.reportedAt[slot] = scrapes.get();
        run.kernels.set(slot, KernelFigures.of(report));
    }

    /** A window is done. */
    public void window(long messagesIn, long messagesOut) {
        RunFigures run = present;
        run.windows.increment();
        run.messagesIn.add(messagesIn);
        run.messagesOut.add(messagesOut);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        scrapes.incrementAndGet();
        RunFigures run = present;
        MetricFamilies families = new MetricFamilies();
        run.describe(families);
        for (KernelFigures kernel : run.byLabels().values()) {
            describe(run.name, kernel, families);
        }
        return families.list();
    }

    private static void describe(String run, KernelFigures kernel, MetricFamilies families) {
        List<String> labels = List.of(run, kernel.hostGroup, kernel.scheduler);
        families.latency(labels, kernel);
        families.counter("switches", "Task switches.", labels, kernel.switches);
        families.counter(
                "migrations", "Moves of a task to another CPU.", labels, kernel.migrations);
        families.counter("wakeups", "Tasks woken.", labels, kernel.wakeups);
        families.seconds("cpu_busy", "CPU time spent on tasks.", labels, kernel.busyNs);
        families.seconds("steal", "CPU time that guests wanted and lost.", labels, kernel.stealNs);
        families.counter(
                "ejections", "Schedulers that ended with an error.", labels, kernel.ejections);
        families.counter(
                "scheduler_enables", "Schedulers that were enabled.", labels, kernel.enables);
        families.seconds("gpu_busy", "Time GPUs executed kernels.", labels, kernel.gpuBusyNs);
        families.seconds(
                "gpu_starved",
                "Time GPUs idled while a task that feeds them waited for a CPU.",
                labels,
                kernel.gpuStarvedNs);
        families.counter("gpu_kernels", "GPU kernels completed.", labels, kernel.gpuKernels);
        families.scxEvents(labels, kernel.scxEvents);
    }

    /** Everything that is known of one run. */
    private static final class RunFigures {
        final String name;
        final int[] reportedAt;
        final AtomicReferenceArray<List<KernelFigures>> kernels;
        final LongAdder windows = new LongAdder();
        final LongAdder messagesIn = new LongAdder();
        final LongAdder messagesOut = new LongAdder();
        private final Map<String, Integer> hostsByGroup = new TreeMap<>();
        private final Supplier<NodeProgress> progress;

        RunFigures(String name, List<HostSpec> hosts, Supplier<NodeProgress> progress) {
            this.name = name;
            this.progress = progress;
            reportedAt = new int[hosts.size()];
            kernels = new AtomicReferenceArray<>(hosts.size());
            hosts.forEach(host -> hostsByGroup.merge(host.hostGroup(), 1, Integer::sum));
        }

        void describe(MetricFamilies families) {
            List<String> labels = List.of(name);
            NodeProgress reached = progress.get();
            hostsByGroup.forEach((group, count) ->
                    families.gauge("hosts", "Hosts in this process.", List.of(name, group), count));
            families.seconds(
                    "simulated",
                    "Simulated time, summed over the hosts.",
                    labels,
                    reached.hostNs());
            families.counter("events", "Events of all hosts.", labels, reached.events());
            families.counter("windows", "Windows granted.", labels, windows.sum());
            families.counter(
                    "messages_received", "Messages handed to hosts.", labels, messagesIn.sum());
            families.counter("messages_sent", "Messages sent by hosts.", labels, messagesOut.sum());
        }

        /** Kernels added up by host group and scheduler, in their order. */
        Map<String, KernelFigures> byLabels() {
            Map<String, KernelFigures> sums = new TreeMap<>();
            for (int slot = 0; slot < kernels.length(); slot++) {
                List<KernelFigures> ofHost = kernels.get(slot);
                if (ofHost != null) {
                    ofHost.forEach(kernel -> add(sums, kernel));
                }
            }
            return sums;
        }

        private static void add(Map<String, KernelFigures> sums, KernelFigures kernel) {
            sums.computeIfAbsent(
                            kernel.hostGroup + '\n' + kernel.scheduler,
                            _ -> new KernelFigures(kernel.hostGroup, kernel.scheduler))
                    .add(kernel);
        }
    }
}
