package org.scxfleet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTextTest {
    @Test
    void shouldGiveATimeInTheUnitThatFits() {
        assertThat(FigureText.time(850)).isEqualTo("850 ns");
        assertThat(FigureText.time(12_300)).isEqualTo("12.3 us");
        assertThat(FigureText.time(4_560_000)).isEqualTo("4.56 ms");
        assertThat(FigureText.time(3_599_000_000_000L)).isEqualTo("3599 s");
        assertThat(FigureText.time(216_000_000_000_000L)).isEqualTo("60 h");
    }

    @Test
    void shouldShortenALargeFactor() {
        assertThat(FigureText.times(0.354)).isEqualTo("0.35 x");
        assertThat(FigureText.times(74_934_251)).isEqualTo("74.9 M x");
    }
}
