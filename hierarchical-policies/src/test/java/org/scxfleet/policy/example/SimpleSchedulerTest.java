package org.scxfleet.policy.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.fake.FakeKernel;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class SimpleSchedulerTest {
    private static final CpuTopology TWO_CPUS = CpuTopology.flat(2);
    private static final long SLICE = Scx.SLICE_DFL_NS;

    @Test
    void shouldSendAWakingTaskToAnIdleCpuDirectly() {
        FakeKernel kernel = load();
        kernel.idle.add(1);
        Task task = kernel.newTask("a");
        kernel.wake(task);
        assertThat(task.cpu).isEqualTo(1);
        assertThat(kernel.queue(Scx.localOn(1))).containsExactly("a");
        assertThat(kernel.calls).containsExactly("insert a into LOCAL for 20000000");
    }

    @Test
    void shouldQueueATaskByVtimeWhenNoCpuIsIdle() {
        FakeKernel kernel = load();
        Task late = kernel.newTask("late");
        Task early = kernel.newTask("early");
        late.scx.dsqVtime = 30;
        early.scx.dsqVtime = 10;
        kernel.wake(late);
        kernel.wake(early);
        assertThat(kernel.queue(0)).containsExactly("early", "late");
        assertThat(kernel.dispatch(0)).isSameAs(early);
    }

    @Test
    void shouldStayOnThePreviousCpuWhenNoneIsIdle() {
        FakeKernel kernel = load();
        Task task = kernel.newTask("a");
        task.cpu = 1;
        kernel.wake(task);
        assertThat(task.cpu).isEqualTo(1);
    }

    @Test
    void shouldChargeWhatIsGoneOfTheSliceByTheInverseOfTheWeight() {
        FakeKernel kernel = load();
        Task heavy = kernel.newTask("heavy", 0, 300);
        kernel.run(0, heavy);
        heavy.scx.sliceNs = SLICE / 4;
        kernel.stop(0, true);
        assertThat(heavy.scx.dsqVtime).isEqualTo(SLICE * 3 / 4 * 100 / 300);
    }

    @Test
    void shouldChargeASliceLongerThanTheDefaultAsTheUnsignedArithmeticDoes() {
        FakeKernel kernel = load();
        Task task = kernel.newTask("a");
        kernel.run(0, task);
        task.scx.sliceNs = SLICE + 1;
        kernel.stop(0, true);
        // 2^64 - 100, over 100
        assertThat(task.scx.dsqVtime).isEqualTo(184_467_440_737_095_515L);
    }

    @Test
    void shouldLetASleeperSaveUpOneSliceAtMost() {
        FakeKernel kernel = load();
        Task ahead = kernel.newTask("ahead");
        Task sleeper = kernel.newTask("sleeper");
        ahead.scx.dsqVtime = 10 * SLICE;
        kernel.run(0, ahead);
        kernel.wake(sleeper);
        assertThat(sleeper.scx.dsqVtime).isEqualTo(9 * SLICE);
    }

    @Test
    void shouldGiveANewTaskThePresentVtime() {
        FakeKernel kernel = load();
        Task ahead = kernel.newTask("ahead");
        ahead.scx.dsqVtime = 5 * SLICE;
        kernel.run(0, ahead);
        assertThat(kernel.newTask("new").scx.dsqVtime).isEqualTo(5 * SLICE);
    }

    @Test
    void shouldNeverTurnTheClockBack() {
        FakeKernel kernel = load();
        Task ahead = kernel.newTask("ahead");
        Task behind = kernel.newTask("behind");
        ahead.scx.dsqVtime = 5 * SLICE;
        kernel.run(0, ahead);
        kernel.run(1, behind);
        assertThat(kernel.newTask("new").scx.dsqVtime).isEqualTo(5 * SLICE);
    }

    @Test
    void shouldServeInTheOrderOfArrivalWithOptionF() {
        FakeKernel kernel = load("fifo", "true");
        Task first = kernel.newTask("first");
        Task second = kernel.newTask("second");
        first.scx.dsqVtime = 99;
        kernel.wake(first);
        kernel.wake(second);
        assertThat(kernel.queue(0)).containsExactly("first", "second");
        kernel.run(0, first);
        kernel.stop(0, true);
        assertThat(first.scx.dsqVtime).isEqualTo(99);
    }

    @Test
    void shouldShareEquallyAmongEqualHogs() {
        FakeKernel kernel = load();
        for (int i = 0; i < 5; i++) {
            kernel.wake(kernel.newTask("hog-" + i));
        }
        long[] ran = kernel.runHogs(6_000_000_000L);
        for (long runNs : ran) {
            assertThat(runNs / 6e9).isBetween(0.39, 0.41);
        }
    }

    /**
     * The measured shares of four nice levels on one CPU, which are far from their weights: 0.509,
     * 0.339, 0.112, 0.040.
     */
    @Test
    void shouldShareUnequallyAsMeasuredOnTheRealKernel() {
        FakeKernel kernel = load(CpuTopology.flat(1));
        int[] weights = {305, 100, 33, 11};
        for (int weight : weights) {
            kernel.wake(kernel.newTask("w" + weight, 0, weight));
        }
        long[] ran = kernel.runHogs(60_000_000_000L);
        double[] measured = {0.509, 0.339, 0.112, 0.040};
        for (int i = 0; i < measured.length; i++) {
            assertThat(ran[i] / 60e9).isBetween(measured[i] - 0.01, measured[i] + 0.01);
        }
    }

    private static FakeKernel load(String... options) {
        return new FakeKernel(
                        TWO_CPUS, new SimpleScheduler(FakeKernel.environment(TWO_CPUS, options)))
                .load();
    }

    private static FakeKernel load(CpuTopology topology) {
        return new FakeKernel(topology, new SimpleScheduler(FakeKernel.environment(topology)))
                .load();
    }
}
