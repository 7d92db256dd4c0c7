package org.scxfleet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventQueueTest {
    private static final int NONE = -1;

    private final EventQueue queue = new EventQueue(4);

    private List<Integer> popAll(long boundNs) {
        List<Integer> popped = new ArrayList<>();
        int timer = queue.pop(boundNs);
        while (timer >= 0) {
            popped.add(timer);
            timer = queue.pop(boundNs);
        }
        return popped;
    }

    @Test
    void shouldFireInTheOrderOfTimes() {
        int late = queue.register(EventRank.TICK, 0, 0);
        int early = queue.register(EventRank.TICK, 0, 1);
        int latest = queue.register(EventRank.TICK, 0, 2);
        queue.arm(latest, Long.MAX_VALUE - 1);
        queue.arm(late, 5_000_000_000L);
        queue.arm(early, 3);
        assertThat(popAll(Long.MAX_VALUE)).containsExactly(early, late, latest);
        assertThat(queue.nowNs()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void shouldBreakTiesByRankThenOwnerThenSource() {
        int resched = queue.register(EventRank.RESCHED, 0, 0);
        int tickOfGuest = queue.register(EventRank.TICK, 1, 0);
        int tickOfCpu7 = queue.register(EventRank.TICK, 0, 7);
        int tickOfCpu2 = queue.register(EventRank.TICK, 0, 2);
        int message = queue.register(EventRank.MESSAGE, 3, 9);
        for (int timer : new int[] {resched, tickOfGuest, tickOfCpu7, tickOfCpu2, message}) {
            queue.arm(timer, 100);
        }
        assertThat(popAll(101))
                .containsExactly(message, tickOfCpu2, tickOfCpu7, tickOfGuest, resched);
    }

    @Test
    void shouldNotFireAtOrAfterTheBound() {
        int timer = queue.register(EventRank.TICK, 0, 0);
        queue.arm(timer, 10);
        assertThat(queue.pop(10)).isEqualTo(NONE);
        assertThat(queue.nowNs()).isZero();
        assertThat(queue.nextTimeNs()).isEqualTo(10);
        assertThat(queue.pop(11)).isEqualTo(timer);
        assertThat(queue.nextTimeNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldMoveAnArmedTimerAndForgetACancelledOne() {
        int moved = queue.register(EventRank.TICK, 0, 0);
        int cancelled = queue.register(EventRank.TICK, 0, 1);
        queue.arm(moved, 10);
        queue.arm(moved, 1_000);
        queue.arm(cancelled, 20);
        queue.cancel(cancelled);
        queue.cancel(cancelled);
        assertThat(queue.armedCount()).isEqualTo(1);
        assertThat(queue.isArmed(cancelled)).isFalse();
        assertThat(queue.deadlineNs(moved)).isEqualTo(1_000);
        assertThat(popAll(Long.MAX_VALUE)).containsExactly(moved);
    }

    @Test
    void shouldLetATimerBeCancelledAtTheInstantAtWhichItWaits() {
        int first = queue.register(EventRank.MESSAGE, 0, 0);
        int second = queue.register(EventRank.ACTION, 0, 0);
        int third = queue.register(EventRank.TICK, 0, 0);
        for (int timer : new int[] {third, second, first}) {
            queue.arm(timer, 64);
        }
        assertThat(queue.pop(65)).isEqualTo(first);
        queue.cancel(second);
        queue.arm(first, 64);
        assertThat(popAll(65)).containsExactly(first, third);
    }

    @Test
    void shouldRefuseThePast() {
        int timer = queue.register(EventRank.TICK, 0, 0);
        queue.arm(timer, 10);
        queue.pop(11);
        assertThatThrownBy(() -> queue.arm(timer, 9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event in the past: 9 ns at 10 ns");
    }

    @Test
    void shouldRefuseAnOwnerThatDoesNotFit() {
        assertThatThrownBy(() -> queue.register(EventRank.TICK, 0x1_0000, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.register(EventRank.TICK, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKeepWhatATimerIs() {
        int timer = queue.register(EventRank.HRTICK, 0xffff, Integer.MAX_VALUE);
        assertThat(queue.owner(timer)).isEqualTo(0xffff);
        assertThat(queue.source(timer)).isEqualTo(Integer.MAX_VALUE);
        assertThat(queue.rank(timer)).isEqualTo(EventRank.HRTICK.ordinal());
    }

    @Test
    void shouldCascadeThroughEveryLevel() {
        List<Integer> timers = new ArrayList<>();
        for (int digit = 0; digit < 60; digit++) {
            int timer = queue.register(EventRank.TICK, 0, digit);
            timers.add(timer);
            queue.arm(timer, 1L << digit);
        }
        assertThat(popAll(Long.MAX_VALUE)).containsExactlyElementsOf(timers);
    }

    private static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private record Armed(long atNs, int rank, int owner, int source, int timer) {
        static final Comparator<Armed> ORDER =
                Comparator.comparingLong(Armed::atNs)
                        .thenComparingInt(Armed::rank)
                        .thenComparingInt(Armed::owner)
                        .thenComparingInt(Armed::source);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithASortedSet(long seed) {
        SeededRandom random = new SeededRandom(seed);
        TreeSet<Armed> reference = new TreeSet<>(Armed.ORDER);
        List<Armed> byTimer = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int rank = random.below(EventRank.values().length);
            int owner = random.below(3);
            int timer = queue.register(EventRank.values()[rank], owner, i);
            byTimer.add(new Armed(-1, rank, owner, i, timer));
        }
        for (int step = 0; step < 5_000; step++) {
            int timer = random.below(byTimer.size());
            Armed old = byTimer.get(timer);
            int choice = random.below(10);
            if (choice < 6) {
                long distance = 1L << random.below(40);
                long atNs = queue.nowNs() + (choice == 0 ? 0 : random.below(distance));
                Armed armed = new Armed(atNs, old.rank(), old.owner(), old.source(), timer);
                reference.remove(old);
                reference.add(armed);
                byTimer.set(timer, armed);
                queue.arm(timer, atNs);
            } else if (choice < 7) {
                reference.remove(old);
                queue.cancel(timer);
            } else {
                Armed first = reference.pollFirst();
                assertThat(queue.nextTimeNs())
                        .isEqualTo(first == null ? Long.MAX_VALUE : first.atNs());
                assertThat(queue.pop(Long.MAX_VALUE))
                        .isEqualTo(first == null ? NONE : first.timer());
            }
            assertThat(queue.armedCount()).isEqualTo(reference.size());
        }
        assertThat(popAll(Long.MAX_VALUE))
                .containsExactlyElementsOf(reference.stream().map(Armed::timer).toList());
    }
}
