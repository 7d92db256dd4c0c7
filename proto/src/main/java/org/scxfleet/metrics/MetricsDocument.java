package org.scxfleet.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.scxfleet.metrics.FleetMetric.Exporter;

/** The table of metrics as a page for people, {@code docs/metrics.md}. */
public final class MetricsDocument {
    private static final String HEAD =
            """
            # Metrics

            Written from `org.scxfleet.metrics.FleetMetric`; to change it, change that and run its test with `-Dmetrics.rewrite`.

            `node`, `coordinator` and `run` serve `/metrics` for Prometheus with `--metrics HOST:PORT`. Names start with `scxfleet_`, times are in \
            seconds, counters end in `_total`. A label is never a task, a pid or a host.

            Figures of hosts are read when a host pauses, at least every 10 ms of simulated time, and only after a scrape: each scrape shows what the \
            hosts said after the last one, and no host waits for a scrape. At the end of a run all are up to date. Figures of a run stay until the next \
            run begins, with the run's name in the label `run`.

            Beside these, every process exports the JVM's figures under the usual names of the Prometheus library: `jvm_memory_bytes_used` and \
            `jvm_memory_bytes_max` (label `area`: heap, nonheap), `jvm_gc_collection_seconds_count` and `_sum` (label `gc`), `jvm_threads_current`, \
            `process_cpu_seconds_total`, `process_open_fds`, `process_resident_memory_bytes`, `process_start_time_seconds`.
            """;

    private MetricsDocument() {}

    /** The whole page. */
    public static String text() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Exporter exporter : Exporter.values()) {
            page.append("\n## Exported by ").append(exporter.text()).append("\n\n");
            page.append("| Metric | Kind | Labels | What it says |\n| --- | --- | --- | --- |\n");
            Arrays.stream(FleetMetric.values())
                    .filter(metric -> metric.exporter() == exporter)
                    .forEach(metric -> page.append(row(metric)));
        }
        page.append("\n## Labels\n\n| Label | Value | Most values in a process |\n");
        page.append("| --- | --- | --- |\n");
        for (MetricLabel label : MetricLabel.values()) {
            page.append(
                    "| `%s` | %s | %s |\n".formatted(label.text(), label.meaning(), label.bound()));
        }
        page.append(
                """

                A process shows at most %d pairs of host group and scheduler; figures of further pairs are added up with the value `%s` for both labels. \
                With that, a node exports at most about %,d series (histograms counted by bucket), and a coordinator about 3,200 with 1,024 nodes.
                """
                        .formatted(
                                FleetMetric.KERNEL_LABELS_MAX, FleetMetric.OTHER, seriesOfNode()));
        return page.toString();
    }

    /** About; a histogram has some two dozen series, the event counters as many. */
    private static long seriesOfNode() {
        long many = 25;
        long byKernel =
                Arrays.stream(FleetMetric.values())
                        .filter(metric -> metric.labels().contains(MetricLabel.SCHEDULER))
                        .mapToLong(metric -> isMany(metric) ? many : 1)
                        .sum();
        return (byKernel + 3) * (FleetMetric.KERNEL_LABELS_MAX + 1) + 100;
    }

    private static boolean isMany(FleetMetric metric) {
        return metric.kind() == FleetMetric.Kind.HISTOGRAM
                || metric.labels().contains(MetricLabel.EVENT);
    }

    private static String row(FleetMetric metric) {
        List<MetricLabel> labels = metric.labels();
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        metric.text(),
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        labels.stream()
                                .map(label -> "`" + label.text() + "`")
                                .collect(Collectors.joining(", ")),
                        metric.help());
    }
}
