package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.host.RecordingOps.D;
import static org.scxfleet.host.RecordingOps.SLICE_NS;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.US;
import static org.scxfleet.host.TracedHost.about;
import static org.scxfleet.host.TracedHost.compute;
import static org.scxfleet.host.TracedHost.fifo;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.resume;
import static org.scxfleet.host.TracedHost.suspend;
import static org.scxfleet.host.TracedHost.task;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.task.Amount;
import org.scxfleet.task.ExtEntity.ReenqueueReason;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * Rules of sched_ext beyond the order of callbacks: slices, immediate tasks, re-enqueues, kicks,
 * bypass, the watchdog, and what ends a scheduler.
 */
class SchedExtRulesTest {
    private final RecordingOps ops = new RecordingOps();

    private TracedHost host(int cpus, TaskSpec... tasks) {
        return TracedHost.loaded(cpus, ops, tasks);
    }

    private static Step sleep(long ns) {
        return new Step.Sleep(Amount.of(ns));
    }

    private void onTimer(long atNs, RecordingOps.Timer act) {
        ops.timerAtNs = atNs;
        ops.timer = act;
    }

    private static long events(TracedHost traced, ScxEvent event) {
        return traced.kernel.ext().events()[event.ordinal()];
    }

    private static String running(TracedHost traced, int cpu) {
        return RecordingOps.name(traced.kernel.core().runQueue(cpu).current);
    }

    // Slices.

