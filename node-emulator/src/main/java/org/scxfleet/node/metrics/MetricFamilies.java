package org.scxfleet.node.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.ops.ScxEvent;

/**
 * The metrics by name while they are gathered. One place for the rules of names: the prefix {@code
 * scxfleet_}, base units, counters that end in {@code _total}.
 */
final class MetricFamilies {
    private static final String PREFIX = "scxfleet_";
    private static final String TOTAL = "_total";
    private static final String LATENCY = PREFIX + "wakeup_latency_seconds";
    private static final double NS_PER_SECOND = 1e9;

    /** In this order; a metric has the first so many. */
    private static final List<String> LABELS = List.of("run", "host_group", "scheduler");

    private final Map<String, MetricFamilySamples> byName = new LinkedHashMap<>();

    void gauge(String name, String help, List<String> labels, double value) {
        family(PREFIX + name, Collector.Type.GAUGE, help)
                .samples
                .add(sample(PREFIX + name, labels, value));
    }

    void counter(String name, String help, List<String> labels, double value) {
        family(PREFIX + name, Collector.Type.COUNTER, help)
                .samples
                .add(sample(PREFIX + name + TOTAL, labels, value));
    }

    /** A counter of time. */
    void seconds(String name, String help, List<String> labels, long valueNs) {
        counter(name + "_seconds", help, labels, valueNs / NS_PER_SECOND);
    }

    /** The wake-up latency as a histogram. */
    void latency(List<String> labels, KernelFigures kernel) {
        List<Sample> samples =
                family(LATENCY, Collector.Type.HISTOGRAM, "From wake-up to running.").samples;
        List<String> names = with(LABELS.subList(0, labels.size()), "le");
        long count = 0;
        for (int i = 0; i < kernel.latencies.length; i++) {
            count += kernel.latencies[i];
            double bound =
                    i < KernelFigures.LATENCY_BOUNDS_NS.length
                            ? KernelFigures.LATENCY_BOUNDS_NS[i] / NS_PER_SECOND
                            : Double.POSITIVE_INFINITY;
            String text = Collector.doubleToGoString(bound);
            samples.add(new Sample(LATENCY + "_bucket", names, with(labels, text), count));
        }
        samples.add(sample(LATENCY + "_count", labels, count));
        samples.add(sample(LATENCY + "_sum", labels, kernel.latencySumNs / NS_PER_SECOND));
    }

    /** The kernel's event counters; the kernel's name is a label. */
    void scxEvents(List<String> labels, long[] counts) {
        String name = PREFIX + "sched_ext_events";
        List<Sample> samples =
                family(name, Collector.Type.COUNTER, "Event counters of sched_ext.").samples;
        List<String> names = with(LABELS.subList(0, labels.size()), "event");
        for (ScxEvent event : ScxEvent.values()) {
            samples.add(
                    new Sample(
                            name + TOTAL,
                            names,
                            with(labels, event.kernelName()),
                            counts[event.ordinal()]));
        }
    }

    List<MetricFamilySamples> list() {
        return new ArrayList<>(byName.values());
    }

    private MetricFamilySamples family(String name, Collector.Type type, String help) {
        return byName.computeIfAbsent(
                name, _ -> new MetricFamilySamples(name, type, help, new ArrayList<>()));
    }

    private static Sample sample(String name, List<String> labels, double value) {
        return new Sample(name, LABELS.subList(0, labels.size()), labels, value);
    }

    private static List<String> with(List<String> list, String last) {
        List<String> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
