package org.scxfleet.policy.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scxfleet.policy.example.SdtScheduler.Counter;
import org.scxfleet.policy.fake.FakeKernel;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class SdtSchedulerTest {
    private static final CpuTopology TWO_CPUS = CpuTopology.flat(2);
    private final SdtScheduler scheduler = new SdtScheduler(FakeKernel.environment(TWO_CPUS));
    private FakeKernel kernel;

    @BeforeEach
    void load() {
        kernel = new FakeKernel(TWO_CPUS, scheduler).load();
    }

    @Test
    void shouldServeInTheOrderOfArrival() {
        Task first = kernel.newTask("first");
        Task second = kernel.newTask("second", 0, 10_000);
        kernel.wake(first);
        kernel.wake(second);
        assertThat(kernel.dispatch(1)).isSameAs(first);
        assertThat(kernel.dispatch(0)).isSameAs(second);
    }

    @Test
    void shouldAddTheCountersOfATaskToTheTotalsWhenItEnds() {
        Task task = kernel.newTask("a");
        kernel.newTask("other");
        kernel.wake(task);
        kernel.idle(1);
        kernel.wake(task);
        assertThat(scheduler.total(Counter.INIT)).isZero();
        scheduler.exitTask(kernel, task, false);
        assertThat(scheduler.total(Counter.INIT)).isEqualTo(1);
        assertThat(scheduler.total(Counter.EXIT)).isEqualTo(1);
        assertThat(scheduler.total(Counter.ENQUEUE)).isEqualTo(1);
        assertThat(scheduler.total(Counter.SELECT_BUSY_CPU)).isEqualTo(1);
        assertThat(scheduler.total(Counter.SELECT_IDLE_CPU)).isEqualTo(1);
    }

    @Test
    void shouldRaiseAnErrorForATaskThatItWasNeverTold() {
        Task stranger = new Task(77, "stranger", 0, 2, 1);
        scheduler.enqueue(kernel, stranger, 0);
        assertThat(kernel.errors).containsExactly("sdt_enqueue: no stats for pid 177");
        assertThat(kernel.calls).isEmpty();
    }
}
