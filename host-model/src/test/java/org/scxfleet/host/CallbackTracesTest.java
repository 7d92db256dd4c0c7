package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.host.RecordingOps.D;
import static org.scxfleet.host.RecordingOps.SLICE_NS;
import static org.scxfleet.host.RecordingOps.name;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.US;
import static org.scxfleet.host.TracedHost.about;
import static org.scxfleet.host.TracedHost.compute;
import static org.scxfleet.host.TracedHost.fifo;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.resume;
import static org.scxfleet.host.TracedHost.suspend;
import static org.scxfleet.host.TracedHost.task;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The callbacks of a scheduler, in the kernel's order, for the reference situations A to R of
 * sched_ext: a wake-up, the end of a slice, a preemption, a change of parameters, and so on. The
 * tag of a test says which situation it is.
 */
class CallbackTracesTest {
    private static final long SC = Scx.DEQ_SCHED_CHANGE;
    private static final long LAST = Scx.ENQ_LAST;

    private final RecordingOps ops = new RecordingOps();

    private static String hex(long flags) {
        return "0x" + Long.toHexString(flags);
    }

    /** Sends tasks whose name starts with T to CPU 1, and lets only CPU 1 take them from D. */
    private void useCpu1ForT() {
        ops.select = (kernel, task, prev, flags) -> task.name.startsWith("T") ? 1 : prev;
        ops.enqueue = this::placeInD;
        ops.dispatch =
                (kernel, cpu, prev) -> {
                    if (cpu == 1) {
                        kernel.dsqMoveToLocal(D, 0);
                    }
                };
    }

    private void placeInD(ExtKernel.Select kernel, Task task, long flags) {
        if (task.name.startsWith("T")) {
            kernel.dsqInsert(task, D, SLICE_NS, 0);
        } else {
            kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
        }
    }

    private void setFlags(long flags) {
        ops.settings = OpsSettings.DEFAULTS.withFlags(flags);
    }

    /** T sleeps on CPU 1; a task on CPU 0 wakes it 5.15 ms after the start. */
    private TracedHost sleeperAndWaker() {
        return TracedHost.loaded(
                2,
                ops,
                task("T", 0, suspend(), hog()),
                task(
                        "W",
                        0,
                        List.of(0),
                        new Step.Sleep(org.scxfleet.task.Amount.of(5 * MS)),
                        compute(100 * US),
                        resume(),
                        hog()));
    }

    @Test
    @Tag("trace-A")
    void shouldRunATaskThatSelectCpuDispatchedWithoutAskingAgain() {
        useCpu1ForT();
        ops.select =
                (kernel, task, prev, flags) -> {
                    kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
                    return 1;
                };
        assertThat(sleeperAndWaker().callsBetween(5100 * US, 5200 * US))
                .containsExactly(
                        "cpu0 select_cpu(T, 1, 0x8)",
                        "cpu0 runnable(T, 0x100009)",
                        "cpu1 update_idle(1, false)",
                        "cpu1 running(T)");
    }

    @Test
    @Tag("trace-B")
    void shouldDispatchATaskFromAUserDsqOnTheSelectedCpu() {
        useCpu1ForT();
        assertThat(sleeperAndWaker().callsBetween(5100 * US, 5200 * US))
                .containsExactly(
                        "cpu0 select_cpu(T, 1, 0x8)",
                        "cpu0 runnable(T, 0x100009)",
                        "cpu0 enqueue(T, 0x100009)",
                        "cpu1 dispatch(1, -)",
                        "cpu1 dequeue(T, 0x0)",
                        "cpu1 update_idle(1, false)",
                        "cpu1 running(T)");
    }

    @Test
    @Tag("trace-C")
    void shouldAskAnIdleCpuOnceWhenItsDispatchFindsNothing() {
        setFlags(Scx.OPS_KEEP_BUILTIN_IDLE);
        useCpu1ForT();
        TracedHost traced = sleeperAndWaker().runTo(5100 * US);
        ops.dispatch = (kernel, cpu, prev) -> {};
        ops.calls.clear();
        traced.runTo(5200 * US);
        assertThat(traced.calls())
                .containsExactly(
                        "cpu0 select_cpu(T, 1, 0x8)",
                        "cpu0 runnable(T, 0x100009)",
                        "cpu0 enqueue(T, 0x100009)",
                        "cpu1 dispatch(1, -)");
        assertThat(ops.kernel.idleCpus().contains(1)).isTrue();
        assertThat(traced.task("T").scx.dsq.id()).isEqualTo(D);
    }

