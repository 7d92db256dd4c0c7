package org.scxfleet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;

class LogHistogramTest {
    private final LogHistogram histogram = new LogHistogram();

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(histogram.quantileNs(500_000)).isZero();
        assertThat(histogram.meanNs()).isZero();
        assertThat(histogram.counts()).isEmpty();
    }

    @Test
    void shouldKeepSmallValuesExactly() {
        for (int value = 0; value < 32; value++) {
            histogram.record(value);
        }
        for (int value = 0; value < 32; value++) {
            assertThat(LogHistogram.upperEndNs(value)).isEqualTo(value);
            assertThat(histogram.counts()[value]).isEqualTo(1);
        }
    }

    @Test
    void shouldCountNegativeAsZeroAndHugeInTheLastBucket() {
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE / 2);
        assertThat(histogram.counts()[0]).isEqualTo(1);
        assertThat(histogram.counts()).hasSize(LogHistogram.BUCKETS);
        assertThat(histogram.maxNs()).isEqualTo(Long.MAX_VALUE / 2);
    }

    @Test
    void shouldNotReportAQuantileAboveTheMaximum() {
        histogram.record(1_000_001);
        assertThat(histogram.quantileNs(990_000)).isEqualTo(1_000_001);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldReportQuantilesAtMostASixteenthTooHigh(long seed) {
        SeededRandom random = new SeededRandom(seed);
        long[] values = new long[999];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.below(1L << (4 + random.below(36)));
            histogram.record(values[i]);
        }
        Arrays.sort(values);
        for (int perMillion : new int[] {1, 100_000, 500_000, 900_000, 999_000, 1_000_000}) {
            int rank =
                    (int) Math.max(1, Math.ceilDiv(values.length * (long) perMillion, 1_000_000));
            long exact = values[rank - 1];
            assertThat(histogram.quantileNs(perMillion)).isBetween(exact, exact + exact / 16 + 1);
        }
        assertThat(histogram.sumNs()).isEqualTo(Arrays.stream(values).sum());
    }

    @Test
    void shouldAddUp() {
        LogHistogram other = new LogHistogram();
        histogram.record(5);
        other.record(100);
        other.record(7);
        histogram.add(other);
        assertThat(histogram.total()).isEqualTo(3);
        assertThat(histogram.maxNs()).isEqualTo(100);
        LogHistogram copy = new LogHistogram();
        copy.add(histogram.counts(), histogram.sumNs(), histogram.maxNs());
        assertThat(copy.quantileNs(500_000)).isEqualTo(7);
        assertThat(copy.meanNs()).isEqualTo(37);
        assertThatThrownBy(() -> copy.add(new long[LogHistogram.BUCKETS + 1], 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
