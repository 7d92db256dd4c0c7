package org.scxfleet.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.task.Task;

class SleepTimersTest {
    private static final long NOW_NS = 1_000_000;
    private static final long WAKE_NS = 1_000;

    private static Task task(int number) {
        return new Task(number, "t" + number, 0, 2, number);
    }

    @Test
    void shouldLetEachCpuWakeItsSleepersOneAfterTheOther() {
        SleepTimers timers = new SleepTimers(2);
        Task second = task(2);
        assertThat(timers.turnNs(0, task(1), NOW_NS, WAKE_NS)).isEqualTo(NOW_NS);
        assertThat(timers.turnNs(0, second, NOW_NS, WAKE_NS)).isEqualTo(NOW_NS + WAKE_NS);
        assertThat(timers.turnNs(0, task(3), NOW_NS, WAKE_NS)).isEqualTo(NOW_NS + 2 * WAKE_NS);
        assertThat(timers.turnNs(1, task(4), NOW_NS, WAKE_NS)).isEqualTo(NOW_NS);
        // When its turn comes it is woken, though others are still to come.
        assertThat(timers.turnNs(0, second, NOW_NS + WAKE_NS, WAKE_NS)).isEqualTo(NOW_NS + WAKE_NS);
    }

    @Test
    void shouldWakeAllAtOnceWhereAWakeUpTakesNoTime() {
        SleepTimers timers = new SleepTimers(1);
        assertThat(timers.turnNs(0, task(1), NOW_NS, 0)).isEqualTo(NOW_NS);
        assertThat(timers.turnNs(0, task(2), NOW_NS, 0)).isEqualTo(NOW_NS);
    }
}
