package org.scxfleet.policy.flatcg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;

class CgroupOrderTest {
    private final CgroupOrder order = new CgroupOrder();

    @Test
    void shouldTakeEqualTimesInTheOrderOfInsertion() {
        for (int cgroup : new int[] {3, 1, 2}) {
            order.register(cgroup, 7);
            order.insert(cgroup);
        }
        assertThat(List.of(order.removeFirst(), order.removeFirst(), order.removeFirst()))
                .containsExactly(3, 1, 2);
    }

    @Test
    void shouldTakeANegativeTimeLast() {
        order.register(0, -5);
        order.register(1, Long.MAX_VALUE);
        order.insert(0);
        order.insert(1);
        assertThat(order.removeFirst()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldAlwaysTakeTheLeastTime(long seed) {
        SeededRandom random = new SeededRandom(seed);
        List<Integer> waiting = new ArrayList<>();
        for (int cgroup = 0; cgroup < 300; cgroup++) {
            order.register(cgroup, random.below(40));
            order.insert(cgroup);
            waiting.add(cgroup);
            if (random.below(3) == 0) {
                waiting.remove(Integer.valueOf(takeLeast(waiting)));
            }
        }
        while (!waiting.isEmpty()) {
            waiting.remove(Integer.valueOf(takeLeast(waiting)));
        }
        assertThat(order.isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseToTakeFromAnEmptyOrder() {
        assertThatThrownBy(order::removeFirst).isInstanceOf(IllegalStateException.class);
    }

    /** Numbers are inserted in ascending order, so the first of the least is the expected one. */
    private int takeLeast(List<Integer> waiting) {
        int expected = waiting.getFirst();
        for (int cgroup : waiting) {
            if (order.cvtime(cgroup) < order.cvtime(expected)) {
                expected = cgroup;
            }
        }
        assertThat(order.removeFirst()).isEqualTo(expected);
        return expected;
    }
}
