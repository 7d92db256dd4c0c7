package org.scxfleet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.expect.Metric;

class RunFiguresTest {
    @Test
    void shouldAddUpHostsAndGuestsByGroup() {
        RunFigures figures = new RunFigures(SampleRun.outcome());
        assertThat(figures.groups).containsOnlyKeys("a", "b");
        assertThat(figures.groups.get("b").kernels).containsOnlyKeys("", "vm");
        assertThat(figures.all.hosts).isEqualTo(2);
        assertThat(figures.all.kernels.get("").cpus).isEqualTo(4);
        assertThat(figures.all.kernels.get("").taskGroups.get("ctl").tasks).isEqualTo(4);
        assertThat(figures.all.gpus.busyNs).isEqualTo(1_200_000_000);
    }

    @Test
    void shouldAddUpNoticesOfOneCode() {
        RunFigures figures = new RunFigures(SampleRun.outcome());
        assertThat(figures.notices)
                .extracting("code")
                .containsExactly("early", "late", "printed-lines-cut");
        assertThat(figures.notices.get(1).count()).isEqualTo(4);
        assertThat(figures.notices.get(1).where()).isEqualTo("a-0");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', EJECTIONS, 3",
        "a, '', '', EJECTIONS, 1",
        "'', '', '', UNPLACED_PODS, 1",
        "'', '', '', GPU_ALLOCATED_PERCENT, 20",
        "a, '', '', CPU_BUSY_PERCENT, 12.5",
        "b, vm, '', STEAL_PERCENT, 1",
        "b, '', '', GPU_BUSY_PERCENT, 60",
        "'', '', '', GPU_STARVED_PERCENT, 5",
        "b, '', ctl, GPU_BUSY_PERCENT, 30",
        "'', '', ctl, GPU_TIME_US, 600000",
        "a, '', '', GPU_SWITCH_PERCENT, 1",
        "'', '', '', GPU_KERNELS, 240",
        "a, '', ctl, CPU_SHARE_PERCENT, 12.5",
        "a, '', ctl, SWITCHES, 50",
        "b, '', ctl, SWITCHES, 100",
        "a, '', ctl, MAX_WAKE_US, 400",
        "b, vm, ctl, MAX_WAKE_US, 3000",
        "a, '', ctl, P50_SEGMENT_US, 2000",
    })
    void shouldFindTheFigureThatIsExpected(
            String host, String guest, String tasks, Metric metric, double value) {
        Expectation expectation =
                new Expectation("s.yaml:9", host, guest, tasks, metric, value, value);
        List<RunFigures.Verdict> verdicts =
                new RunFigures(SampleRun.outcome(expectation)).verdicts();
        assertThat(verdicts).singleElement().extracting(RunFigures.Verdict::value).isEqualTo(value);
        assertThat(verdicts.getFirst().holds()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveAValueForEveryMetric(Metric metric) {
        Expectation expectation =
                new Expectation("s.yaml:9", "", "", "", metric, 0, Double.MAX_VALUE);
        assertThat(new RunFigures(SampleRun.outcome(expectation)).verdicts().getFirst().holds())
                .isTrue();
    }

    @Test
    void shouldNotHoldWhenNothingMatches() {
        Expectation expectation =
                new Expectation("s.yaml:9", "a", "", "clt", Metric.SWITCHES, 0, 1e9);
        assertThat(new RunFigures(SampleRun.outcome(expectation)).verdicts().getFirst().holds())
                .isFalse();
    }
}
