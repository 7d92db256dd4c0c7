package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.about;
import static org.scxfleet.host.TracedHost.compute;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.suspend;
import static org.scxfleet.host.TracedHost.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuTopology;

/** Owners of mutexes execute in the place of those who wait for them. */
class ProxyExecutionTest {
    private static final KernelOptions PROXY = KernelOptions.DEFAULTS.withProxyExecution(true);

    private final RecordingOps ops = new RecordingOps();

    private TracedHost fair(int cpus, boolean proxy, TaskSpec... tasks) {
        KernelOptions options = KernelOptions.DEFAULTS.withProxyExecution(proxy);
        return TracedHost.of(CpuTopology.flat(cpus), options, ops, false, List.of(), tasks);
    }

    private static TaskSpec real(
            String name, int priority, long startNs, List<Integer> cpus, Step... program) {
        SchedParams params = SchedParams.realTime(SchedPolicy.FIFO, priority);
        return with(params, name, startNs, cpus, program);
    }

    private static TaskSpec with(
            SchedParams params, String name, long startNs, List<Integer> cpus, Step... program) {
        return new TaskSpec(name, name, 1, params, cpus, "/", startNs, List.of(program));
    }

    private static Step lock(String mutex) {
        return new Step.Lock(mutex, false);
    }

    private static Step unlock(String mutex) {
        return new Step.Unlock(mutex);
    }

    private static Step sleep(long ns) {
        return new Step.Sleep(Amount.of(ns));
    }

    private static Task executing(TracedHost traced, int cpu) {
        return traced.kernel.core().runQueue(cpu).executing;
    }

    private static long ranNs(TracedHost traced, String name) {
        Task task = traced.task(name);
        return task.tally.runNs;
    }

    /**
     * Low owns the lock, medium keeps it off the CPU, high waits: the time at which high gets it.
     */
    private long inversionNs(boolean proxy) {
        TracedHost traced =
                fair(
                        1,
                        proxy,
                        real(
                                "low",
                                10,
                                0,
                                List.of(),
                                lock("m"),
                                compute(10 * MS),
                                unlock("m"),
                                hog()),
                        real("medium", 20, 2 * MS, List.of(), compute(100 * MS), suspend()),
                        real("high", 30, 4 * MS, List.of(), lock("m"), compute(MS), suspend()));
        long nowNs = 0;
        while (ranNs(traced, "high") < MS) {
            nowNs += MS;
            traced.runTo(nowNs + 1);
        }
        return nowNs;
    }

    @Test
    void shouldInvertPrioritiesWithoutIt() {
        assertThat(inversionNs(false)).isEqualTo(111 * MS);
    }

    @Test
    void shouldLetTheOwnerExecuteAheadOfMediumPriority() {
        // 2 ms of low, 2 of medium, the remaining 8 of low in high's place, 1 of high.
        assertThat(inversionNs(true)).isEqualTo(13 * MS);
    }

    @Test
    void shouldChargeTheDonorAndLetTheOwnerExecute() {
        TracedHost traced =
                fair(
                        1,
                        true,
                        task("low", 0, lock("m"), compute(10 * MS), unlock("m"), hog()),
                        real("high", 30, 4 * MS, List.of(), lock("m"), hog()));
        traced.runTo(8 * MS);
        assertThat(executing(traced, 0)).isSameAs(traced.task("low"));
        assertThat(traced.kernel.core().runQueue(0).current).isSameAs(traced.task("high"));
        traced.runTo(11 * MS);
        assertThat(executing(traced, 0)).isSameAs(traced.task("high"));
        assertThat(ranNs(traced, "low")).isEqualTo(10 * MS);
    }

    @Test
    void shouldFollowAChainOfThree() {
        TracedHost traced =
                fair(
                        1,
                        true,
                        real("a", 1, 0, List.of(), lock("m"), compute(10 * MS), unlock("m"), hog()),
                        real(
                                "b",
                                2,
                                2 * MS,
                                List.of(),
                                lock("n"),
                                lock("m"),
                                compute(MS),
                                unlock("m"),
                                unlock("n"),
                                hog()),
                        real("hog", 5, 3 * MS, List.of(), compute(100 * MS), suspend()),
                        real("c", 9, 4 * MS, List.of(), lock("n"), compute(MS), suspend()));
        traced.runTo(6 * MS);
        assertThat(executing(traced, 0)).isSameAs(traced.task("a"));
        // a's remaining 7 ms in c's place, then b's millisecond, then c's.
        traced.runTo(13 * MS + 1);
        assertThat(ranNs(traced, "b")).isEqualTo(MS);
        assertThat(ranNs(traced, "c")).isEqualTo(MS);
        assertThat(executing(traced, 0)).isSameAs(traced.task("hog"));
    }

