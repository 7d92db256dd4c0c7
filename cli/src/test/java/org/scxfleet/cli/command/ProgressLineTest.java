package org.scxfleet.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.coordinator.run.RunProgress.Phase;

class ProgressLineTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long nowNs;

    @Test
    void shouldSayNothingInTheFirstTwoSeconds() {
        try (ProgressLine line = new ProgressLine(out, true, () -> nowNs)) {
            nowNs = 2 * SECOND_NS - 1;
            line.accept(running());
        }
        assertThat(text()).isEmpty();
    }

    @Test
    void shouldDrawTheSameLineAgainOnATerminalAndRemoveItInTheEnd() {
        try (ProgressLine line = new ProgressLine(out, true, () -> nowNs)) {
            nowNs = 2 * SECOND_NS;
            line.accept(running());
            line.accept(running());
            nowNs += SECOND_NS;
            line.accept(running());
        }
        assertThat(text().split("\r", -1)).hasSize(4);
        assertThat(text()).doesNotContain("\n").endsWith("\r\u001b[2K");
    }

    @Test
    void shouldPrintFewLinesElsewhere() {
        try (ProgressLine line = new ProgressLine(out, false, () -> nowNs)) {
            for (int second = 0; second <= 60; second++) {
                nowNs = second * SECOND_NS;
                line.accept(running());
            }
        }
        assertThat(text()).doesNotContain("\u001b").doesNotContain("\r");
        assertThat(text().lines()).hasSizeBetween(4, 6);
    }

    @Test
    void shouldShowSimulatedTimeSpeedAndWhatRemains() {
        assertThat(ProgressLine.text(running()))
                .isEqualTo(
                        "0.500 s of 2.000 s simulated, 0.25 x real time, 6 s remain, 1,234 events");
    }

    private static RunProgress running() {
        return new RunProgress(
                Phase.RUNNING,
                SECOND_NS / 2,
                2 * SECOND_NS,
                3 * SECOND_NS,
                2 * SECOND_NS,
                1_234,
                9,
                0);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
