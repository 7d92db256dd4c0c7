package org.scxfleet.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.metrics.FleetMetric.Kind;

/** Samples as they are gathered for one scrape; each follows the table of metrics. */
public final class MetricFamilies {
    private static final double NS_PER_SECOND = 1e9;

    private final Map<FleetMetric, MetricFamilySamples> families = new EnumMap<>(FleetMetric.class);

    /** The value of a gauge or counter. */
    public void add(FleetMetric metric, double value, String... labels) {
        if (metric.kind() == Kind.HISTOGRAM) {
            throw new IllegalArgumentException(metric + " is a histogram");
        }
        samples(metric)
                .add(new Sample(metric.text(), names(metric, labels), List.of(labels), value));
    }

    /** The same for a time. */
    public void addNs(FleetMetric metric, long valueNs, String... labels) {
        add(metric, valueNs / NS_PER_SECOND, labels);
    }

    /**
     * A histogram of times.
     *
     * @param boundsNs upper ends of the buckets, inclusive, ascending
     * @param counts of the buckets, not cumulative; one more than bounds, for what is above all
     */
    public void addHistogram(
            FleetMetric metric, long[] boundsNs, long[] counts, long sumNs, String... labels) {
        if (metric.kind() != Kind.HISTOGRAM || counts.length != boundsNs.length + 1) {
            throw new IllegalArgumentException(
                    metric + " with " + boundsNs.length + " bounds, " + counts.length + " counts");
        }
        List<String> names = names(metric, labels);
        List<String> bucketNames = with(names, "le");
        List<Sample> samples = samples(metric);
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i];
            double bound =
                    i < boundsNs.length ? boundsNs[i] / NS_PER_SECOND : Double.POSITIVE_INFINITY;
            List<String> values = with(List.of(labels), Collector.doubleToGoString(bound));
            samples.add(new Sample(metric.text() + "_bucket", bucketNames, values, count));
        }
        samples.add(new Sample(metric.text() + "_count", names, List.of(labels), count));
        samples.add(
                new Sample(metric.text() + "_sum", names, List.of(labels), sumNs / NS_PER_SECOND));
    }

    /** In the order of the table. */
    public List<MetricFamilySamples> list() {
        return new ArrayList<>(families.values());
    }

    private List<Sample> samples(FleetMetric metric) {
        return families.computeIfAbsent(
                        metric,
                        _ ->
                                new MetricFamilySamples(
                                        metric.base(),
                                        type(metric),
                                        metric.help(),
                                        new ArrayList<>()))
                .samples;
    }

    private static Collector.Type type(FleetMetric metric) {
        return switch (metric.kind()) {
            case GAUGE -> Collector.Type.GAUGE;
            case COUNTER -> Collector.Type.COUNTER;
            case HISTOGRAM -> Collector.Type.HISTOGRAM;
        };
    }

    private static List<String> names(FleetMetric metric, String... labels) {
        List<String> names = metric.labels().stream().map(MetricLabel::text).toList();
        if (names.size() != labels.length) {
            throw new IllegalArgumentException(
                    metric + " has the labels " + names + ", not " + List.of(labels));
        }
        return names;
    }

    private static List<String> with(List<String> list, String last) {
        List<String> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
