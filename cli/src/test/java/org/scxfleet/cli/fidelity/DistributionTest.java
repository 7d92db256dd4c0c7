package org.scxfleet.cli.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.workload.measured.GroupHistograms.Bucket;

class DistributionTest {
    private static final long US = 1_000L;

    @Test
    void shouldFindNoGapBetweenEqualDistributions() {
        List<Bucket> measured = List.of(new Bucket(0, 5, 1), new Bucket(1_500, 2_500, 3));
        long[] emulated = {2 * US, 1_600 * US, 2_000 * US, 2_499 * US};
        assertThat(Distribution.gap(measured, emulated)).isZero();
    }

    @Test
    void shouldMeasureTheGapAtTheEdgeWhereItIsLargest() {
        List<Bucket> measured = List.of(new Bucket(500, 1_500, 5), new Bucket(1_500, 2_500, 5));
        long[] emulated = {1_000 * US, 2_000 * US, 2_000 * US, 2_000 * US};
        assertThat(Distribution.gap(measured, emulated)).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void shouldNotLookBelowHalfAMillisecond() {
        List<Bucket> measured = List.of(new Bucket(0, 5, 10));
        long[] emulated = {200 * US, 499 * US};
        assertThat(Distribution.gap(measured, emulated)).isZero();
    }

    @Test
    void shouldCountASampleOnAnEdgeAboveIt() {
        List<Bucket> measured = List.of(new Bucket(500, 1_500, 1));
        assertThat(Distribution.gap(measured, new long[] {500 * US})).isZero();
        assertThat(Distribution.gap(measured, new long[] {1_500 * US})).isOne();
    }

    @Test
    void shouldNotCutAMeasuredBucket() {
        // The first fine edges lie inside the one wide bucket.
        List<Bucket> measured = List.of(new Bucket(500, 300_000, 4));
        assertThat(Distribution.gap(measured, new long[] {250_000 * US})).isZero();
    }

    @Test
    void shouldTakeSamplesOnOneSideOnlyForTheWholeGap() {
        assertThat(Distribution.gap(List.of(), new long[] {1})).isOne();
        assertThat(Distribution.gap(List.of(new Bucket(0, 5, 1)), new long[0])).isOne();
        assertThat(Distribution.gap(List.of(), new long[0])).isZero();
    }

    @Test
    void shouldAddUpHistograms() {
        List<Bucket> merged =
                Distribution.merge(
                        List.of(
                                List.of(new Bucket(0, 5, 1), new Bucket(5, 10, 2)),
                                List.of(new Bucket(5, 10, 3))));
        assertThat(merged).containsExactly(new Bucket(0, 5, 1), new Bucket(5, 10, 5));
    }
}
