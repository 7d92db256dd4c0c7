package org.scxfleet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.gpu.MigTally;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.GpuExtras;
import org.scxfleet.host.HostReport.GpuReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.HostReport.SchedulerReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.SchedulerOutput;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.stats.LogHistogram;
import org.scxfleet.v1.RunProto;

class ReportCodecTest {
    private static final int SEEDS = 50;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveBackAReportThatEqualsTheOneEncoded(long seed) throws Exception {
        HostReport report = report(new SeededRandom(seed));

        byte[] bytes = ReportCodec.encode(report, true).toByteArray();

        assertThat(ReportCodec.decode(RunProto.HostReport.parseFrom(bytes)))
                .usingRecursiveComparison()
                .isEqualTo(report);
    }

    @Test
    void shouldLeaveOutSingleTasksWhenNotWanted() {
        HostReport report = report(new SeededRandom(7));

        HostReport decoded = ReportCodec.decode(ReportCodec.encode(report, false));

        assertThat(report.kernels().getFirst().tasks()).isNotEmpty();
        assertThat(decoded.kernels().getFirst().tasks()).isEmpty();
        assertThat(decoded.kernels().getFirst().groups())
                .hasSameSizeAs(report.kernels().getFirst().groups());
    }

    @Test
    void shouldRefuseAHistogramWithMoreBucketsThanThereAre() {
        RunProto.HostReport.Builder report = RunProto.HostReport.newBuilder();
        RunProto.Histogram.Builder histogram =
                report.addKernelsBuilder().addGroupsBuilder().getWakeLatencyBuilder();
        for (int i = 0; i <= LogHistogram.BUCKETS; i++) {
            histogram.addCounts(1);
        }

        assertThatThrownBy(() -> ReportCodec.decode(report.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("buckets");
    }

    private static HostReport report(SeededRandom random) {
        List<KernelReport> kernels = new ArrayList<>();
        for (int i = 0; i <= random.below(3); i++) {
            kernels.add(kernel(random));
        }
        return new HostReport(
                "host",
                random.below(10_000),
                "group",
                random.below(1L << 50),
                random.below(1L << 50),
                random.nextLong(),
                kernels,
                List.of(
                        new GpuReport(
                                "A100",
                                1,
                                2,
                                3,
                                random.below(1L << 50),
                                new GpuExtras(4, 5, 6, 7, 8, 9, 10, 11, 12))),
                List.of(new Notice("code", "where", random.below(99), "first", "meaning")),
                List.of(new MigTally("A100", 7, 3, 1, 2, random.below(1L << 50), 5, 6, 7)));
    }

    private static KernelReport kernel(SeededRandom random) {
        List<ExitInfo> exits = new ArrayList<>();
        for (ExitKind kind : ExitKind.values()) {
            exits.add(
                    new ExitInfo(
                            "sched",
                            kind,
                            random.below(9) - 1,
                            random.nextLong(),
                            "message",
                            random.below(2) == 0,
                            random.below(1L << 50),
                            "dump"));
        }
        return new KernelReport(
                "kernel",
                "simple",
                List.of(group("a", random), group("b", random)),
                List.of(
                        new TaskReport(
                                "a-0", "a", "/x", 1, 2, 3, 4, 5, 6, 7, random.below(1L << 50), 8)),
                longs(random),
                longs(random),
                longs(random),
                longs(random),
                exits,
                random.below(9),
                List.of(
                        new SchedulerReport(
                                "sched",
                                random.below(1L << 50),
                                new SchedulerOutput(
                                        List.of(
                                                new SchedulerOutput.Statistic(
                                                        "local", random.nextLong()),
                                                new SchedulerOutput.Statistic("global", 2)),
                                        List.of(new SchedulerOutput.Line(7, 3, "said")),
                                        random.below(9)))));
    }

    private static GroupTally group(String name, SeededRandom random) {
        GroupTally tally = new GroupTally(name);
        tally.tasks = random.below(99);
        tally.runNs = random.below(1L << 50);
        tally.runDelayNs = random.below(1L << 50);
        tally.switchedIn = random.below(1L << 40);
        tally.preempted = random.below(1L << 40);
        tally.blocked = random.below(1L << 40);
        tally.migrations = random.below(1L << 40);
        tally.wakeups = random.below(1L << 40);
        tally.iterations = random.below(1L << 40);
        for (int i = random.below(50); i > 0; i--) {
            tally.wakeLatency.record(random.nextLong() >>> random.below(64));
            tally.segments.record(random.below(1_000_000));
            tally.responses.record(random.below(20));
        }
        return tally;
    }

    private static long[] longs(SeededRandom random) {
        long[] values = new long[random.below(20)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >>> 1;
        }
        return values;
    }
}
