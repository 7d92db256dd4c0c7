package org.scxfleet.policy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;

class BoundedIntQueueTest {
    @Test
    void shouldRefuseMoreThanItsCapacity() {
        BoundedIntQueue queue = new BoundedIntQueue(2);
        assertThat(queue.push(7)).isTrue();
        assertThat(queue.push(8)).isTrue();
        assertThat(queue.push(9)).isFalse();
        assertThat(queue.pop()).isEqualTo(7);
        assertThat(queue.push(9)).isTrue();
        assertThat(queue.pop()).isEqualTo(8);
        assertThat(queue.pop()).isEqualTo(9);
        assertThat(queue.pop()).isEqualTo(BoundedIntQueue.EMPTY);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldBehaveAsAFifo(long seed) {
        SeededRandom random = new SeededRandom(seed);
        int capacity = 1 + random.below(100);
        BoundedIntQueue queue = new BoundedIntQueue(capacity);
        Deque<Integer> expected = new ArrayDeque<>();
        for (int i = 0; i < 2000; i++) {
            if (random.below(2) == 0) {
                boolean fits = expected.size() < capacity;
                assertThat(queue.push(i)).isEqualTo(fits);
                if (fits) {
                    expected.add(i);
                }
            } else {
                Integer first = expected.poll();
                assertThat(queue.pop()).isEqualTo(first == null ? BoundedIntQueue.EMPTY : first);
            }
            assertThat(queue.size()).isEqualTo(expected.size());
            assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
        }
    }

    @Test
    void shouldRefuseNumbersThatStandForNothing() {
        assertThatThrownBy(() -> new BoundedIntQueue(2).push(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoundedIntQueue(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
