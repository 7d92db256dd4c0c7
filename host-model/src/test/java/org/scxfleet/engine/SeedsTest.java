package org.scxfleet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void shouldMixAsSplitMix64Does() {
        // Published outputs of SplitMix64 started with 0.
        assertThat(SeedTree.mix(0)).isEqualTo(0xe220a8397b1dcdafL);
        SeededRandom random = new SeededRandom(0);
        assertThat(random.nextLong()).isEqualTo(0x6e789e6aa1b965f4L);
        assertThat(random.nextLong()).isEqualTo(0x06c45d188009454fL);
        assertThat(random.nextLong()).isEqualTo(0xf88bb8a8724c81ecL);
    }

    @Test
    void shouldDeriveTheSameSeedForANameAlways() {
        assertThat(SeedTree.derive(1, "h/task/a-0")).isEqualTo(0x9741baade7e64afL);
        assertThat(SeedTree.derive(1, 7L)).isEqualTo(0x2d49e4067617136bL);
    }

    @Test
    void shouldGiveEveryNameAndNumberItsOwnSeed() {
        TreeSet<Long> seeds = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            seeds.add(SeedTree.derive(3, "task-" + i));
            seeds.add(SeedTree.derive(3, (long) i));
            seeds.add(SeedTree.derive(4, "task-" + i));
        }
        assertThat(seeds).hasSize(3_000);
    }

    @Test
    void shouldStayWithinTheBound() {
        SeededRandom random = new SeededRandom(5);
        boolean[] seen = new boolean[7];
        for (int i = 0; i < 1_000; i++) {
            seen[random.below(7)] = true;
            assertThat(random.nextDouble()).isBetween(0.0, Math.nextDown(1.0));
            assertThat(random.exponential(100)).isNotNegative();
        }
        assertThat(seen).containsOnly(true);
        assertThatThrownBy(() -> random.below(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldDrawExponentialTimesAroundTheirMean() {
        SeededRandom random = new SeededRandom(6);
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += random.exponential(1_000_000);
        }
        assertThat(sum / 20_000).isBetween(980_000L, 1_020_000L);
    }
}
