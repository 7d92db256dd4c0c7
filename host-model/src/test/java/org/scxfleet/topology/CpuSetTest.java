package org.scxfleet.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;

class CpuSetTest {
    @Test
    void shouldShowItselfAsTheKernelsList() {
        assertThat(CpuSet.of(130, 0, 1, 2, 3, 8, 64, 128, 129)).hasToString("0-3,8,64,128-129");
        assertThat(new CpuSet(3)).hasToString("");
    }

    @Test
    void shouldNotHoldCpusBeyondItsEnd() {
        CpuSet full = CpuSet.full(70);
        assertThat(full.size()).isEqualTo(70);
        assertThat(full.isFull()).isTrue();
        assertThat(full.contains(70)).isFalse();
        assertThat(full.contains(-1)).isFalse();
        assertThat(full.next(70)).isEqualTo(-1);
        assertThatThrownBy(() -> full.add(70)).hasMessageContaining("CPU 70 is outside 0-69");
    }

    @Test
    void shouldTestAndRemove() {
        CpuSet set = CpuSet.of(4, 2);
        assertThat(set.testAndRemove(2)).isTrue();
        assertThat(set.testAndRemove(2)).isFalse();
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void shouldWrapOnceWhenLookingForASharedCpu() {
        CpuSet a = CpuSet.of(100, 0, 5, 99);
        CpuSet b = CpuSet.of(100, 0, 5, 50);
        assertThat(a.nextSharedAfter(0, b)).isEqualTo(5);
        assertThat(a.nextSharedAfter(5, b)).isZero();
        assertThat(a.nextSharedAfter(99, b)).isZero();
        assertThat(a.nextSharedAfter(3, new CpuSet(100))).isEqualTo(-1);
    }

    @Test
    void shouldRefuseSetsOfAnotherHost() {
        CpuSet set = new CpuSet(4);
        assertThatThrownBy(() -> set.addAll(new CpuSet(5))).hasMessageContaining("different hosts");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAgreeWithASetOfNumbers(long seed) {
        SeededRandom random = new SeededRandom(seed);
        int cpus = 1 + random.below(200);
        CpuSet a = new CpuSet(cpus);
        CpuSet b = new CpuSet(cpus);
        TreeSet<Integer> x = new TreeSet<>();
        TreeSet<Integer> y = new TreeSet<>();
        for (int i = 0; i < cpus; i++) {
            int cpu = random.below(cpus);
            int other = random.below(cpus);
            a.add(cpu);
            x.add(cpu);
            b.add(other);
            y.add(other);
        }
        CpuSet and = new CpuSet(cpus);
        TreeSet<Integer> both = new TreeSet<>(x);
        both.retainAll(y);
        assertThat(and.setToAnd(a, b)).isEqualTo(!both.isEmpty());
        assertThat(and.toArray()).containsExactly(ints(both));
        assertThat(a.intersects(b)).isEqualTo(!both.isEmpty());
        CpuSet odd = new CpuSet(cpus);
        for (int cpu = 1; cpu < cpus; cpu += 2) {
            odd.add(cpu);
        }
        for (int from = 0; from <= cpus; from++) {
            Integer next = both.ceiling(from);
            while (next != null && next % 2 == 0) {
                next = both.higher(next);
            }
            assertThat(a.nextShared(from, b, odd)).isEqualTo(next == null ? -1 : next);
        }
        assertThat(a.containsAll(and)).isTrue();
        CpuSet minus = a.copy();
        minus.removeAll(b);
        x.removeAll(y);
        assertThat(minus.toArray()).containsExactly(ints(x));
        assertThat(minus.containsAll(b)).isEqualTo(false);
        minus.addAll(and);
        assertThat(minus).isEqualTo(a).hasSameHashCodeAs(a);
    }

    private static int[] ints(TreeSet<Integer> set) {
        return set.stream().mapToInt(Integer::intValue).toArray();
    }
}