    @Test
    void shouldSleepWhileTheOwnerSleeps() {
        TracedHost traced =
                fair(
                        1,
                        true,
                        real(
                                "low",
                                10,
                                0,
                                List.of(),
                                lock("m"),
                                sleep(10 * MS),
                                unlock("m"),
                                hog()),
                        real("high", 30, 2 * MS, List.of(), lock("m"), compute(MS), suspend()),
                        task("hog", 0, hog()));
        traced.runTo(5 * MS);
        assertThat(traced.task("high").state).isEqualTo(TaskState.SLEEPING);
        assertThat(executing(traced, 0)).isSameAs(traced.task("hog"));
        traced.runTo(11 * MS + 1);
        assertThat(ranNs(traced, "high")).isEqualTo(MS);
    }

    @Test
    void shouldMoveTheDonorToTheOwnersCpuAndBack() {
        TracedHost traced =
                fair(
                        2,
                        true,
                        task("low", 0, List.of(1), lock("m"), compute(10 * MS), unlock("m"), hog()),
                        real("medium", 20, MS, List.of(1), compute(100 * MS), suspend()),
                        real("high", 30, 4 * MS, List.of(0), lock("m"), compute(MS), suspend()));
        traced.runTo(8 * MS);
        assertThat(traced.task("high").cpu).isEqualTo(1);
        assertThat(executing(traced, 1)).isSameAs(traced.task("low"));
        assertThat(executing(traced, 0)).isNull();
        // 1 ms before medium came, then 9 ms in high's place.
        traced.runTo(14 * MS + 1);
        assertThat(traced.task("high").cpu).isZero();
        assertThat(ranNs(traced, "high")).isEqualTo(MS);
        assertThat(executing(traced, 1)).isSameAs(traced.task("medium"));
    }

    @Test
    void shouldFollowAnOwnerThatIsMovedWhileItExecutes() {
        TracedHost traced =
                TracedHost.of(
                        CpuTopology.flat(2),
                        PROXY,
                        ops,
                        false,
                        List.of(new TimedAction(6 * MS, new Act.SetAffinity("low", List.of(1)))),
                        task("low", 0, List.of(0), lock("m"), compute(10 * MS), unlock("m"), hog()),
                        real("high", 30, 4 * MS, List.of(0), lock("m"), compute(MS), suspend()));
        traced.runTo(8 * MS);
        assertThat(traced.task("low").cpu).isEqualTo(1);
        assertThat(traced.task("high").cpu).isEqualTo(1);
        traced.runTo(11 * MS + 1);
        assertThat(ranNs(traced, "high")).isEqualTo(MS);
        assertThat(traced.task("high").cpu).isZero();
    }

    @Test
    void shouldGoOnWhenTheOwnerChangesItsClass() {
        SchedParams fifo = SchedParams.realTime(SchedPolicy.FIFO, 5);
        TracedHost traced =
                TracedHost.of(
                        CpuTopology.flat(1),
                        PROXY,
                        ops,
                        false,
                        List.of(new TimedAction(6 * MS, new Act.SetScheduler("low", fifo))),
                        task("low", 0, lock("m"), compute(10 * MS), unlock("m"), hog()),
                        real("high", 30, 4 * MS, List.of(), lock("m"), compute(MS), suspend()));
        traced.runTo(8 * MS);
        assertThat(executing(traced, 0)).isSameAs(traced.task("low"));
        assertThat(traced.kernel.core().runQueue(0).current).isSameAs(traced.task("high"));
        traced.runTo(11 * MS + 1);
        assertThat(ranNs(traced, "high")).isEqualTo(MS);
    }

    @Test
    void shouldSpendTheBudgetOfADeadlineTask() {
        SchedParams deadline =
                new SchedParams(SchedPolicy.DEADLINE, 0, 0, 5 * MS, 50 * MS, 50 * MS);
        TracedHost traced =
                fair(
                        1,
                        true,
                        task("low", 0, lock("m"), compute(20 * MS), unlock("m"), hog()),
                        task("other", 0, hog()),
                        with(deadline, "dl", 2 * MS, List.of(), lock("m"), compute(MS), suspend()));
        traced.runTo(3 * MS);
        assertThat(traced.kernel.core().runQueue(0).current).isSameAs(traced.task("dl"));
        // Its 5 ms of budget are used by the owner, then it is throttled.
        traced.runTo(8 * MS);
        assertThat(traced.kernel.core().runQueue(0).current).isNotSameAs(traced.task("dl"));
        assertThat(traced.task("dl").dl.throttled).isTrue();
    }

