package org.scxfleet.policy.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.fake.FakeKernel;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class CentralSchedulerTest {
    private static final CpuTopology FOUR_CPUS = CpuTopology.flat(4);
    private static final int TIMER = 0;
    private static final long MS = 1_000_000L;

    @Test
    void shouldSendEveryWakeUpToTheCentralCpu() {
        FakeKernel kernel = load("c", "2");
        Task task = kernel.newTask("a");
        kernel.calls.clear();
        kernel.wake(task);
        assertThat(task.cpu).isEqualTo(2);
        assertThat(kernel.calls).containsExactly("kick 2 2");
    }

    @Test
    void shouldNotKickForATaskThatStillRuns() {
        FakeKernel kernel = load();
        Task task = kernel.newTask("a");
        kernel.run(1, task);
        kernel.calls.clear();
        kernel.enqueue(task, 0);
        assertThat(kernel.calls).isEmpty();
    }

    @Test
    void shouldHandTasksToTheCpusThatAskedAndThenToItself() {
        FakeKernel kernel = load();
        Task first = kernel.newTask("first");
        Task second = kernel.newTask("second");
        assertThat(kernel.dispatch(3)).isNull();
        kernel.wake(first);
        kernel.wake(second);
        kernel.calls.clear();
        assertThat(kernel.dispatch(0)).isSameAs(second);
        assertThat(kernel.queue(Scx.localOn(3))).containsExactly("first");
        assertThat(kernel.calls)
                .containsExactly(
                        "insert first into LOCAL_ON 3 for -1",
                        "kick 3 1",
                        "insert second into LOCAL_ON 0 for -1");
    }

    @Test
    void shouldAskTheCentralCpuByAKickThatPreempts() {
        FakeKernel kernel = load();
        kernel.calls.clear();
        kernel.dispatch(1);
        assertThat(kernel.calls).containsExactly("kick 0 2");
    }

    @Test
    void shouldPutATaskAsideThatMayNotRunWhereItIsAskedFor() {
        FakeKernel kernel = load();
        Task pinned = kernel.newTask("pinned");
        Task free = kernel.newTask("free");
        kernel.allow(pinned, 2);
        kernel.dispatch(1);
        kernel.wake(pinned);
        kernel.wake(free);
        kernel.dispatch(0);
        assertThat(kernel.queue(0)).containsExactly("pinned");
        assertThat(kernel.queue(Scx.localOn(1))).containsExactly("free");
        assertThat(kernel.dispatch(2)).isSameAs(pinned);
    }

    @Test
    void shouldKeepAMigrationDisabledTaskOnItsCpu() {
        FakeKernel kernel = load();
        Task fixed = kernel.newTask("fixed");
        fixed.migrationDisabled = 1;
        kernel.dispatch(1);
        kernel.wake(fixed);
        fixed.cpu = 3;
        kernel.dispatch(0);
        assertThat(kernel.queue(Scx.localOn(1))).isEmpty();
        assertThat(kernel.calls).contains("insert fixed into 0 for -1");
    }

    @Test
    void shouldPutPinnedKernelThreadsFirst() {
        FakeKernel kernel = load();
        Task thread = kernel.newTask("kworker");
        thread.kernelThread = true;
        kernel.allow(thread, 1);
        kernel.calls.clear();
        kernel.wake(thread);
        assertThat(kernel.calls)
                .containsExactly("insert kworker into LOCAL for -1 flags 100000001");
    }

    @Test
    void shouldPreemptCpusThatRanForASliceAsFarAsThereIsWork() {
        FakeKernel kernel = load("s", "10000");
        startTimer(kernel);
        for (int cpu = 1; cpu < 4; cpu++) {
            kernel.run(cpu, kernel.newTask("hog-" + cpu));
        }
        kernel.wake(kernel.newTask("waiting"));
        kernel.calls.clear();
        kernel.nowNs = 11 * MS;
        assertThat(kernel.fire(TIMER)).isTrue();
        // All three have used up their slice; one task waits, the first in turn is preempted.
        assertThat(kernel.calls).containsExactly("kick 1 2");
        assertThat(kernel.timers).containsEntry(TIMER, 12 * MS);
        kernel.calls.clear();
        kernel.nowNs = 12 * MS;
        kernel.fire(TIMER);
        kernel.nowNs = 13 * MS;
        kernel.fire(TIMER);
        assertThat(kernel.calls).containsExactly("kick 1 2", "kick 2 2");
    }

    @Test
    void shouldNotPreemptWithinTheSliceOrWithoutWork() {
        FakeKernel kernel = load("s", "10000");
        startTimer(kernel);
        kernel.nowNs = MS;
        kernel.run(1, kernel.newTask("hog"));
        kernel.calls.clear();
        kernel.nowNs = 20 * MS;
        kernel.fire(TIMER);
        assertThat(kernel.calls).isEmpty();
        kernel.stop(1, true);
        kernel.run(1, kernel.newTask("hog"));
        kernel.wake(kernel.newTask("waiting"));
        kernel.calls.clear();
        kernel.nowNs = 21 * MS;
        kernel.fire(TIMER);
        // CPU 1 has just begun; the idle CPUs are kicked for the waiting task instead.
        assertThat(kernel.calls).containsExactly("kick 2 2");
    }

    @Test
    void shouldPreemptACpuThatHasWorkOfItsOwnWaiting() {
        FakeKernel kernel = load("s", "10000");
        startTimer(kernel);
        kernel.run(2, kernel.newTask("hog"));
        Task local = kernel.newTask("local");
        local.kernelThread = true;
        kernel.allow(local, 2);
        kernel.wake(local);
        kernel.calls.clear();
        kernel.nowNs = 11 * MS;
        kernel.fire(TIMER);
        assertThat(kernel.calls).containsExactly("kick 2 2");
    }

    @Test
    void shouldSendTasksToTheFallbackWhenTheQueueIsFull() {
        FakeKernel kernel = load();
        Task task = kernel.newTask("a");
        for (int i = 0; i < CentralScheduler.QUEUE_CAPACITY; i++) {
            kernel.enqueue(task, 0);
        }
        kernel.calls.clear();
        kernel.enqueue(kernel.newTask("one-too-many"), 0);
        assertThat(kernel.calls).containsExactly("insert one-too-many into 0 for -1");
    }

    @Test
    void shouldGoOnByKickingItselfWhenTheDispatchBufferIsFull() {
        CpuTopology many = CpuTopology.flat(40);
        FakeKernel kernel =
                new FakeKernel(many, new CentralScheduler(FakeKernel.environment(many))).load();
        for (int cpu = 1; cpu < 40; cpu++) {
            kernel.dispatch(cpu);
            kernel.wake(kernel.newTask("hog-" + cpu));
        }
        kernel.calls.clear();
        kernel.dispatch(0);
        assertThat(kernel.errors).isEmpty();
        assertThat(kernel.calls).contains("kick 0 2");
        assertThat(kernel.queue(Scx.localOn(32))).isNotEmpty();
    }

    @Test
    void shouldRefuseACentralCpuThatTheHostLacks() {
        assertThatThrownBy(() -> load("central_cpu", "4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("central_cpu")
                .hasMessageContaining("0..3");
    }

    private static void startTimer(FakeKernel kernel) {
        kernel.dispatch(0);
        assertThat(kernel.timers).containsEntry(TIMER, MS);
        kernel.nowNs = 0;
    }

    private static FakeKernel load(String... options) {
        return new FakeKernel(
                        FOUR_CPUS, new CentralScheduler(FakeKernel.environment(FOUR_CPUS, options)))
                .load();
    }
}