    /** T1 has CPU 1 since 0 with a slice of 1 ms; T2 waits in D. */
    private TracedHost slicesOfOneMillisecond(Step... ofT1) {
        useCpu1ForT();
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, MS, 0);
        return TracedHost.loaded(2, ops, task("T1", 0, ofT1), task("T2", 500 * US, hog()));
    }

    @Test
    @Tag("trace-D")
    void shouldDispatchBeforeTheTaskWhoseSliceEndedStops() {
        assertThat(slicesOfOneMillisecond(hog()).callsBetween(3900 * US, 4100 * US))
                .containsExactly(
                        "cpu1 tick(T1)",
                        "cpu1 dispatch(1, T1)",
                        "cpu1 dequeue(T2, 0x0)",
                        "cpu1 stopping(T1, true)",
                        "cpu1 enqueue(T1, 0x0)",
                        "cpu1 running(T2)");
    }

    @Test
    @Tag("trace-E")
    void shouldKeepTheOnlyTaskWithADefaultSlice() {
        useCpu1ForT();
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, MS, 0);
        TracedHost traced = TracedHost.loaded(2, ops, task("T1", 0, hog())).runTo(3900 * US);
        long[] before = traced.kernel.ext().events();
        ops.calls.clear();
        traced.runTo(4100 * US);
        assertThat(traced.calls()).containsExactly("cpu1 tick(T1)", "cpu1 dispatch(1, T1)");
        assertThat(traced.task("T1").scx.sliceNs).isEqualTo(20 * MS);
        long[] after = traced.kernel.ext().events();
        for (ScxEvent event : List.of(ScxEvent.DISPATCH_KEEP_LAST, ScxEvent.REFILL_SLICE_DFL)) {
            assertThat(after[event.ordinal()] - before[event.ordinal()]).isEqualTo(1);
        }
    }

    @Test
    @Tag("trace-F")
    void shouldSwitchToIdleAndBackForALastTaskPutOnTheLocalDsq() {
        setFlags(Scx.OPS_ENQ_LAST);
        useCpu1ForT();
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, MS, 0);
        TracedHost traced = TracedHost.loaded(2, ops, task("T1", 0, hog()));
        assertThat(traced.callsBetween(3900 * US, 4100 * US))
                .containsExactly(
                        "cpu1 tick(T1)",
                        "cpu1 dispatch(1, T1)",
                        "cpu1 stopping(T1, true)",
                        "cpu1 enqueue(T1, " + hex(LAST) + ")",
                        "cpu1 update_idle(1, true)",
                        "cpu1 update_idle(1, false)",
                        "cpu1 running(T1)");
    }

    @Test
    void shouldStayIdleBesideALastTaskToWhichStoppingGaveASlice() {
        setFlags(Scx.OPS_ENQ_LAST);
        useCpu1ForT();
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, MS, 0);
        ops.stopping = (kernel, task) -> kernel.taskSetSlice(task, MS);
        TracedHost traced = TracedHost.loaded(2, ops, task("T1", 0, hog()));
        assertThat(traced.callsBetween(3900 * US, 9000 * US))
                .containsExactly(
                        "cpu1 tick(T1)",
                        "cpu1 dispatch(1, T1)",
                        "cpu1 stopping(T1, true)",
                        "cpu1 update_idle(1, true)");
        assertThat(traced.task("T1").onCpu).isFalse();
    }

    @Test
    @Tag("trace-G")
    void shouldStopAndQuiesceASleeperBeforeDispatching() {
        useCpu1ForT();
        TracedHost traced = TracedHost.loaded(2, ops, task("T1", 0, compute(MS), suspend()));
        assertThat(traced.callsBetween(900 * US, 1100 * US))
                .containsExactly(
                        "cpu1 stopping(T1, false)",
                        "cpu1 quiescent(T1, 0x9)",
                        "cpu1 dispatch(1, T1)",
                        "cpu1 update_idle(1, true)");
    }

    @Test
    @Tag("trace-H")
    void shouldPutATaskPreemptedByAHigherClassBackWithItsSlice() {
        useCpu1ForT();
        TracedHost traced =
                TracedHost.loaded(
                        2,
                        ops,
                        task("T1", 0, hog()),
                        fifo("R", MS, List.of(1), compute(2 * MS), suspend()));
        assertThat(traced.callsBetween(900 * US, 1100 * US))
                .containsExactly("cpu1 stopping(T1, true)", "cpu1 cpu_release(1, RT, R)");
        assertThat(traced.task("T1").scx.sliceNs).isEqualTo(19 * MS);
        assertThat(traced.callsBetween(2900 * US, 3100 * US))
                .containsExactly("cpu1 cpu_acquire(1)", "cpu1 running(T1)");
        assertThat(traced.task("T1").scx.sliceNs).isEqualTo(19 * MS);
    }

    @Test
    @Tag("trace-I")
    void shouldCycleAQueuedTaskForItsNiceValue() {
        TracedHost traced = slicesOfOneMillisecond(hog()).runTo(MS);
        ops.calls.clear();
        traced.kernel.change().setNice(traced.task("T2"), 5);
        assertThat(about("T2", traced.calls()))
                .containsExactly(
                        "dequeue(T2, " + hex(0xa | SC) + ")",
                        "quiescent(T2, " + hex(0xa | SC) + ")",
                        "set_weight(T2, 33)",
                        "runnable(T2, 0xa)",
                        "enqueue(T2, 0xa)");
    }

    @Test
    @Tag("trace-J")
    void shouldCycleARunningTaskForItsNiceValueWithoutEnqueue() {
        TracedHost traced = slicesOfOneMillisecond(hog()).runTo(MS);
        ops.calls.clear();
        traced.kernel.change().setNice(traced.task("T1"), -5);
        assertThat(about("T1", traced.calls()))
                .containsExactly(
                        "stopping(T1, false)",
                        "quiescent(T1, " + hex(0xa | SC) + ")",
                        "set_weight(T1, 305)",
                        "runnable(T1, 0xa)",
                        "running(T1)");
        traced.runTo(1100 * US);
        assertThat(traced.calls()).isEmpty();
    }

    @Test
    @Tag("trace-K")
    void shouldEnqueueTwiceWhenAnAffinityExcludesTheCpuOfAQueuedTask() {
        TracedHost traced = slicesOfOneMillisecond(hog()).runTo(MS);
        ops.calls.clear();
        traced.kernel.change().setAffinity(traced.task("T2"), CpuSet.of(2, 0));
        assertThat(about("T2", traced.calls()))
                .containsExactly(
                        "dequeue(T2, " + hex(0xa | SC) + ")",
                        "quiescent(T2, " + hex(0xa | SC) + ")",
                        "set_cpumask(T2, 0)",
                        "runnable(T2, 0xa)",
                        "enqueue(T2, 0xa)",
                        "dequeue(T2, " + hex(0x8 | SC) + ")",
                        "enqueue(T2, 0x40000)");
        assertThat(traced.task("T2").cpu).isZero();
        traced.runTo(1100 * US);
        assertThat(traced.calls()).containsExactly("cpu0 dispatch(0, -)");
    }

    @Test
    @Tag("trace-L")
    void shouldWakeTheCpuToWhoseLocalDsqAnotherCpuDispatches() {
        ops.select = (kernel, task, prev, flags) -> task.name.startsWith("T3") ? 2 : prev;
        ops.enqueue =
                (kernel, task, flags) -> {
                    if (task.name.startsWith("X")) {
                        kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
                    }
                };
        TracedHost traced =
                TracedHost.loaded(
                        3,
                        ops,
                        task("X", 0, List.of(0), compute(MS), suspend()),
                        task("T3", 500 * US, hog()));
        traced.runTo(900 * US);
        Task held = traced.task("T3");
        assertThat(held.scx.inCustody).isTrue();
        assertThat(held.cpu).isEqualTo(2);
        ops.dispatch =
                (kernel, cpu, prev) -> {
                    if (cpu == 0 && held.scx.inCustody) {
                        kernel.dsqInsert(held, Scx.localOn(1), SLICE_NS, 0);
                    }
                };
        ops.calls.clear();
        traced.runTo(1100 * US);
        assertThat(traced.calls())
                .containsExactly(
                        "cpu0 stopping(X, false)",
                        "cpu0 quiescent(X, 0x9)",
                        "cpu0 dispatch(0, X)",
                        "cpu0 dequeue(T3, 0x0)",
                        "cpu0 dispatch(0, X)",
                        "cpu0 update_idle(0, true)",
                        "cpu1 update_idle(1, false)",
                        "cpu1 running(T3)");
    }

    @Test
    @Tag("trace-M")
    void shouldLeaveAYieldToTheScheduler() {
        useCpu1ForT();
        TracedHost traced =
                TracedHost.loaded(2, ops, task("T1", 0, compute(MS), new Step.Yield(), hog()));
        assertThat(traced.callsBetween(900 * US, 1100 * US)).containsExactly("cpu1 yield(T1, -)");
        assertThat(traced.kernel.core().runQueue(1).current).isSameAs(traced.task("T1"));
    }

    @Test
    @Tag("trace-N")
    void shouldInitialiseAndEnableAForkedTaskBeforeItsFirstWakeUp() {
        useCpu1ForT();
        TracedHost traced =
                TracedHost.loaded(
                        2,
                        ops,
                        task("P", 0, List.of(0), compute(MS), new Step.Fork("T"), hog()),
                        new org.scxfleet.task.TaskSpec(
                                "T",
                                "T",
                                0,
                                org.scxfleet.task.SchedParams.NORMAL,
                                List.of(),
                                "/",
                                0,
                                List.of(hog())));
        List<String> calls = traced.callsBetween(900 * US, 1100 * US);
        assertThat(calls.subList(0, 6))
                .containsExactly(
                        "cpu0 init_task(T, true, 0)",
                        "cpu0 enable(T)",
                        "cpu0 set_weight(T, 100)",
                        "cpu0 select_cpu(T, 0, 0x4)",
                        "cpu0 runnable(T, 0x80008)",
                        "cpu0 enqueue(T, 0x80008)");
        assertThat(calls.subList(6, calls.size()))
                .containsExactly(
                        "cpu1 dispatch(1, -)",
                        "cpu1 dequeue(T, 0x0)",
                        "cpu1 update_idle(1, false)",
                        "cpu1 running(T)");
    }

    @Test
    @Tag("trace-O")
    void shouldDisableAndExitATaskAfterItsLastSwitch() {
        useCpu1ForT();
        TracedHost traced = TracedHost.loaded(2, ops, task("T", 0, compute(MS)));
        assertThat(traced.callsBetween(900 * US, 1100 * US))
                .containsExactly(
                        "cpu1 stopping(T, false)",
                        "cpu1 quiescent(T, 0x10009)",
                        "cpu1 dispatch(1, T)",
                        "cpu1 update_idle(1, true)",
                        "cpu1 disable(T)",
                        "cpu1 exit_task(T, false)");
    }

    @Test
    @Tag("trace-P")
    void shouldNotDisturbATaskWithSliceLeftByAPlainKick() {
        ops.timerAtNs = 2 * MS;
        ops.timer = kernel -> kernel.kickCpu(1, 0);
        useCpu1ForT();
        TracedHost traced = TracedHost.loaded(2, ops, task("T1", 0, hog()));
        assertThat(traced.callsBetween(1900 * US, 2100 * US)).isEmpty();
    }

    @Test
    @Tag("trace-Q")
    void shouldEndTheSliceByAPreemptingKick() {
        ops.timerAtNs = 2 * MS;
        ops.timer = kernel -> kernel.kickCpu(1, Scx.KICK_PREEMPT);
        useCpu1ForT();
        TracedHost traced =
                TracedHost.loaded(2, ops, task("T1", 0, hog()), task("T2", 500 * US, hog()));
        assertThat(traced.callsBetween(1900 * US, 2100 * US))
                .containsExactly(
                        "cpu1 dispatch(1, T1)",
                        "cpu1 dequeue(T2, 0x0)",
                        "cpu1 stopping(T1, true)",
                        "cpu1 enqueue(T1, 0x0)",
                        "cpu1 running(T2)");
    }

    @Test
    @Tag("trace-R")
    void shouldBringARunnableTaskThroughBypassIntoTheScheduler() {
        ops.select = (kernel, task, prev, flags) -> prev;
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, SLICE_NS, 0);
        TracedHost traced =
                TracedHost.of(
                        CpuTopology.flat(2),
                        ops,
                        false,
                        List.of(),
                        List.of(
                                new TimedAction(
                                        5 * MS,
                                        new TimedAction.Act.LoadScheduler(
                                                SchedulerSpec.builtin("recording")))),
                        task("H", 0, List.of(1), hog()),
                        task("T", 4500 * US, List.of(1), hog()));
        traced.runTo(4900 * US);
        Task waiting =
                traced.kernel.core().runQueue(1).current == traced.task("T")
                        ? traced.task("H")
                        : traced.task("T");
        String it = name(waiting);
        List<String> calls = traced.callsBetween(4900 * US, 5 * MS + 1);
        assertThat(about(it, calls).subList(0, 8))
                .containsExactly(
                        "init_task(" + it + ", false, 0)",
                        "enable(" + it + ")",
                        "set_weight(" + it + ", 100)",
                        "set_cpumask(" + it + ", 1)",
                        "runnable(" + it + ", 0x4e)",
                        "quiescent(" + it + ", " + hex(0xe | SC) + ")",
                        "runnable(" + it + ", 0xe)",
                        "enqueue(" + it + ", 0xe)");
    }

    @Test
    void shouldHaveATestForEachReferenceSituation() {
        List<String> tags = new ArrayList<>();
        for (Method method : CallbackTracesTest.class.getDeclaredMethods()) {
            Tag tag = method.getAnnotation(Tag.class);
            if (tag != null) {
                tags.add(tag.value());
            }
        }
        List<String> expected = new ArrayList<>();
        for (char letter = 'A'; letter <= 'R'; letter++) {
            expected.add("trace-" + letter);
        }
        assertThat(tags).containsExactlyInAnyOrderElementsOf(expected);
    }
}