    @Test
    void shouldKeepTheResidualSliceForAnInsertWithZero() {
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, 0, 0);
        TracedHost traced = host(1, task("T", 0, hog())).runTo(1);
        assertThat(traced.task("T").scx.sliceNs).isEqualTo(20 * MS);
    }

    @Test
    void shouldApplyASliceRequestFromElsewhereAtTheNextAccounting() {
        onTimer(MS, kernel -> kernel.taskSetSlice(kernel.taskByNumber(0), 2 * MS));
        TracedHost traced = host(1, task("T", 0, hog())).runTo(2 * MS);
        assertThat(traced.task("T").scx.sliceNs).isEqualTo(20 * MS);
        // Applied at the tick, then charged with the 4 ms since the last accounting.
        traced.runTo(4 * MS + 1);
        assertThat(about("T", traced.calls())).contains("tick(T)");
        assertThat(events(traced, ScxEvent.DISPATCH_KEEP_LAST)).isEqualTo(1);
    }

    @Test
    void shouldClampAnOverlongSliceRequest() {
        onTimer(MS, kernel -> kernel.taskSetSlice(kernel.taskByNumber(0), Long.MAX_VALUE));
        TracedHost traced = host(1, task("T", 0, hog())).runTo(5 * MS);
        assertThat(events(traced, ScxEvent.SLICE_CLAMPED)).isEqualTo(1);
        assertThat(traced.task("T").scx.sliceNs).isEqualTo(Scx.SLICE_REQUEST_MAX_NS - 4 * MS);
    }

    @Test
    void shouldNeverUseUpAnInfiniteSlice() {
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, Scx.SLICE_INF, 0);
        TracedHost traced = host(1, task("T", 0, hog()), task("U", MS, hog())).runTo(1000 * MS);
        assertThat(running(traced, 0)).isEqualTo("T");
        assertThat(traced.task("T").scx.sliceNs).isEqualTo(Scx.SLICE_INF);
    }

    @Test
    void shouldOutliveTheFifthTickWithASliceThatBeginsAnewToo() {
        // Choosing takes a moment, also where the running task goes on: 24 ms a slice, as measured.
        TracedHost traced =
                TracedHost.loaded(1, CostProfile.LAB, ops, task("T", 0, hog())).runTo(2400 * MS);
        assertThat(events(traced, ScxEvent.DISPATCH_KEEP_LAST)).isBetween(99L, 100L);
    }

    // Queues.

    @Test
    void shouldTakeTheLocalDsqBeforeTheGlobalOneAndThatBeforeDispatch() {
        List<String> order = new ArrayList<>();
        ops.enqueue =
                (kernel, task, flags) -> {
                    long dsq =
                            switch (task.name.charAt(0)) {
                                case 'U' -> D;
                                case 'G' -> Scx.DSQ_GLOBAL;
                                default -> Scx.DSQ_LOCAL;
                            };
                    kernel.dsqInsert(task, dsq, SLICE_NS, 0);
                };
        TracedHost traced =
                host(
                        1,
                        task("A", 0, compute(2 * MS), suspend()),
                        task("U", MS, compute(100 * US), suspend()),
                        task("G", MS, compute(100 * US), suspend()),
                        task("L", MS, compute(100 * US), suspend()));
        traced.runTo(1500 * US);
        ops.calls.clear();
        traced.runTo(4 * MS);
        for (String call : traced.calls()) {
            if (call.contains("running") || call.contains("dispatch")) {
                order.add(call);
            }
        }
        assertThat(order.subList(0, 4))
                .containsExactly(
                        "cpu0 running(L)",
                        "cpu0 running(G)",
                        "cpu0 dispatch(0, G)",
                        "cpu0 running(U)");
    }

    @Test
    void shouldConsumeTheGlobalDsqOnlyOnCpusOfItsNode() {
        CpuTopology twoNodes = CpuTopology.regular("two", 2, 1, 1, 1, 1, true);
        ops.select = (kernel, task, prev, flags) -> 0;
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_GLOBAL, SLICE_NS, 0);
        onTimer(2 * MS, kernel -> kernel.kickCpu(1, 0));
        TracedHost traced =
                TracedHost.of(
                        twoNodes,
                        ops,
                        true,
                        List.of(),
                        List.of(),
                        task("T1", 0, hog()),
                        task("T2", MS, hog()));
        traced.runTo(3 * MS);
        assertThat(running(traced, 0)).isEqualTo("T1");
        assertThat(running(traced, 1)).isEqualTo("-");
    }

    @Test
    void shouldSkipATaskThatMayNotRunHereWithoutLosingItsPlace() {
        ops.select = (kernel, task, prev, flags) -> prev;
        onTimer(5 * MS, kernel -> kernel.kickCpu(1, 0));
        TracedHost traced =
                host(
                        2,
                        task("A", 0, List.of(0), hog()),
                        task("P", MS, List.of(0), hog()),
                        task("Q", 2 * MS, hog()));
        traced.task("Q").cpu = 0;
        traced.runTo(6 * MS);
        assertThat(running(traced, 0)).isEqualTo("A");
        assertThat(running(traced, 1)).isEqualTo("Q");
        assertThat(traced.task("P").scx.dsq.id()).isEqualTo(D);
    }

    @Test
    void shouldRunAnInsertionWithPreemptAtOnce() {
        ops.enqueue =
                (kernel, task, flags) ->
                        kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, Scx.ENQ_PREEMPT);
        TracedHost traced = host(1, task("A", 0, hog()), task("B", MS, hog())).runTo(MS + 1);
        assertThat(running(traced, 0)).isEqualTo("B");
    }

    @Test
    void shouldNotPreemptByAPlainLocalInsertion() {
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
        TracedHost traced = host(1, task("A", 0, hog()), task("B", MS, hog())).runTo(MS + 1);
        assertThat(running(traced, 0)).isEqualTo("A");
        assertThat(traced.task("B").scx.dsq.id()).isEqualTo(Scx.DSQ_LOCAL);
    }

    @Test
    void shouldDropABufferedTaskSilentlyWhenItWasQueuedAnew() {
        List<Task> held = new ArrayList<>();
        ops.enqueue = (kernel, task, flags) -> held.add(task);
        ops.dispatch =
                (kernel, cpu, prev) -> {
                    if (!held.isEmpty()) {
                        Task task = held.removeFirst();
                        kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
                        kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
                    }
                };
        TracedHost traced = host(1, task("A", 0, hog())).runTo(MS);
        assertThat(running(traced, 0)).isEqualTo("A");
        assertThat(traced.exits()).isEmpty();
    }

    @Test
    void shouldSendATaskDispatchedToAForbiddenCpuToTheGlobalDsqAndEnd() {
        ops.select = (kernel, task, prev, flags) -> 0;
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.localOn(1), SLICE_NS, 0);
        TracedHost traced = host(2, task("A", 0, List.of(0), hog())).runTo(MS);
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("SCX_DSQ_LOCAL[_ON] target CPU 1 not allowed for A-0[100]");
    }

    @Test
    void shouldParkADirectDispatchToAnotherCpuUntilTheWakeUpIsOver() {
        ops.select = (kernel, task, prev, flags) -> 0;
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.localOn(1), SLICE_NS, 0);
        TracedHost traced = host(2, task("A", 0, hog())).runTo(1);
        assertThat(running(traced, 1)).isEqualTo("A");
        // The selected CPU was woken as well, and found nothing.
        assertThat(traced.calls()).contains("cpu0 dispatch(0, -)");
        assertThat(traced.exits()).isEmpty();
    }

    // Immediate tasks and re-enqueues.

    @Test
    void shouldHandAnImmediateTaskBackWhenTheCpuIsTaken() {
        List<ReenqueueReason> reasons = new ArrayList<>();
        ops.enqueue =
                (kernel, task, flags) -> {
                    if ((flags & Scx.ENQ_REENQ) != 0) {
                        reasons.add(task.scx.reenqueueReason);
                        kernel.dsqInsert(task, D, SLICE_NS, 0);
                    } else {
                        kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, Scx.ENQ_IMMED);
                    }
                };
        TracedHost traced = host(1, task("A", 0, hog()), task("B", MS, hog())).runTo(2 * MS);
        assertThat(reasons).containsExactly(ReenqueueReason.IMMED);
        assertThat(events(traced, ScxEvent.REENQ_IMMED)).isEqualTo(1);
        assertThat(running(traced, 0)).isEqualTo("A");
        assertThat(traced.task("B").scx.dsq.id()).isEqualTo(D);
    }

    @Test
    void shouldHandAPreemptedImmediateTaskBackInsteadOfKeepingItLocal() {
        List<ReenqueueReason> reasons = new ArrayList<>();
        ops.enqueue =
                (kernel, task, flags) -> {
                    reasons.add(task.scx.reenqueueReason);
                    boolean again = (flags & Scx.ENQ_REENQ) != 0;
                    kernel.dsqInsert(
                            task, again ? D : Scx.DSQ_LOCAL, SLICE_NS, again ? 0 : Scx.ENQ_IMMED);
                };
        TracedHost traced =
                host(1, task("A", 0, hog()), fifo("R", MS, List.of(0), hog())).runTo(2 * MS);
        assertThat(reasons).containsExactly(ReenqueueReason.NONE, ReenqueueReason.PREEMPTED);
        assertThat(traced.task("A").scx.dsq.id()).isEqualTo(D);
    }

    @Test
    void shouldKeepAnImmediateTaskImmediateThroughAChangeOfItsNiceValue() {
        ops.enqueue =
                (kernel, task, flags) ->
                        kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, Scx.ENQ_IMMED);
        TracedHost traced = host(1, task("A", 0, hog())).runTo(MS);
        traced.kernel.change().setNice(traced.task("A"), 3);
        assertThat(traced.task("A").scx.immed).isTrue();
        traced.runTo(2 * MS);
        assertThat(traced.exits()).isEmpty();
    }

    @Test
    void shouldEndASchedulerThatBouncesAnImmediateTaskForEver() {
        ops.enqueue =
                (kernel, task, flags) ->
                        kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, Scx.ENQ_IMMED);
        TracedHost traced = host(1, task("A", 0, hog()), task("B", MS, hog())).runTo(2 * MS);
        ExitInfo exit = traced.exits().getFirst();
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR_REENQ);
        assertThat(exit.message()).isEqualTo("B-0[101] reenqueued 257 times without running");
        assertThat(traced.task("B").queued).isTrue();
    }

    @Test
    void shouldPullWaitingTasksBackWithinCpuRelease() {
        int[] count = {-1};
        ops.enqueue =
                (kernel, task, flags) ->
                        kernel.dsqInsert(
                                task,
                                (flags & Scx.ENQ_REENQ) != 0 ? D : Scx.DSQ_LOCAL,
                                SLICE_NS,
                                0);
        ops.release = kernel -> count[0] = kernel.reenqueueLocal();
        TracedHost traced =
                host(
                                1,
                                task("A", 0, hog()),
                                task("B", 500 * US, hog()),
                                fifo("R", MS, List.of(0), hog()))
                        .runTo(2 * MS);
        // B waited there; A was put back to the head before the CPU was released.
        assertThat(count[0]).isEqualTo(2);
        assertThat(traced.task("B").scx.dsq.id()).isEqualTo(D);
    }

    @Test
    void shouldReenqueueAUserDsqOnRequestWithoutADequeue() {
        onTimer(2 * MS, kernel -> kernel.dsqReenqueue(D, 0));
        TracedHost traced =
                host(1, task("A", 0, hog()), task("B", MS, hog()), task("C", MS, hog()));
        List<String> calls = traced.callsBetween(1500 * US, 2500 * US);
        assertThat(calls)
                .containsExactly(
                        "cpu0 enqueue(B, 0x" + Long.toHexString(Scx.ENQ_REENQ) + ")",
                        "cpu0 enqueue(C, 0x" + Long.toHexString(Scx.ENQ_REENQ) + ")");
    }

    @Test
    void shouldRefuseToReenqueueTheGlobalDsq() {
        onTimer(MS, kernel -> kernel.dsqReenqueue(Scx.DSQ_GLOBAL, 0));
        TracedHost traced = host(1, task("A", 0, hog())).runTo(2 * MS);
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("DSQ 0x8000000000000001 not allowed for reenq");
    }

    // Kicks.

    @Test
    void shouldRescheduleTheCallerOfAWaitingKick() {
        ops.select = (kernel, task, prev, flags) -> task.name.startsWith("B") ? 1 : prev;
        onTimer(2 * MS, kernel -> kernel.kickCpu(1, Scx.KICK_WAIT));
        TracedHost traced = host(2, task("A", 0, List.of(0), hog()), task("B", 0, hog()));
        traced.runTo(1900 * US);
        long before = traced.kernel.core().scheduleCount();
        traced.runTo(2100 * US);
        assertThat(traced.kernel.core().scheduleCount() - before).isEqualTo(2);
    }

    @Test
    void shouldTakeBackALastTaskFromTheGlobalDsqByAnIdleKickOfItsOwnCpu() {
        ops.settings = OpsSettings.DEFAULTS.withFlags(Scx.OPS_ENQ_LAST);
        ops.select = (kernel, task, prev, flags) -> prev;
        ops.enqueue =
                (kernel, task, flags) -> {
                    kernel.dsqInsert(task, Scx.DSQ_GLOBAL, MS, flags);
                    kernel.kickCpu(task.cpu, Scx.KICK_IDLE);
                };
        TracedHost traced = host(1, task("A", 0, hog()));
        traced.runTo(3900 * US);
        ops.calls.clear();
        traced.runTo(4100 * US);
        assertThat(traced.calls())
                .containsSubsequence(
                        "cpu0 enqueue(A, 0x20000000000)",
                        "cpu0 update_idle(0, true)",
                        "cpu0 update_idle(0, false)",
                        "cpu0 running(A)");
    }

    @Test
    void shouldWaitForTheCpuThatAKickMakesReschedule() {
        CostProfile slowInterrupts =
                new CostProfile("slow", 0, 0, 0, 0, 0, 0, 0, 50_000, 50_000, 1024, 0, 0);
        ops.select = (kernel, task, prev, flags) -> task.name.startsWith("B") ? 1 : prev;
        ops.timerAtNs = 2 * MS;
        ops.timer = kernel -> kernel.kickCpu(1, Scx.KICK_WAIT);
        TracedHost traced =
                TracedHost.loaded(
                        2,
                        slowInterrupts,
                        ops,
                        task("A", 0, List.of(0), compute(3 * MS), suspend()),
                        task("B", 0, hog()));
        traced.runTo(3040 * US);
        assertThat(traced.task("A").onCpu).isTrue();
        traced.runTo(3060 * US);
        assertThat(traced.task("A").onCpu).isFalse();
    }

    @Test
    void shouldCallATimerWhenItsCpuHasAttendedToTheInterrupt() {
        CostProfile slowTimers = new CostProfile("slow", 0, 0, 0, 0, 0, 0, 0, 0, 450, 1024, 0, 0);
        List<Long> calledNs = new ArrayList<>();
        onTimer(MS, kernel -> calledNs.add(kernel.nowNs()));
        TracedHost.loaded(1, slowTimers, ops, task("A", 0, hog())).runTo(2 * MS);
        assertThat(calledNs).containsExactly(MS + 450);
    }

    @Test
    void shouldNotKickABusyCpuIdly() {
        onTimer(2 * MS, kernel -> kernel.kickCpu(0, Scx.KICK_IDLE));
        TracedHost traced = host(1, task("A", 0, hog())).runTo(1900 * US);
        long before = traced.kernel.core().scheduleCount();
        traced.runTo(2100 * US);
        assertThat(traced.kernel.core().scheduleCount()).isEqualTo(before);
    }

    @Test
    void shouldEndASchedulerThatMixesKickFlags() {
        onTimer(MS, kernel -> kernel.kickCpu(0, Scx.KICK_IDLE | Scx.KICK_PREEMPT));
        TracedHost traced = host(1, task("A", 0, hog())).runTo(2 * MS);
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("PREEMPT/WAIT cannot be used with SCX_KICK_IDLE");
    }

    @Test
    void shouldLetTimePassForADispatchThatKicksItsCpuForEver() {
        ops.dispatch = (kernel, cpu, prev) -> kernel.kickCpu(cpu, 0);
        TracedHost traced = host(1, task("A", 0, compute(MS), sleep(MS))).runTo(2 * MS);
        assertThat(traced.host.eventCount()).isLessThan(10_000);
    }

    @Test
    void shouldLeaveARoundAfterRoundOfUselessDispatchesAlone() {
        List<Task> known = new ArrayList<>();
        ops.enqueue =
                (kernel, task, flags) -> {
                    known.add(task);
                    kernel.dsqInsert(task, D, SLICE_NS, 0);
                };
        ops.dispatch =
                (kernel, cpu, prev) -> {
                    if (!kernel.dsqMoveToLocal(D, 0) && !known.isEmpty()) {
                        kernel.dsqInsert(known.getFirst(), Scx.DSQ_LOCAL, SLICE_NS, 0);
                    }
                };
        TracedHost traced = host(1, task("A", 0, compute(MS), suspend())).runTo(1001 * US);
        assertThat(traced.calls().stream().filter(call -> call.contains("dispatch")).count())
                .isGreaterThan(32);
        traced.runTo(1010 * US);
        assertThat(traced.exits()).isEmpty();
    }

    // Wake-ups.

    @Test
    void shouldLoseTheSelectionOfAWakeUpThatIsQueuedToAnIdleCpu() {
        ops.settings = OpsSettings.DEFAULTS.withFlags(Scx.OPS_ALLOW_QUEUED_WAKEUP);
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
        ops.select = (kernel, task, prev, flags) -> task.name.startsWith("T") ? 1 : prev;
        TracedHost traced =
                host(
                        2,
                        task("T", 0, suspend(), hog()),
                        task("W", 0, List.of(0), compute(5 * MS), resume(), hog()));
        assertThat(about("T", traced.callsBetween(4900 * US, 5100 * US)).subList(0, 3))
                .containsExactly("select_cpu(T, 1, 0x8)", "runnable(T, 0x9)", "enqueue(T, 0x9)");
    }

    @Test
    void shouldSayInTheFlagsThatAWokenTaskChangedItsCpu() {
        ops.select = (kernel, task, prev, flags) -> task.name.startsWith("T") ? 1 - prev : prev;
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
        TracedHost traced =
                host(
                        3,
                        task("T", 0, suspend(), hog()),
                        task("W", 0, List.of(2), compute(5 * MS), resume(), hog()));
        assertThat(about("T", traced.callsBetween(4900 * US, 5100 * US)).subList(0, 3))
                .containsExactly(
                        "select_cpu(T, 1, 0x8)", "runnable(T, 0x140009)", "enqueue(T, 0x140009)");
    }

    @Test
    void shouldFallBackSilentlyFromAnAllowedButUnusableCpu() {
        ops.select = (kernel, task, prev, flags) -> 1;
        TracedHost traced = host(2, task("T", 0, compute(5 * MS), suspend()));
        traced.kernel.migrator().offline(1, traced.kernel.tasks());
        traced.kernel.ext().hotplug(1, false);
        traced.runTo(MS);
        assertThat(running(traced, 0)).isEqualTo("T");
        assertThat(traced.exits()).isEmpty();
    }

    @Test
    void shouldEndASchedulerThatSelectsACpuOutOfRange() {
        ops.select = (kernel, task, prev, flags) -> 9;
        TracedHost traced = host(2, task("T", 0, hog())).runTo(MS);
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("invalid CPU 9 from ops.select_cpu()");
        assertThat(running(traced, 0)).isEqualTo("T");
    }

    // Bypass, watchdog, dump.

    @Test
    void shouldRotateAtEveryTickWhileBypassing() {
        ops.implemented.remove(Op.EXIT);
        TracedHost traced = host(1, task("A", 0, hog()), task("B", 0, hog())).runTo(MS);
        traced.kernel.ext().enterBypass();
        List<String> order = new ArrayList<>();
        for (long tick = 1; tick <= 4; tick++) {
            traced.runTo(tick * 4 * MS + 1);
            order.add(running(traced, 0));
        }
        assertThat(running(traced, 0)).isEqualTo("B");
        assertThat(order).containsExactly("A", "B", "A", "B");
        assertThat(traced.calls().stream().filter(call -> call.contains("enqueue")).count())
                .isEqualTo(2);
    }

    @Test
    void shouldReportAStallBetweenOneAndOneAndAHalfTimeouts() {
        ops.settings = OpsSettings.DEFAULTS.withTimeoutMs(1000);
        ops.enqueue =
                (kernel, task, flags) -> {
                    if (!task.name.startsWith("T")) {
                        kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
                    }
                };
        TracedHost traced = host(1, task("T", 100 * MS, hog())).runTo(2000 * MS);
        ExitInfo exit = traced.exits().getFirst();
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR_STALL);
        assertThat(exit.message()).isEqualTo("T-0[100] failed to run for 1.400s");
        assertThat(exit.exitCpu()).isZero();
        assertThat(exit.atNs()).isEqualTo(1500 * MS);
        assertThat(exit.dump()).contains("T-0[100] -1400ms", "CPU states", "Event counters");
    }

    @Test
    void shouldNotRestartTheStallClockForAChangeOfNice() {
        ops.settings = OpsSettings.DEFAULTS.withTimeoutMs(1000);
        ops.enqueue = (kernel, task, flags) -> {};
        TracedHost traced = host(1, task("T", 0, hog())).runTo(900 * MS);
        traced.kernel.change().setNice(traced.task("T"), 1);
        traced.runTo(1600 * MS);
        assertThat(traced.exits().getFirst().message()).contains("failed to run for 1.500s");
    }

    @Test
    void shouldRefuseMisuseOfTheDispatchBuffer() {
        ops.dispatch = (kernel, cpu, prev) -> kernel.dispatchCancel();
        TracedHost traced = host(1, task("T", 0, hog())).runTo(MS);
        assertThat(traced.exits().getFirst().message()).isEqualTo("dispatch buffer underflow");
    }

    @Test
    void shouldRefuseInternalFlagsFromAScheduler() {
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, SLICE_NS, 1L << 57);
        TracedHost traced = host(1, task("T", 0, hog())).runTo(MS);
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("invalid enq_flags 0x200000000000000");
    }

    @Test
    void shouldOnlyLetTheRightTaskBeAskedAboutWithinACallback() {
        ops.settings = OpsSettings.DEFAULTS.withFlags(Scx.OPS_KEEP_BUILTIN_IDLE);
        ops.select =
                (kernel, task, prev, flags) -> {
                    Task other = kernel.taskByNumber(1 - task.number);
                    return ((ExtKernel.SelectIdle) kernel).selectCpuDefault(other, prev, flags);
                };
        TracedHost traced = host(2, task("A", 0, hog()), task("B", 0, hog())).runTo(MS);
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("select_cpu kfunc called cross-task on B-0[101]");
    }
}
