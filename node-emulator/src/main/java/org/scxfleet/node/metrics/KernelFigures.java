package org.scxfleet.node.metrics;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.HostReport;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.stats.LogHistogram;

/**
 * What the metrics show of one kernel, or of all kernels with the same labels, added up. A copy:
 * the report it is taken from goes on changing.
 */
final class KernelFigures {
    /** Upper ends of the buckets of the wake-up latency. */
    static final long[] LATENCY_BOUNDS_NS = {
        1_000L,
        2_000L,
        5_000L,
        10_000L,
        20_000L,
        50_000L,
        100_000L,
        200_000L,
        500_000L,
        1_000_000L,
        2_000_000L,
        5_000_000L,
        10_000_000L,
        20_000_000L,
        50_000_000L,
        100_000_000L,
        200_000_000L,
        500_000_000L,
        1_000_000_000L,
        10_000_000_000L
    };

    /** What a guest's host group is called; its host's group, and this. */
    private static final String GUEST_SUFFIX = "/guest";

    final String hostGroup;
    final String scheduler;

    /**
     * Wake-ups by latency bucket, not cumulative; the last entry holds what is above all bounds.
     */
    final long[] latencies = new long[LATENCY_BOUNDS_NS.length + 1];

    final long[] scxEvents = new long[ScxEvent.values().length];
    long latencySumNs;
    long runDelayNs;
    long switches;
    long migrations;
    long wakeups;
    long busyNs;
    long stealNs;
    long ejections;
    long enables;
    long gpuBusyNs;
    long gpuStarvedNs;
    long gpuKernels;

    KernelFigures(String hostGroup, String scheduler) {
        this.hostGroup = hostGroup;
        this.scheduler = scheduler;
    }

    /** Figures of a host's kernel and of its guests' kernels. */
    static List<KernelFigures> of(HostReport report) {
        List<KernelFigures> all = new ArrayList<>();
        for (HostReport.KernelReport kernel : report.kernels()) {
            boolean guest = !all.isEmpty();
            String group = guest ? report.hostGroup() + GUEST_SUFFIX : report.hostGroup();
            KernelFigures figures = new KernelFigures(group, kernel.scheduler());
            figures.take(kernel);
            if (!guest) {
                report.gpus().forEach(figures::take);
            }
            all.add(figures);
        }
        return all;
    }

    void add(KernelFigures other) {
        addTo(latencies, other.latencies);
        addTo(scxEvents, other.scxEvents);
        latencySumNs += other.latencySumNs;
        runDelayNs += other.runDelayNs;
        switches += other.switches;
        migrations += other.migrations;
        wakeups += other.wakeups;
        busyNs += other.busyNs;
        stealNs += other.stealNs;
        ejections += other.ejections;
        enables += other.enables;
        gpuBusyNs += other.gpuBusyNs;
        gpuStarvedNs += other.gpuStarvedNs;
        gpuKernels += other.gpuKernels;
    }

    private void take(HostReport.KernelReport kernel) {
        for (GroupTally group : kernel.groups()) {
            migrations += group.migrations;
            wakeups += group.wakeups;
            runDelayNs += group.runDelayNs;
            latencySumNs += group.wakeLatency.sumNs();
            long[] counts = group.wakeLatency.counts();
            for (int bucket = 0; bucket < counts.length; bucket++) {
                latencies[boundOf(LogHistogram.upperEndNs(bucket))] += counts[bucket];
            }
        }
        switches += sum(kernel.cpuSwitches());
        busyNs += sum(kernel.cpuBusyNs());
        stealNs += sum(kernel.stealNs());
        for (int i = 0; i < Math.min(scxEvents.length, kernel.scxEvents().length); i++) {
            scxEvents[i] += kernel.scxEvents()[i];
        }
        ejections += kernel.exits().stream().filter(exit -> exit.kind().isError()).count();
        enables += kernel.enables();
    }

    private void take(HostReport.GpuReport gpu) {
        gpuBusyNs += gpu.busyNs();
        gpuStarvedNs += gpu.starvedNs();
        gpuKernels += gpu.kernels();
    }

    private static int boundOf(long valueNs) {
        int bound = 0;
        while (bound < LATENCY_BOUNDS_NS.length && valueNs > LATENCY_BOUNDS_NS[bound]) {
            bound++;
        }
        return bound;
    }

    private static void addTo(long[] sums, long[] values) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values[i];
        }
    }

    private static long sum(long[] values) {
        long total = 0;
        for (long value : values) {
            total += value;
        }
        return total;
    }
}
