package org.scxfleet.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.engine.SeededRandom;

class TimerWheelTest {
    private static final long MS = 1_000_000L;
    private static final TickClock HZ_250 = new TickClock(4 * MS, 0);

    @Test
    void shouldFireAtTheTickAfterAShortDelay() {
        assertThat(TimerWheel.expiryNs(HZ_250, 0, 4 * MS)).isEqualTo(8 * MS);
        assertThat(TimerWheel.expiryNs(HZ_250, 0, 40 * MS)).isEqualTo(44 * MS);
    }

    @Test
    void shouldRoundHalfASecondToEightTicks() {
        assertThat(TimerWheel.expiryNs(HZ_250, 0, 500 * MS)).isEqualTo(512 * MS);
    }

    @Test
    void shouldRoundASecondToEightTicks() {
        assertThat(TimerWheel.expiryNs(HZ_250, 0, 1_000 * MS)).isEqualTo(1_024 * MS);
        assertThat(TimerWheel.expiryNs(HZ_250, 1_024 * MS, 2_024 * MS)).isEqualTo(2_048 * MS);
    }

    @Test
    void shouldLetTimersOfOneSlotFireTogether() {
        long first = TimerWheel.expiryNs(HZ_250, 0, 1_000 * MS);
        assertThat(TimerWheel.expiryNs(HZ_250, 8 * MS, 1_012 * MS)).isEqualTo(first);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldNeverFireEarlyNorMoreThanAnEighthLate(long seed) {
        SeededRandom random = new SeededRandom(seed);
        TickClock clock = new TickClock(4 * MS, random.below(4 * MS));
        long nowNs = random.below(10_000 * MS);
        long delayNs = 1 + random.below(1L << (10 + random.below(28)));
        long firesNs = TimerWheel.expiryNs(clock, nowNs, nowNs + delayNs);
        assertThat(firesNs).isGreaterThanOrEqualTo(nowNs + delayNs);
        assertThat(firesNs - nowNs).isLessThanOrEqualTo(delayNs + delayNs / 7 + 3 * 4 * MS);
        assertThat((firesNs - clock.phaseNs()) % (4 * MS)).isZero();
    }
}
