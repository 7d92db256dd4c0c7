package org.scxfleet.share.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.share.ResourceVector;

class DividedSharesTest {
    private static final long NO_LIMIT = 1_000_000;

    @Test
    void shouldClampFairShares() {
        assertThat(divide(100, new long[] {0, 0, 0}, new long[] {NO_LIMIT, NO_LIMIT, NO_LIMIT}))
                .containsExactly(34, 33, 33);
        assertThat(divide(100, new long[] {60, 0, 0}, new long[] {NO_LIMIT, NO_LIMIT, NO_LIMIT}))
                .containsExactly(60, 20, 20);
        assertThat(divide(100, new long[] {0, 0, 0}, new long[] {10, NO_LIMIT, NO_LIMIT}))
                .containsExactly(10, 45, 45);
        assertThat(divide(100, new long[] {0, 0, 0}, new long[] {10, 20, 30}))
                .containsExactly(10, 20, 30);
        assertThat(divide(100, new long[] {90, 60, 50}, new long[] {90, 60, 50}))
                .containsExactly(45, 30, 25);
    }

    private static long[] divide(long total, long[] minima, long[] maxima) {
        return ClampedShares.divide(total, new int[] {1, 1, 1}, minima, maxima);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldClampTheSameRateForAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] weights = random.ints(8, 1, 20).toArray();
        long[] minima = random.longs(8, 0, 60).toArray();
        long[] maxima = new long[8];
        Arrays.setAll(maxima, i -> minima[i] + random.nextLong(200));
        long total = random.nextLong(Arrays.stream(minima).sum(), 1_200);

        long[] shares = ClampedShares.divide(total, weights, minima, maxima);

        assertThat(Arrays.stream(shares).sum())
                .isEqualTo(Math.min(total, Arrays.stream(maxima).sum()));
        for (int i = 0; i < shares.length; i++) {
            assertThat(shares[i]).isBetween(minima[i], maxima[i] + 1);
            for (int j = 0; j < shares.length; j++) {
                boolean couldGive = shares[j] > minima[j];
                boolean couldTake = shares[i] < maxima[i];
                double rateOfTaker = (shares[i] + 1.0) / weights[i];
                assertThat(couldGive && couldTake && (shares[j] - 1.0) / weights[j] > rateOfTaker)
                        .as("%d should give to %d", j, i)
                        .isFalse();
            }
        }
    }

    @Test
    void shouldAimAtGuaranteesAndShareTheRestInProportion() {
        long[] guarantees = {40, 20, 40};
        long[] maxima = {100, 100, 100};

        assertThat(IdealShares.ideal(100, guarantees, new long[] {100, 100, 0}, maxima))
                .containsExactly(67, 33, 0);
        assertThat(IdealShares.ideal(100, guarantees, new long[] {100, 5, 100}, maxima))
                .containsExactly(48, 5, 47);
        assertThat(
                        IdealShares.ideal(
                                100, guarantees, new long[] {100, 100, 0}, new long[] {50, 100, 9}))
                .containsExactly(50, 50, 0);
    }

    @Test
    void shouldTakeAPartOfTheExcessOutsideTheDeadZone() {
        long[] ideal = {400, 200, 400};

        assertThat(IdealShares.toTake(1_000, new long[] {700, 220, 80}, ideal, 10, 20, 10))
                .containsExactly(60, 0, 0);
        assertThat(IdealShares.toTake(1_000, new long[] {1_000, 0, 0}, ideal, 10, 100, 10))
                .containsExactly(100, 0, 0);
    }

    @Test
    void shouldDeserveByWeightWhatOthersDoNotRequest() {
        ResourceVector much = ResourceVector.of(1_000, 1_000);
        ResourceVector nothing = ResourceVector.of(0, 0);

        ResourceVector[] deserved =
                DeservedShares.divide(
                        ResourceVector.of(90, 30),
                        new int[] {1, 2},
                        new ResourceVector[] {ResourceVector.of(10, 5), much},
                        new ResourceVector[] {much, much},
                        new ResourceVector[] {nothing, nothing});

        assertThat(deserved[0]).isEqualTo(ResourceVector.of(10, 5));
        assertThat(deserved[1]).isEqualTo(ResourceVector.of(80, 25));
    }

    @Test
    void shouldDeserveAtLeastTheGuaranteeAndAtMostTheCapability() {
        ResourceVector much = ResourceVector.of(1_000);

        ResourceVector[] deserved =
                DeservedShares.divide(
                        ResourceVector.of(100),
                        new int[] {1, 9},
                        new ResourceVector[] {much, much},
                        new ResourceVector[] {much, ResourceVector.of(50)},
                        new ResourceVector[] {ResourceVector.of(30), ResourceVector.of(0)});

        assertThat(deserved[1]).isEqualTo(ResourceVector.of(50));
        assertThat(deserved[0].get(0)).isBetween(49L, 50L);
    }
}