    @Test
    void shouldGiveTheOwnerTheShareOfAFairWaiter() {
        TracedHost traced =
                fair(
                        1,
                        true,
                        with(
                                new SchedParams(SchedPolicy.NORMAL, 19, 0, 0, 0, 0),
                                "low",
                                0,
                                List.of(),
                                lock("m"),
                                hog()),
                        with(
                                new SchedParams(SchedPolicy.NORMAL, -10, 0, 0, 0, 0),
                                "high",
                                MS,
                                List.of(),
                                lock("m"),
                                hog()),
                        task("other", 0, hog()));
        traced.runTo(2_000 * MS);
        // low executes with the weight of high: 9548 beside 1024.
        assertThat(traced.host.report().kernels().getFirst().tasks().getFirst().runNs())
                .isGreaterThan(1_700 * MS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveTasksOfExtAsTheyAre(boolean proxy) {
        KernelOptions options = KernelOptions.DEFAULTS.withProxyExecution(proxy);
        TracedHost traced =
                TracedHost.of(
                        CpuTopology.flat(1),
                        options,
                        ops,
                        true,
                        List.of(),
                        task("low", 0, lock("m"), compute(30 * MS), unlock("m"), hog()),
                        task("wait", 0, lock("m"), compute(MS), suspend()),
                        real("high", 30, 40 * MS, List.of(), lock("m"), compute(MS), suspend()));
        List<String> calls = traced.callsBetween(20 * MS, 21 * MS);
        assertThat(about("wait", calls))
                .containsSubsequence(
                        "running(wait)", "stopping(wait, false)", "quiescent(wait, 0x9)");
        assertThat(traced.task("wait").state).isEqualTo(TaskState.SLEEPING);
    }

    @Test
    void shouldNotExecuteAnOwnerOfExtInTheDonorsPlace() {
        TracedHost traced =
                TracedHost.of(
                        CpuTopology.flat(1),
                        PROXY,
                        ops,
                        true,
                        List.of(),
                        task("low", 0, lock("m"), compute(10 * MS), unlock("m"), hog()),
                        real("high", 30, 4 * MS, List.of(), lock("m"), compute(MS), suspend()));
        traced.runTo(6 * MS);
        assertThat(traced.task("high").state).isEqualTo(TaskState.SLEEPING);
        assertThat(traced.kernel.core().runQueue(0).current).isSameAs(traced.task("low"));
        traced.runTo(11 * MS + 1);
        assertThat(ranNs(traced, "high")).isEqualTo(MS);
    }

    @Test
    void shouldPutWaitersToSleepWhenASchedulerTakesThem() {
        TracedHost traced =
                TracedHost.of(
                        CpuTopology.flat(1),
                        PROXY,
                        ops,
                        false,
                        List.of(
                                new TimedAction(
                                        10 * MS,
                                        new Act.LoadScheduler(SchedulerSpec.builtin("recording")))),
                        task("low", 0, lock("m"), compute(20 * MS), unlock("m"), hog()),
                        task("wait", 0, lock("m"), compute(MS), suspend()),
                        task("other", 0, hog()));
        traced.runTo(11 * MS);
        assertThat(traced.task("wait").blockedOn).isEqualTo(-1);
        assertThat(traced.task("wait").state).isEqualTo(TaskState.SLEEPING);
        traced.runTo(200 * MS);
        assertThat(ranNs(traced, "wait")).isEqualTo(MS);
    }

    @Test
    void shouldSleepInADeadlock() {
        TracedHost traced =
                fair(
                        1,
                        true,
                        task("a", 0, lock("m"), compute(5 * MS), lock("n"), hog()),
                        task("b", 0, lock("n"), compute(5 * MS), lock("m"), hog()),
                        task("other", 0, hog()));
        traced.runTo(100 * MS);
        assertThat(executing(traced, 0)).isSameAs(traced.task("other"));
    }

    @Test
    void shouldExcludePreemptRt() {
        KernelOptions realTime =
                new KernelOptions(250, 0, KernelOptions.Preemption.RT, false, true);
        assertThatThrownBy(() -> realTime.withProxyExecution(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exclude each other");
    }
}
