package org.scxfleet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.expect.Metric;

class SummaryTest {
    private static final Expectation LATENCY =
            new Expectation("s.yaml:9", "b", "", "ctl", Metric.P99_WAKE_US, 0, 100);

    @Test
    void shouldSetGroupsWithTheSameWorkSideBySide() {
        String text = text(Style.PLAIN);
        assertThat(text)
                .contains("sample: 1 s simulated in 500 ms (2 x real time)")
                .contains("Same work, side by side")
                .containsPattern("CPU busy +12.50 % +12.50 %")
                .containsPattern("ctl +CPU share +12.50 % +12.50 %")
                .containsPattern("wake-up p50 +20[0-9] us +10[0-9] us")
                .containsPattern("wake-up max +400 us +200 us")
                .containsPattern("guest vm +scheduler +- +eevdf")
                .containsPattern("vm/ctl +CPU share +- +5.00 %")
                .containsPattern("starved +5.00 % +5.00 %")
                .doesNotContain("never");
    }

    @Test
    void shouldShowPlacementEjectionsNoticesAndExpectations() {
        String text = text(Style.PLAIN);
        assertThat(text)
                .contains("Placement by FGD")
                .containsPattern("pods placed +1 +of 2")
                .containsPattern("GPU allocated +20.00 % +of 2 devices")
                .contains("b-0/vm: simple at 700 ms, runnable task stall (ctl-0[3] failed to run")
                .contains("late (4 x): little; first: a-0, y")
                .contains("FAILED  p99_wake_us of b/ctl at least 0 and at most 100: is")
                .contains("(s.yaml:9)");
    }

    @Test
    void shouldShowTheBeginningOfWhatSchedulersSaid() {
        assertThat(text(Style.PLAIN))
                .contains("b-0/vm: simple: local=12 global=34\n    3 ms CPU 1: one\n")
                .contains("CPU 1: three\n    … 1 more in result.json")
                .doesNotContain("four")
                .contains("dump of 2 lines in result.json")
                .contains("printed-lines-cut");
    }

    @Test
    void shouldUseColourOnlyOnATerminal() {
        assertThat(text(Style.PLAIN)).doesNotContain("\u001b");
        assertThat(text(Style.TERMINAL)).contains("\u001b[31m  FAILED");
    }

    @Test
    void shouldAlignFiguresToTheRight() {
        TextTable table = new TextTable(1);
        table.row(List.of("x", "1", "22"));
        table.row(List.of("long", "333", "4"));
        assertThat(table.lines("> ")).containsExactly("> x       1  22", "> long  333   4");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "1500, 1.50 us",
        "12345, 12.3 us",
        "123456, 123 us",
        "2000000, 2 ms",
        "2000000000, 2 s",
        "65000000000, 65 s"
    })
    void shouldShowTimesWithThreeDigits(long ns, String text) {
        assertThat(FigureText.time(ns)).isEqualTo(text);
    }

    private static String text(Style style) {
        return String.join("\n", Summary.lines(new RunFigures(SampleRun.outcome(LATENCY)), style));
    }
}
