package org.scxfleet.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.fleet.NodeState;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.GpuReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.metrics.FleetMetric;
import org.scxfleet.metrics.MetricsEndpoint;
import org.scxfleet.node.FakeHost;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.stats.GroupTally;

class NodeMetricsTest {
    private static final Pattern NAME =
            Pattern.compile("(scxfleet_[a-z_]+)(\\{([^}]*)})? [-+.0-9eEInf]+");
    private final NodeMetrics metrics = new NodeMetrics();

    @Test
    void shouldAddUpHostsOfOneGroupAndScheduler() throws IOException {
        begin(FakeHost.spec(0, 10), FakeHost.spec(2, 10), FakeHost.spec(4, 10));
        metrics.report(0, report("even", "simple", 3));
        metrics.report(1, report("even", "simple", 4));
        metrics.report(2, report("even", "eevdf", 5));

        String text = scrape();

        assertThat(text)
                .contains(
                        "scxfleet_switches_total{run=\"test\",host_group=\"even\","
                                + "scheduler=\"simple\",} 7.0")
                .contains(
                        "scxfleet_switches_total{run=\"test\",host_group=\"even\","
                                + "scheduler=\"eevdf\",} 5.0")
                .contains("scxfleet_hosts{run=\"test\",host_group=\"even\",} 3.0");
    }

    @Test
    void shouldShowTheWakeUpLatencyAsAHistogramInSeconds() throws IOException {
        begin(FakeHost.spec(0, 10));
        metrics.report(0, report("even", "simple", 3));

        String text = scrape();

        String labels = "{run=\"test\",host_group=\"even\",scheduler=\"simple\",";
        assertThat(text)
                .contains("scxfleet_wakeup_latency_seconds_bucket" + labels + "le=\"1.0E-6\",} 0.0")
                .contains("scxfleet_wakeup_latency_seconds_bucket" + labels + "le=\"5.0E-5\",} 1.0")
                .contains("scxfleet_wakeup_latency_seconds_bucket" + labels + "le=\"+Inf\",} 2.0")
                .contains("scxfleet_wakeup_latency_seconds_count" + labels + "} 2.0")
                .contains("scxfleet_wakeup_latency_seconds_sum" + labels + "} 20.00004");
    }

    @Test
    void shouldCountEjectionsButNotPlainUnloads() throws IOException {
        begin(FakeHost.spec(0, 10));
        metrics.report(0, report("even", "simple", 3));

        assertThat(scrape())
                .contains(
                        "scxfleet_ejections_total{run=\"test\",host_group=\"even\","
                                + "scheduler=\"simple\",} 1.0");
    }

    @Test
    void shouldKeepTheKernelsNamesOfEventCounters() throws IOException {
        begin(FakeHost.spec(0, 10));
        metrics.report(0, report("even", "simple", 3));

        String text = scrape();

        for (ScxEvent event : ScxEvent.values()) {
            assertThat(text).contains("event=\"SCX_EV_" + event.name() + "\",} ");
        }
    }

    @Test
    void shouldFollowTheRulesOfNamesAndLabels() throws IOException {
        begin(FakeHost.spec(0, 10));
        metrics.report(0, report("even", "simple", 3));

        List<String> lines = scrape().lines().filter(line -> line.startsWith("scxfleet_")).toList();

        assertThat(lines).hasSizeGreaterThan(30).allMatch(line -> NAME.matcher(line).matches());
        assertThat(lines).noneMatch(line -> line.contains("_ns") || line.contains("_total_total"));
        assertThat(lines).noneMatch(line -> line.contains("pid=") || line.contains("task="));
    }

    @Test
    void shouldWantANewReportOnlyAfterAScrape() {
        begin(FakeHost.spec(0, 10));
        assertThat(metrics.wantsReport(0)).isFalse();

        metrics.collect();

        assertThat(metrics.wantsReport(0)).isTrue();
        metrics.report(0, report("even", "simple", 3));
        assertThat(metrics.wantsReport(0)).isFalse();
    }

