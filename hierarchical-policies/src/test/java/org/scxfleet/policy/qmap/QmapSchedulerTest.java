package org.scxfleet.policy.qmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.fake.FakeKernel;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class QmapSchedulerTest {
    private static final CpuTopology TWO_CPUS = CpuTopology.flat(2);
    private static final long SHARED = 0;
    private static final long LOWPRI = 2;
    private static final int MONITOR = 0;
    private static final int LOWPRI_TIMER = 1;
    private static final int ROUND_ROBIN_TIMER = 2;
    private static final int ATTACHED_TIMER = 3;

    private QmapScheduler scheduler;

    @ParameterizedTest
    @CsvSource({"1, 0", "25, 0", "26, 1", "50, 1", "51, 2", "199, 2", "200, 3", "399, 3", "400, 4"})
    void shouldChooseTheFifoByWeight(int weight, int fifo) {
        assertThat(QmapScheduler.fifoOf(weight)).isEqualTo(fifo);
    }

    @Test
    void shouldSendAWakingTaskToAnIdleCpu() {
        FakeKernel kernel = load();
        kernel.idle(1);
        Task task = kernel.newTask("a");
        kernel.wake(task);
        assertThat(task.cpu).isEqualTo(1);
        assertThat(kernel.queue(Scx.localOn(1))).containsExactly("a");
        Task second = kernel.newTask("b");
        kernel.wake(second);
        assertThat(second.cpu).isZero();
        assertThat(kernel.queue(Scx.localOn(0))).isEmpty();
    }

    @Test
    void shouldTryAnIdleCpuInEnqueueIfNoneWasSelected() {
        FakeKernel kernel = load();
        kernel.idle(1);
        Task task = kernel.newTask("a");
        kernel.enqueue(task, 0);
        assertThat(kernel.calls).containsExactly("insert a into LOCAL_ON 1 for 20000000");
    }

    @Test
    void shouldTakeOneTwoFourEightSixteenTasksInTurn() {
        FakeKernel kernel = load();
        int[] weights = {20, 40, 100, 300, 1000};
        for (int i = 0; i < 40; i++) {
            for (int fifo = 0; fifo < 5; fifo++) {
                kernel.enqueue(kernel.newTask(Integer.toString(fifo), 0, weights[fifo]), 0);
            }
        }
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 62; i++) {
            order.append(kernel.dispatch(0).name);
        }
        String round = "1".repeat(2) + "2".repeat(4) + "3".repeat(8) + "4".repeat(16) + "0";
        assertThat(order.toString()).isEqualTo(round + round);
    }

    @Test
    void shouldKeepACursorForEachCpu() {
        FakeKernel kernel = load();
        for (int i = 0; i < 6; i++) {
            kernel.enqueue(kernel.newTask("light", 0, 40), 0);
            kernel.enqueue(kernel.newTask("normal", 0, 100), 0);
        }
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            order.add(kernel.dispatch(0).name);
            order.add(kernel.dispatch(1).name);
        }
        assertThat(order).containsExactly("light", "light", "light", "light", "normal", "normal");
    }

    @Test
    void shouldKickTheCpuOfATaskThatMayNotRunHere() {
        FakeKernel kernel = load();
        Task pinned = kernel.newTask("pinned");
        kernel.allow(pinned, 1);
        kernel.wake(pinned);
        kernel.calls.clear();
        assertThat(kernel.dispatch(0)).isNull();
        assertThat(kernel.calls).containsExactly("insert pinned into 0 for 20000000", "kick 1 0");
        assertThat(kernel.dispatch(1)).isSameAs(pinned);
    }

    @Test
    void shouldCountACpuIdleThatFindsNothing() {
        FakeKernel kernel = load();
        assertThat(kernel.dispatch(1)).isNull();
        Task task = kernel.newTask("a");
        kernel.wake(task);
        assertThat(task.cpu).isEqualTo(1);
    }

    @Test
    void shouldTakeATaskOutOfItsFifoWhenItIsDequeued() {
        FakeKernel kernel = load();
        Task first = kernel.newTask("first");
        Task second = kernel.newTask("second");
        kernel.enqueue(first, 0);
        kernel.enqueue(second, 0);
        scheduler.dequeue(kernel, first, 0);
        assertThat(kernel.dispatch(0)).isSameAs(second);
    }

    @Test
    void shouldKeepTasksOfTheLowestWeightApartUntilTheTimer() {
        FakeKernel kernel = load();
        kernel.idle(0);
        Task nice19 = kernel.newTask("nice19", 0, 1);
        kernel.wake(nice19);
        assertThat(kernel.queue(LOWPRI)).containsExactly("nice19");
        assertThat(kernel.dispatch(0)).isNull();
        kernel.nowNs = QmapScheduler.LOWPRI_INTERVAL_NS;
        kernel.calls.clear();
        assertThat(kernel.fire(LOWPRI_TIMER)).isTrue();
        assertThat(kernel.calls).containsExactly("reenqueue 2");
        assertThat(kernel.timers).containsEntry(LOWPRI_TIMER, 20_000_000L);
    }

    @Test
    void shouldShareReenqueuedTasksWithTheSliceThatIsLeft() {
        FakeKernel kernel = load();
        Task task = kernel.newTask("a");
        task.scx.sliceNs = 1234;
        kernel.enqueue(task, Scx.ENQ_REENQ | Scx.ENQ_CPU_SELECTED);
        assertThat(kernel.queue(SHARED)).containsExactly("a");
        assertThat(task.scx.sliceNs).isEqualTo(1234);
    }

    @Test
    void shouldForgetEveryNthUserTaskWithOptionT() {
        FakeKernel kernel = load("t", "3");
        for (int i = 0; i < 7; i++) {
            kernel.enqueue(kernel.newTask("t" + i), 0);
        }
        List<String> served = new ArrayList<>();
        for (Task task = kernel.dispatch(0); task != null; task = kernel.dispatch(0)) {
            served.add(task.name);
        }
        assertThat(served).containsExactly("t0", "t1", "t3", "t4", "t6");
    }

    @Test
    void shouldForgetKernelThreadsOnlyWithTheirOwnOption() {
        FakeKernel kernel = load("T", "1");
        Task thread = kernel.newTask("kworker");
        thread.kernelThread = true;
        Task user = kernel.newTask("user");
        kernel.enqueue(thread, 0);
        kernel.enqueue(user, 0);
        assertThat(kernel.dispatch(0)).isSameAs(user);
        assertThat(kernel.dispatch(0)).isNull();
    }

    @Test
    void shouldRaiseTheTestErrorAfterThatManyEnqueues() {
        FakeKernel kernel = load("e", "3");
        assertThat(kernel.fire(ATTACHED_TIMER)).isTrue();
        Task task = kernel.newTask("a");
        for (int i = 0; i < 10; i++) {
            assertThat(kernel.errors).hasSize(i < 3 ? 0 : 1);
            kernel.enqueue(task, 0);
            scheduler.dequeue(kernel, task, 0);
        }
        assertThat(kernel.errors).containsExactly("scx_qmap.bpf.c:434: test triggering error");
    }

    @Test
    void shouldRunBoostedTasksFirstWithOptionH() {
        FakeKernel kernel = load("H", "true", "b", "8");
        kernel.enqueue(kernel.newTask("normal", 0, 100), 0);
        Task urgent = kernel.newTask("urgent", 0, 8668);
        kernel.enqueue(urgent, 0);
        assertThat(kernel.dispatch(0)).isSameAs(urgent);
        assertThat(urgent.scx.sliceNs).isEqualTo(2 * Scx.SLICE_DFL_NS);
        assertThat(kernel.calls)
                .contains("move urgent to 1", "move urgent to LOCAL_ON 0 flags 100000000");
    }

    @Test
    void shouldSendABoostedTaskToACpuWhereItMayRun() {
        FakeKernel kernel = load("H", "true", "b", "8");
        Task urgent = kernel.newTask("urgent", 0, 8668);
        kernel.allow(urgent, 1);
        kernel.enqueue(urgent, 0);
        assertThat(kernel.dispatch(0)).isNull();
        assertThat(kernel.queue(Scx.localOn(1))).containsExactly("urgent");
    }

    @Test
    void shouldBoostFromTheMonitorTimerToo() {
        FakeKernel kernel = load("H", "true");
        kernel.nowNs = QmapScheduler.MONITOR_INTERVAL_NS;
        assertThat(kernel.fire(MONITOR)).isTrue();
        assertThat(kernel.timers).containsEntry(MONITOR, 2 * QmapScheduler.MONITOR_INTERVAL_NS);
    }

    @Test
    void shouldDispatchForNothingAfterThatManyDispatchesWithOptionL() {
        FakeKernel kernel = load("l", "1");
        for (int i = 0; i < 4; i++) {
            Task task = kernel.newTask("t" + i);
            task.queued = true;
            kernel.enqueue(task, 0);
        }
        assertThat(kernel.dispatch(0)).isNotNull();
        assertThat(kernel.dispatch(0)).isNotNull();
        kernel.calls.clear();
        assertThat(kernel.dispatch(0)).isNull();
        assertThat(kernel.calls)
                .hasSize(Scx.DISPATCH_MAX_LOOPS)
                .containsOnly("insert kthreadd into LOCAL for 20000000");
    }

    @Test
    void shouldStressImmediateInsertionWithOptionF() {
        FakeKernel kernel = load("F", "2");
        Task task = kernel.newTask("a");
        task.cpu = 1;
        kernel.enqueue(task, 0);
        scheduler.dequeue(kernel, task, 0);
        kernel.enqueue(task, 0);
        assertThat(kernel.calls).containsExactly("insert a into LOCAL_ON 1 for 20000000");
    }

    @Test
    void shouldTranslateOptionsToTheSettingsOfTheKernel() {
        assertThat(settings()).isEqualTo(new OpsSettings(4 | 256, 5_000, 0, 0, 0));
        assertThat(settings("p", "", "I", "", "D", "1000"))
                .isEqualTo(new OpsSettings(4 | 8 | 128 | 256, 5_000, 0, 1000, 0));
    }

    @Test
    void shouldFailOnPurposeForNamesThatSaySo() {
        FakeKernel kernel = load("J", "init-fail");
        kernel.newTask("qmfail-0");
        kernel.fire(ATTACHED_TIMER);
        assertThatThrownBy(() -> kernel.newTask("qmfail-1")).hasMessageContaining("-12");
        FakeKernel other = load("inject", "cgrp-init-fail");
        int cgroup = other.cgroups.add(0, "qmfail", 100);
        assertThat(scheduler.cgroupInit(other, cgroup, 100, 0, 0, 0)).isZero();
        other.fire(ATTACHED_TIMER);
        assertThat(scheduler.cgroupInit(other, cgroup, 100, 0, 0, 0)).isEqualTo(Scx.ENOMEM);
    }

    @Test
    void shouldKeepTheRoundRobinTimerTicking() {
        FakeKernel kernel = load("R", "10");
        kernel.nowNs = 10_000_000;
        assertThat(kernel.fire(ROUND_ROBIN_TIMER)).isTrue();
        assertThat(kernel.timers)
                .containsEntry(ROUND_ROBIN_TIMER, 20_000_000L)
                .doesNotContainKey(ATTACHED_TIMER);
    }

    @Test
    void shouldKeepAProcessOutOfTheClass() {
        FakeKernel kernel = load("d", "101");
        assertThat(kernel.newTask("in").scx.disallow).isFalse();
        assertThat(kernel.newTask("out").scx.disallow).isTrue();
    }

    @Test
    void shouldRefuseMoreTasksThanItsSlabHolds() {
        FakeKernel kernel = load("N", "2");
        Task first = kernel.newTask("a");
        kernel.newTask("b");
        assertThatThrownBy(() -> kernel.newTask("c")).hasMessageContaining("-12");
        assertThat(kernel.errors)
                .containsExactly("scx_qmap.bpf.c:950: task_ctx slab exhausted (max_tasks=2)");
        scheduler.exitTask(kernel, first, false);
        kernel.newTask("d");
    }

    @Test
    void shouldRefuseAHostThatIsTooLarge() {
        CpuTopology large = CpuTopology.flat(QmapScheduler.MAX_CPUS + 1);
        FakeKernel kernel = new FakeKernel(large, new QmapScheduler(FakeKernel.environment(large)));
        assertThatThrownBy(kernel::load).hasMessageContaining("-22");
        assertThat(kernel.errors).containsExactly("nr_cids=1025 exceeds SCX_QMAP_MAX_CPUS=1024");
    }

    @Test
    void shouldSetTheFrequencyByTheAverageWeight() {
        FakeKernel kernel = load();
        Task heavy = kernel.newTask("heavy", 0, 8000);
        scheduler.tick(kernel, heavy);
        assertThat(kernel.calls).containsExactly("perf 0 1024");
        kernel.calls.clear();
        Task light = kernel.newTask("light", 0, 4);
        for (int i = 0; i < 40; i++) {
            scheduler.tick(kernel, light);
        }
        assertThat(kernel.calls).endsWith("perf 0 0");
    }

    @Test
    void shouldOrderTasksByTheDistanceFromTheHeadOfTheirQueue() {
        FakeKernel kernel = load();
        Task first = kernel.newTask("first");
        Task second = kernel.newTask("second");
        Task heavy = kernel.newTask("heavy", 0, 1000);
        kernel.enqueue(first, 0);
        kernel.enqueue(second, 0);
        kernel.enqueue(kernel.newTask("other", 0, 1000), 0);
        kernel.enqueue(heavy, 0);
        assertThat(scheduler.coreSchedBefore(kernel, first, second)).isTrue();
        assertThat(scheduler.coreSchedBefore(kernel, second, first)).isFalse();
        // Distance 1 in the heavy queue counts less than distance 1 in the normal one.
        assertThat(scheduler.coreSchedBefore(kernel, heavy, second)).isTrue();
    }

    @Test
    void shouldDescribeItselfInADump() {
        FakeKernel kernel = load();
        Task task = kernel.newTask("a");
        kernel.enqueue(task, 0);
        scheduler.dump(kernel, exitInfo());
        scheduler.dumpCpu(kernel, 1, false);
        scheduler.dumpCpu(kernel, 0, true);
        scheduler.dumpTask(kernel, task);
        assertThat(kernel.dumped)
                .containsExactly(
                        "QMAP FIFO[0]:\n",
                        "QMAP FIFO[1]:\n",
                        "QMAP FIFO[2]: 100:1\n",
                        "QMAP FIFO[3]:\n",
                        "QMAP FIFO[4]:\n",
                        "QMAP: dsp_idx=0 dsp_cnt=0 avg_weight=0 cpuperf_target=0",
                        "QMAP: force_local=0 core_sched_seq=0");
    }

    @Test
    void shouldBeSilentInADumpWithOptionS() {
        FakeKernel kernel = load("S", "true");
        Task task = kernel.newTask("a");
        scheduler.dump(kernel, exitInfo());
        scheduler.dumpCpu(kernel, 1, false);
        scheduler.dumpTask(kernel, task);
        assertThat(kernel.dumped).isEmpty();
    }

    /**
     * The measured shares of four nice levels on 4 CPUs are 0.599, 0.370, 0.292, 0.149 of a CPU.
     * Here all CPUs change at the same tick, which moves them by a few points.
     */
    @Test
    void shouldServeHeavyTasksMoreOftenAsMeasured() {
        CpuTopology four = CpuTopology.flat(4);
        FakeKernel kernel = new FakeKernel(four, new QmapScheduler(FakeKernel.environment(four)));
        kernel.load();
        int[] weights = {305, 305, 100, 100, 100, 100, 33, 33, 33, 11, 11, 11};
        for (int weight : weights) {
            kernel.wake(kernel.newTask("w" + weight, 0, weight));
        }
        long[] ran = kernel.runHogs(20_000_000_000L);
        assertThat((ran[0] + ran[1]) / 40e9).isBetween(0.55, 0.65);
        assertThat((ran[2] + ran[3] + ran[4] + ran[5]) / 80e9).isBetween(0.32, 0.42);
        assertThat((ran[6] + ran[7] + ran[8]) / 60e9).isBetween(0.24, 0.34);
        assertThat((ran[9] + ran[10] + ran[11]) / 60e9).isBetween(0.10, 0.20);
    }

    private OpsSettings settings(String... options) {
        return new QmapScheduler(FakeKernel.environment(TWO_CPUS, options)).settings();
    }

    private static ExitInfo exitInfo() {
        return new ExitInfo("qmap", ExitKind.ERROR_STALL, -1, 0, "", true, 0, "");
    }

    private FakeKernel make(String... options) {
        scheduler = new QmapScheduler(FakeKernel.environment(TWO_CPUS, options));
        return new FakeKernel(TWO_CPUS, scheduler);
    }

    private FakeKernel load(String... options) {
        return make(options).load();
    }

    @ParameterizedTest
    @CsvSource({
        "shuffle, '4,3,2,1,0', '0,4'",
        "bad-dup, '0,0,2,3,4', '0,4'",
        "bad-range, '5,1,2,3,4', '0,4'",
        "bad-mono, '0,1,2,3,4', '0,2,1,3,4'"
    })
    void shouldNumberTheCidsAsItsLoaderDoes(String mode, String cids, String shards) {
        CpuTopology five = CpuTopology.flat(5);
        FakeKernel kernel =
                new FakeKernel(five, new QmapScheduler(FakeKernel.environment(five, "C", mode)));
        kernel.load();
        assertThat(kernel.calls).contains("cids " + cids + " shards " + shards);
    }

    @Test
    void shouldRefuseToNumberTooFewCidsBadly() {
        assertThatThrownBy(() -> make("C", "bad-mono"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scheduler qmap: bad-mono needs >= 3 cpus");
    }
}
