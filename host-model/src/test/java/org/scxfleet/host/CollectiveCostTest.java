package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.scxfleet.task.Step.Algorithm;

class CollectiveCostTest {
    private static final long GB = 1_000_000_000L;

    private static CollectiveCost cost(Algorithm algorithm, int hosts, int most, int overlap) {
        return new CollectiveCost(algorithm, hosts, most, overlap, 100 * GB, 4_000, 10 * GB, 6_000);
    }

    @Test
    void shouldPassEveryPartTwiceAroundARing() {
        // 14 steps of 4 us and of an eighth of 80 MB at 100 GB/s.
        assertThat(cost(Algorithm.RING, 1, 8, 0).durationNs(8, 80_000_000))
                .isEqualTo(14 * (4_000 + 100_000));
    }

    @Test
    void shouldGoUpAndDownATree() {
        assertThat(cost(Algorithm.TREE, 1, 8, 0).durationNs(8, 80_000_000))
                .isEqualTo(2 * 3 * 4_000 + 2 * 800_000);
        assertThat(cost(Algorithm.TREE, 1, 5, 0).durationNs(5, 0)).isEqualTo(2 * 3 * 4_000);
    }

    @Test
    void shouldUseTheWireWhenMembersAreOnSeveralHosts() {
        assertThat(cost(Algorithm.RING, 2, 4, 0).durationNs(8, 80_000_000))
                .isEqualTo(14 * (6_000 + 1_000_000));
    }

    @Test
    void shouldReduceWithinHostsFirstInAHierarchy() {
        long within = 6 * (4_000 + 200_000);
        long between = 2 * (6_000 + 4_000_000);
        assertThat(cost(Algorithm.HIERARCHICAL, 2, 4, 0).durationNs(8, 80_000_000))
                .isEqualTo(within + between);
        assertThat(cost(Algorithm.HIERARCHICAL, 1, 8, 0).durationNs(8, 80_000_000))
                .isEqualTo(cost(Algorithm.RING, 1, 8, 0).durationNs(8, 80_000_000));
        assertThat(cost(Algorithm.HIERARCHICAL, 8, 1, 0).durationNs(8, 80_000_000))
                .isEqualTo(cost(Algorithm.RING, 8, 1, 0).durationNs(8, 80_000_000));
    }

    @Test
    void shouldHideWhatOverlaps() {
        assertThat(cost(Algorithm.RING, 1, 8, 75).durationNs(8, 80_000_000))
                .isEqualTo(14 * (4_000 + 100_000) / 4);
    }

    @Test
    void shouldCostNothingAlone() {
        assertThat(cost(Algorithm.RING, 1, 1, 0).durationNs(1, 80_000_000)).isZero();
    }

    @Test
    void shouldBearTheLargestPayload() {
        assertThat(cost(Algorithm.TREE, 2, 1, 0).durationNs(2, Long.MAX_VALUE / 4)).isPositive();
    }

    @Test
    void shouldRefuseNonsense() {
        assertThatThrownBy(() -> cost(Algorithm.RING, 0, 1, 0)).hasMessageContaining("range");
        assertThatThrownBy(() -> cost(Algorithm.RING, 1, 1, 101)).hasMessageContaining("range");
    }
}