    @Test
    void shouldAddUpWhatIsBeyondTheBoundOfLabels() throws IOException {
        int groups = FleetMetric.KERNEL_LABELS_MAX + 5;
        begin(
                IntStream.range(0, groups)
                        .mapToObj(i -> FakeHost.spec(i, 10))
                        .toArray(HostSpec[]::new));
        for (int i = 0; i < groups; i++) {
            metrics.report(i, report("group-" + i, "simple", 3));
        }

        String text = scrape();

        assertThat(text.lines().filter(line -> line.startsWith("scxfleet_switches_total{")))
                .hasSize(FleetMetric.KERNEL_LABELS_MAX + 1);
        assertThat(text)
                .contains(
                        "scxfleet_switches_total{run=\"test\",host_group=\"other\","
                                + "scheduler=\"other\",} 15.0");
    }

    @Test
    void shouldExportWhatTheTableSaysThatHostsExport() throws IOException {
        begin(FakeHost.spec(0, 10));
        metrics.report(0, report("even", "simple", 3));
        metrics.serve(() -> NodeState.IDLE, 2);

        String text = scrape();

        for (FleetMetric metric : FleetMetric.values()) {
            if (metric.exporter() == FleetMetric.Exporter.HOSTS
                    || metric.exporter() == FleetMetric.Exporter.NODE) {
                assertThat(text).contains("# TYPE " + metric.text() + " ");
            }
        }
    }

    @Test
    void shouldForgetTheLastRun() throws IOException {
        begin(FakeHost.spec(0, 10));
        metrics.report(0, report("even", "simple", 3));
        begin(FakeHost.spec(1, 10));

        assertThat(scrape()).doesNotContain("\"even\"").contains("host_group=\"odd\"");
    }

    @Test
    void shouldServeFiguresOfTheJvmToo() throws IOException {
        assertThat(scrape()).contains("jvm_memory_bytes_used{").contains("process_cpu_seconds");
    }

    @Test
    void shouldSayThatAPortIsInUse() {
        try (MetricsEndpoint first = MetricsEndpoint.start(HostPort.LOOPBACK_ANY_PORT, metrics)) {
            HostPort taken = new HostPort("127.0.0.1", first.port());

            assertThatThrownBy(() -> MetricsEndpoint.start(taken, metrics))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage(
                            "cannot serve metrics on " + taken.text() + ": Address already in use");
        }
    }

    private void begin(HostSpec... hosts) {
        metrics.begin("test", List.of(hosts), () -> new NodeProgress(5, 6));
    }

    private String scrape() throws IOException {
        try (MetricsEndpoint endpoint = MetricsEndpoint.start(HostPort.LOOPBACK_ANY_PORT, metrics);
                InputStream in =
                        URI.create("http://127.0.0.1:" + endpoint.port() + "/metrics")
                                .toURL()
                                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** One wake-up of 40 µs, one of 20 s. */
    private static HostReport report(String hostGroup, String scheduler, long switches) {
        GroupTally tally = new GroupTally("all");
        tally.wakeLatency.record(40_000);
        tally.wakeLatency.record(20_000_000_000L);
        return new HostReport(
                "host",
                0,
                hostGroup,
                10,
                9,
                8,
                List.of(
                        new KernelReport(
                                "host",
                                scheduler,
                                List.of(tally),
                                List.of(),
                                new long[] {5, 5},
                                new long[] {switches - 1, 1},
                                new long[] {0, 0},
                                new long[ScxEvent.values().length],
                                List.of(exit(ExitKind.UNREG), exit(ExitKind.ERROR_STALL)),
                                2)),
                List.of(new GpuReport("A100", 1, 2, 3, 4)),
                List.of());
    }

    private static ExitInfo exit(ExitKind kind) {
        return new ExitInfo("simple", kind, -1, 0, "", true, 5, "");
    }
}
