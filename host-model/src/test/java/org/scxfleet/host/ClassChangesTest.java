package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.exec.Execution;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Amount;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * Tasks that move between the classes, by their policy or by inherited priority, and who takes a
 * CPU from whom on a wake-up. The scheduler takes tasks of policy EXT only, so that all classes are
 * there.
 */
class ClassChangesTest {
    private static final SchedParams FAIR = SchedParams.NORMAL;
    private static final SchedParams EXT = new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0);
    private static final SchedParams FIFO = SchedParams.realTime(SchedPolicy.FIFO, 10);
    private static final SchedParams ROUND_ROBIN = SchedParams.realTime(SchedPolicy.RR, 10);
    private static final SchedParams DEADLINE =
            new SchedParams(SchedPolicy.DEADLINE, 0, 0, 5 * MS, 20 * MS, 20 * MS);
    private static final SchedParams BATCH = new SchedParams(SchedPolicy.BATCH, 0, 0, 0, 0, 0);
    private static final SchedParams IDLE = new SchedParams(SchedPolicy.IDLE, 0, 0, 0, 0, 0);

    private final RecordingOps ops = new RecordingOps();

    /** What the task does when its class changes. */
    private enum Doing {
        RUNNING,
        WAITING,
        SLEEPING
    }

    static Stream<Arguments> changes() {
        List<Arguments> all = new ArrayList<>();
        List<SchedParams> params = List.of(FAIR, EXT, FIFO, ROUND_ROBIN, DEADLINE);
        for (SchedParams from : params) {
            for (SchedParams to : params) {
                for (Doing doing : Doing.values()) {
                    all.add(Arguments.of(from, to, doing));
                }
            }
        }
        return all.stream();
    }

    private TracedHost host(int cpus, TaskSpec... tasks) {
        ops.settings = OpsSettings.DEFAULTS.withFlags(Scx.OPS_SWITCH_PARTIAL);
        return TracedHost.of(
                CpuTopology.flat(cpus), KernelOptions.DEFAULTS, ops, true, List.of(), tasks);
    }

    private static TaskSpec with(
            SchedParams params, String name, long startNs, List<Integer> cpus, Step... program) {
        return new TaskSpec(name, name, 1, params, cpus, "/", startNs, List.of(program));
    }

    private static ClassId classOf(SchedParams params) {
        return switch (params.policy()) {
            case DEADLINE -> ClassId.DEADLINE;
            case FIFO, RR -> ClassId.RT;
            case EXT -> ClassId.EXT;
            case NORMAL, BATCH, IDLE -> ClassId.FAIR;
        };
    }

    @ParameterizedTest(name = "{0} to {1}, {2}")
    @MethodSource("changes")
    void shouldChangeBetweenAnyTwoClassesWhateverTheTaskDoes(
            SchedParams from, SchedParams to, Doing doing) {
        Step[] program =
                doing == Doing.SLEEPING
                        ? new Step[] {suspend(), compute(MS), suspend()}
                        : new Step[] {compute(20 * MS), suspend()};
        // A higher priority holds the CPU while the task waits.
        SchedParams above = SchedParams.realTime(SchedPolicy.FIFO, 50);
        SchedParams waitsUnder =
                from.policy() == SchedPolicy.DEADLINE
                        ? new SchedParams(SchedPolicy.DEADLINE, 0, 0, 4 * MS, 10 * MS, 10 * MS)
                        : above;
        List<TaskSpec> tasks = new ArrayList<>();
        if (doing == Doing.WAITING) {
            tasks.add(with(waitsUnder, "W", 0, List.of(0, 1), compute(3 * MS), suspend()));
            tasks.add(with(above, "other", 0, List.of(1), compute(3 * MS), suspend()));
        }
        tasks.add(with(from, "T", 0, List.of(0, 1), program));
        tasks.add(with(above, "R", 10 * MS, List.of(0, 1), resume(), suspend()));
        TracedHost traced = host(2, tasks.toArray(TaskSpec[]::new));
        traced.runTo(2 * MS);
        Task task = traced.task("T");
        assertThat(task.schedClass).isEqualTo(classOf(from));
        ops.calls.clear();
        traced.kernel.setScheduler(task, to);
        assertThat(task.schedClass).isEqualTo(classOf(to));
        List<String> calls = about("T", traced.calls());
        boolean changes = classOf(from) != classOf(to);
        assertThat(calls.contains("disable(T)")).isEqualTo(changes && from.equals(EXT));
        assertThat(calls.contains("enable(T)")).isEqualTo(changes && to.equals(EXT));
        traced.runTo(200 * MS);
        assertThat(task.tally.runNs).isEqualTo(doing == Doing.SLEEPING ? MS : 20 * MS);
    }

    @Test
    void shouldTakeABoostedOwnerOutOfExtAndBringItBack() {
        Step lock = new Step.Lock("m", true);
        Step unlock = new Step.Unlock("m");
        TracedHost traced =
                host(
                        1,
                        with(EXT, "A", 0, List.of(), lock, compute(10 * MS), unlock, hog()),
                        fifo("R", 5 * MS, List.of(), lock, compute(MS), unlock, suspend()));
        List<String> boost = about("A", traced.callsBetween(4500 * US, 5500 * US));
        assertThat(boost)
                .containsSubsequence(
                        "stopping(A, true)", "quiescent(A, 0x20000004e)", "disable(A)");
        assertThat(traced.task("A").schedClass).isEqualTo(ClassId.RT);
        assertThat(traced.task("A").scx.sliceNs).isZero();
        List<String> back = about("A", traced.callsBetween(9500 * US, 11500 * US));
        assertThat(back)
                .containsSubsequence(
                        "enable(A)",
                        "set_weight(A, 100)",
                        "set_cpumask(A, 0)",
                        "runnable(A, 0x4e)");
        assertThat(traced.task("A").schedClass).isEqualTo(ClassId.EXT);
        traced.runTo(50 * MS);
        assertThat(traced.task("A").scx.state)
                .isEqualTo(org.scxfleet.task.ExtEntity.ExtState.ENABLED);
    }

    @Test
    void shouldGiveTheIdlePolicyWeightOneInExtAndThreeInFair() {
        TracedHost traced = host(1, with(IDLE, "I", 0, List.of(), hog()));
        traced.runTo(MS);
        assertThat(traced.task("I").loadWeight()).isEqualTo(3);
        ops.settings = OpsSettings.DEFAULTS;
        TracedHost all = TracedHost.loaded(1, ops, with(IDLE, "I", 0, List.of(), hog()));
        all.runTo(MS);
        assertThat(all.calls()).anyMatch(call -> call.endsWith("set_weight(I, 1)"));
    }

    /** The time from the wake-up of a task by a timer to its start, beside a hog. */
    private long startsAfterNs(SchedParams hog, SchedParams wakee) {
        Step sleep = new Step.Sleep(Amount.of(10 * MS + 300 * US));
        TracedHost traced =
                host(
                        1,
                        with(wakee, "W", 0, List.of(), sleep, compute(MS), suspend()),
                        with(hog, "H", 0, List.of(), hog()));
        long wokenNs = 10 * MS + 300 * US + Execution.TIMER_SLACK_NS;
        long nowNs = wokenNs;
        traced.runTo(nowNs);
        while (traced.kernel.core().runQueue(0).current != traced.task("W")) {
            nowNs += 10 * US;
            traced.runTo(nowNs);
        }
        return nowNs - wokenNs;
    }

    @Test
    void shouldPreemptByTheWakeUpOfANormalTaskAndNotOfABatchTask() {
        assertThat(startsAfterNs(FAIR, FAIR)).isLessThanOrEqualTo(10 * US);
        assertThat(startsAfterNs(FAIR, BATCH)).isGreaterThan(100 * US);
    }

    @Test
    void shouldPreemptATaskOfTheIdlePolicyAtOnce() {
        assertThat(startsAfterNs(IDLE, FAIR)).isLessThanOrEqualTo(10 * US);
        assertThat(startsAfterNs(FAIR, IDLE)).isGreaterThan(100 * US);
    }

    @Test
    void shouldPreemptExtByAWakeUpOfFairAndNotTheOtherWayRound() {
        assertThat(startsAfterNs(EXT, FAIR)).isLessThanOrEqualTo(10 * US);
        TracedHost traced =
                host(
                        1,
                        with(FAIR, "F", 0, List.of(), compute(30 * MS), suspend()),
                        with(EXT, "E", 5 * MS, List.of(), hog()));
        traced.runTo(29 * MS);
        assertThat(traced.kernel.core().runQueue(0).current).isSameAs(traced.task("F"));
        assertThat(traced.kernel.core().runQueue(0).nextClass).isEqualTo(ClassId.FAIR);
        traced.runTo(31 * MS);
        assertThat(traced.kernel.core().runQueue(0).current).isSameAs(traced.task("E"));
    }

    @Test
    void shouldPreemptInTheOrderOfTheClasses() {
        TracedHost traced =
                host(
                        1,
                        with(EXT, "E", 0, List.of(), hog()),
                        task("F", MS, List.of(), hog()),
                        fifo("R", 2 * MS, List.of(), hog()),
                        with(DEADLINE, "D", 3 * MS, List.of(), compute(MS), suspend()));
        List<ClassId> classes = new ArrayList<>();
        for (long atNs : new long[] {MS, 2 * MS, 3 * MS, 3 * MS + 500 * US, 4500 * US}) {
            traced.runTo(atNs);
            classes.add(traced.kernel.core().runQueue(0).currentClass());
            assertThat(traced.kernel.core().runQueue(0).nextClass).isEqualTo(classes.getLast());
        }
        assertThat(classes)
                .containsExactly(
                        ClassId.EXT, ClassId.FAIR, ClassId.RT, ClassId.DEADLINE, ClassId.RT);
    }

    @Test
    void shouldLetOnlyTheHighestOfSeveralWakeUpsOfOneInstantRun() {
        Step post = new Step.SemPost("s");
        Step await = new Step.SemWait("s");
        TracedHost traced =
                host(
                        2,
                        with(EXT, "E", 0, List.of(1), hog()),
                        with(FAIR, "F", 0, List.of(1), await, hog()),
                        fifo("R", 0, List.of(1), await, hog()),
                        task("waker", 5 * MS, List.of(0), post, post, suspend()));
        List<String> calls = traced.callsBetween(4900 * US, 5100 * US);
        assertThat(traced.kernel.core().runQueue(1).current).isSameAs(traced.task("R"));
        // The ext task is put once, for the class that won.
        assertThat(calls.stream().filter(call -> call.contains("stopping(E, true)"))).hasSize(1);
        assertThat(calls).anyMatch(call -> call.contains("cpu_release(1, RT, R)"));
    }

    static Stream<Arguments> wakeUps() {
        List<Arguments> all = new ArrayList<>();
        List<SchedParams> params = List.of(DEADLINE, FIFO, FAIR, EXT);
        for (SchedParams running : params) {
            for (SchedParams woken : params) {
                all.add(Arguments.of(running, woken));
            }
        }
        return all.stream();
    }

    /**
     * core.c wakeup_preempt: a class above takes the CPU, one below does not, and among equals the
     * class decides: here the earlier deadline, the higher priority, fairness, and in ext nobody.
     */
    @ParameterizedTest(name = "{1} beside {0}")
    @MethodSource("wakeUps")
    void shouldPreemptByAWakeUpOfAHigherClassAndOfNoLowerOne(
            SchedParams running, SchedParams woken) {
        Step sleep = new Step.Sleep(Amount.of(10 * MS + 300 * US));
        TracedHost traced =
                host(
                        1,
                        with(woken, "W", 0, List.of(), sleep, compute(MS), suspend()),
                        with(running, "H", 10 * MS, List.of(), hog()));
        traced.runTo(10 * MS + 300 * US + Execution.TIMER_SLACK_NS + 10 * US);
        ClassId runs = classOf(running);
        ClassId wakes = classOf(woken);
        boolean preempts = wakes.above(runs) || (wakes == runs && wakes == ClassId.FAIR);
        String expected = preempts ? "W" : "H";
        assertThat(traced.kernel.core().runQueue(0).current).isSameAs(traced.task(expected));
        assertThat(traced.task("W").queued).isTrue();
        assertThat(traced.kernel.core().runQueue(0).nextClass).isEqualTo(preempts ? wakes : runs);
        if (wakes.above(runs)) {
            traced.runTo(12 * MS);
            assertThat(traced.kernel.core().runQueue(0).current).isSameAs(traced.task("H"));
        }
    }
}
