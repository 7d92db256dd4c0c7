package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.US;
import static org.scxfleet.host.TracedHost.compute;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.task.Amount;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

/** What each step of a program does, seen from outside: when iterations end and who runs where. */
class ProgramStepsTest {
    private static final Step MARK = new Step.Mark("");
    private static final long SLACK_NS = 50 * US;

    private final List<String> marks = new ArrayList<>();

    /** The end of each iteration as {@code name@microseconds}. */
    private List<String> run(int cpus, long untilNs, TaskSpec... tasks) {
        return run(cpus, CostProfile.NONE, untilNs, tasks);
    }

    private List<String> run(int cpus, CostProfile costs, long untilNs, TaskSpec... tasks) {
        Host host = host(CpuTopology.flat(cpus), costs, tasks);
        host.advance(untilNs, List.of(), envelope -> {});
        return marks;
    }

    private Host host(CpuTopology topology, CostProfile costs, TaskSpec... tasks) {
        KernelSpec kernel =
                new KernelSpec(
                        topology,
                        KernelOptions.DEFAULTS,
                        costs,
                        TestHosts.GLOBAL_FIFO,
                        List.of(),
                        List.of(),
                        List.of(tasks),
                        List.of());
        Host host =
                Host.assemble(
                        HostSpec.single("h", 1, 100 * TestHosts.SECOND_NS, kernel),
                        TestHosts.RESOLVER);
        host.checkInvariants(true);
        host.traceTo((kind, timeNs, number, cpu, taskNumber, a, b) -> {
            if (kind == TraceKind.ITERATION) {
                Task task = host.kernel(0).tasks().get(taskNumber);
                marks.add(RecordingOps.name(task) + "@" + timeNs / US);
            }
        });
        return host;
    }

    private static Step sleep(long ns) {
        return new Step.Sleep(Amount.of(ns));
    }

    private static Step loop(int count, Step... body) {
        return new Step.Repeat(count, List.of(body));
    }

    @Test
    void shouldComputeForAsLongAsTheWorkTakes() {
        assertThat(run(1, 10 * MS, task("A", 0, compute(MS), MARK, compute(2 * MS), MARK)))
                .containsExactly("A@1000", "A@3000");
    }

    @Test
    void shouldCountPreemptedTimeOfARunForStep() {
        List<String> marks =
                run(
                        1,
                        20 * MS,
                        task("A", 0, new Step.RunFor(Amount.of(6 * MS)), MARK),
                        TracedHost.fifo("R", MS, List.of(0), compute(3 * MS)));
        assertThat(marks).containsExactly("A@6000");
    }

    @Test
    void shouldSleepWithTimerSlackExceptForRealTimeTasks() {
        List<String> marks =
                run(
                        2,
                        10 * MS,
                        task("A", 0, sleep(MS), MARK),
                        TracedHost.fifo("R", 0, List.of(1), sleep(MS), MARK));
        assertThat(marks).containsExactly("R@1000", "A@" + (MS + SLACK_NS) / US);
    }

    @Test
    void shouldKeepThePeriodOfAnAbsoluteTimer() {
        Step timer = new Step.Timer("t", Amount.of(2 * MS), true, false);
        assertThat(run(1, 7 * MS, task("A", 0, loop(3, timer, compute(100 * US), MARK))))
                .containsExactly("A@2150", "A@4150", "A@6150");
    }

    @Test
    void shouldCountALateRelativeTimerFromNow() {
        Step relative = new Step.Timer("t", Amount.of(MS), false, false);
        Step absolute = new Step.Timer("t", Amount.of(MS), true, false);
        assertThat(run(1, 9 * MS, task("A", 0, compute(3500 * US), relative, relative, MARK)))
                .containsExactly("A@4550");
        marks.clear();
        // The absolute one has three expiries to catch up with.
        assertThat(
                        run(
                                1,
                                9 * MS,
                                task(
                                        "A",
                                        0,
                                        compute(3500 * US),
                                        absolute,
                                        absolute,
                                        absolute,
                                        MARK,
                                        absolute,
                                        MARK)))
                .containsExactly("A@3500", "A@4050");
    }

    @Test
    void shouldSuspendUntilResumedAndKeepAnEarlyResumeIfCounting() {
        Step suspend = new Step.Suspend("g", true);
        Step resume = new Step.Resume("g", true);
        assertThat(
                        run(
                                2,
                                10 * MS,
                                task(
                                        "A",
                                        0,
                                        List.of(0),
                                        suspend,
                                        MARK,
                                        compute(3 * MS),
                                        suspend,
                                        MARK),
                                task("B", 0, List.of(1), compute(MS), resume, compute(MS), resume)))
                .containsExactly("A@1000", "A@4000");
    }

    @Test
    void shouldResumeAllWhoWaitIfNotCounting() {
        Step suspend = new Step.Suspend("g", false);
        List<String> marks =
                run(
                        3,
                        10 * MS,
                        task("A", 0, suspend, MARK),
                        task("B", 0, suspend, MARK),
                        task("C", 0, compute(MS), new Step.Resume("g", false)));
        assertThat(marks).containsExactlyInAnyOrder("A@1000", "B@1000");
    }

    @Test
    void shouldExcludeOthersByALock() {
        Step lock = new Step.Lock("m", false);
        Step unlock = new Step.Unlock("m");
        List<String> marks =
                run(
                        2,
                        10 * MS,
                        task("A", 0, lock, compute(2 * MS), unlock, MARK),
                        task("B", MS, lock, compute(2 * MS), unlock, MARK));
        assertThat(marks).containsExactly("A@2000", "B@4000");
    }

    @Test
    void shouldLetTheOwnerOfALockInheritThePriorityOfItsWaiter() {
        Step lock = new Step.Lock("m", true);
        Step unlock = new Step.Unlock("m");
        List<String> marks =
                run(
                        1,
                        50 * MS,
                        task("A", 0, lock, compute(5 * MS), unlock, MARK, hog()),
                        task("H", MS, hog()),
                        TracedHost.fifo("R", 2 * MS, List.of(0), lock, MARK, unlock));
        // A runs on as if real-time from 2 ms on, R follows it at once.
        assertThat(marks.getFirst()).isEqualTo("R@5000");
    }

    @Test
    void shouldReleaseTheMutexWhileWaitingForACondition() {
        Step lock = new Step.Lock("m", false);
        Step unlock = new Step.Unlock("m");
        List<String> marks =
                run(
                        3,
                        20 * MS,
                        task("A", 0, lock, new Step.CondWait("c", "m"), MARK, unlock),
                        task("B", 0, lock, new Step.CondWait("c", "m"), MARK, unlock),
                        task(
                                "C",
                                MS,
                                lock,
                                new Step.CondSignal("c"),
                                compute(MS),
                                unlock,
                                compute(3 * MS),
                                new Step.CondBroadcast("c")));
        assertThat(marks).containsExactly("A@2000", "B@5000");
    }

    @Test
    void shouldOpenABarrierForAllAtOnce() {
        Step barrier = new Step.Barrier("b", 3);
        List<String> marks =
                run(
                        3,
                        10 * MS,
                        task("A", 0, compute(MS), barrier, MARK),
                        task("B", 0, compute(2 * MS), barrier, MARK),
                        task("C", 0, compute(3 * MS), barrier, MARK));
        assertThat(marks).containsExactlyInAnyOrder("A@3000", "B@3000", "C@3000");
    }

    @Test
    void shouldCountASemaphore() {
        List<String> marks =
                run(
                        2,
                        10 * MS,
                        task("A", 0, loop(3, new Step.SemWait("s"), MARK)),
                        task("B", 0, loop(3, compute(MS), new Step.SemPost("s"))));
        assertThat(marks).containsExactly("A@1000", "A@2000", "A@3000");
    }

    @Test
    void shouldPassBytesThroughAPipe() {
        List<String> marks =
                run(
                        2,
                        10 * MS,
                        task("A", 0, List.of(0), loop(2, new Step.PipeRead("p"), MARK)),
                        task("B", 0, List.of(1), loop(2, compute(MS), new Step.PipeWrite("p"))));
        assertThat(marks).containsExactly("A@1000", "A@2000");
    }

    @Test
    void shouldQueueTheReaderOfAPipeBehindItsWriterByASynchronousWakeUp() {
        // The reader's CPU is busy; another one is idle, so the writer's is taken for quiet.
        List<String> marks =
                run(
                        3,
                        10 * MS,
                        task("A", 0, loop(1, new Step.PipeRead("p"), MARK)),
                        task("B", 0, compute(MS), new Step.PipeWrite("p"), compute(MS)),
                        task("C", 0, List.of(0), compute(10 * MS)));
        assertThat(marks).containsExactly("A@2000");
    }

    @Test
    void shouldGiveTheCpuToAnotherByAYield() {
        List<String> marks =
                run(
                        1,
                        5 * MS,
                        task("A", 0, loop(2, compute(MS), MARK, new Step.Yield())),
                        task("B", 0, loop(2, compute(MS), MARK, new Step.Yield())));
        assertThat(marks).containsExactly("A@1000", "B@2000", "A@3000", "B@4000");
    }

    @Test
    void shouldForkAndExit() {
        TaskSpec child =
                new TaskSpec(
                        "C",
                        "C",
                        0,
                        SchedParams.NORMAL,
                        List.of(),
                        "/",
                        0,
                        List.of(compute(MS), MARK, new Step.Exit(), MARK));
        List<String> marks =
                run(3, 10 * MS, task("A", 0, loop(2, compute(MS), new Step.Fork("C"))), child);
        assertThat(marks).containsExactly("C@2000", "C-1@3000");
    }

    @Test
    void shouldChangeItsOwnPolicyAffinityAndCgroup() {
        Host host =
                host(
                        CpuTopology.flat(2),
                        CostProfile.NONE,
                        task(
                                "A",
                                0,
                                compute(MS),
                                new Step.SetAffinity(List.of(1)),
                                new Step.SetCgroup("/g"),
                                new Step.SetScheduler(SchedParams.realTime(SchedPolicy.FIFO, 3)),
                                hog()));
        host.advance(2 * MS, List.of(), envelope -> {});
        Task task = host.kernel(0).tasks().getFirst();
        assertThat(task.cpu).isEqualTo(1);
        assertThat(task.schedClass).isEqualTo(ClassId.RT);
        assertThat(host.kernel(0).cgroupOf(task)).isEqualTo("/g");
        assertThat(host.kernel(0).core().runQueue(1).current).isSameAs(task);
    }

    @Test
    void shouldRepeatWithinRepeats() {
        assertThat(run(1, 50 * MS, task("A", 0, loop(2, loop(3, compute(MS)), MARK))))
                .containsExactly("A@3000", "A@6000");
        marks.clear();
        assertThat(run(1, 50 * MS, task("A", 0, loop(0, MARK), loop(1, MARK)))).hasSize(1);
    }

    @Test
    void shouldMeasureResponsesFromTheExpiryOfATimer() {
        Step timer = new Step.Timer("t", Amount.of(2 * MS), true, false);
        Host host =
                host(
                        CpuTopology.flat(1),
                        CostProfile.NONE,
                        task("A", 0, loop(3, timer, compute(100 * US), new Step.Mark("t"))));
        host.advance(10 * MS, List.of(), envelope -> {});
        assertThat(host.report().kernels().getFirst().groups().getFirst().responses.maxNs())
                .isEqualTo(150 * US);
    }

    @Test
    void shouldChargeATaskThatLetsNoTimePassAndSaySo() {
        Host host =
                host(
                        CpuTopology.flat(1),
                        CostProfile.NONE,
                        task("A", 0, loop(Step.FOREVER, new Step.SemPost("s"))));
        host.advance(10 * US, List.of(), envelope -> {});
        assertThat(host.report().notices())
                .anySatisfy(notice -> {
                    assertThat(notice.code()).isEqualTo("zero-time-loop");
                    assertThat(notice.count()).isEqualTo(10);
                });
    }

    @Test
    void shouldEndAtTheEndOfItsProgram() {
        Host host = host(CpuTopology.flat(1), CostProfile.NONE, task("A", 0, compute(MS)));
        host.advance(2 * MS, List.of(), envelope -> {});
        assertThat(host.kernel(0).tasks().getFirst().state).isEqualTo(TaskState.DEAD);
        assertThat(host.kernel(0).byNumber(0)).isNull();
    }

    // Cost and speed.

    @Test
    void shouldChargeASwitchToTheNextTask() {
        CostProfile costs = new CostProfile("c", 2_000, 0, 0, 0, 0, 0, 0, 0, 0, 1024, 0, 0);
        assertThat(run(1, costs, 5 * MS, task("A", 0, compute(MS), MARK)))
                .containsExactly("A@1002");
    }

    @Test
    void shouldChargeAWakeUpToTheWakerAndASystemCallToTheCaller() {
        CostProfile costs = new CostProfile("c", 0, 3_000, 1_000, 0, 0, 0, 0, 0, 0, 1024, 0, 0);
        List<String> marks =
                run(
                        2,
                        costs,
                        5 * MS,
                        task("A", 0, List.of(0), new Step.SemWait("s"), hog()),
                        task(
                                "B",
                                0,
                                List.of(1),
                                compute(MS),
                                new Step.SemPost("s"),
                                compute(MS),
                                MARK));
        assertThat(marks).containsExactly("B@2004");
    }

    @Test
    void shouldPreemptWhenTheInterruptThatWakesIsOver() {
        CostProfile costs = new CostProfile("c", 0, 3_000, 0, 0, 0, 0, 0, 0, 0, 1024, 0, 0);
        Step realTime = new Step.SetScheduler(SchedParams.realTime(SchedPolicy.FIFO, 1));
        List<String> marks =
                run(
                        1,
                        costs,
                        5 * MS,
                        task("R", 0, realTime, sleep(MS), MARK, sleep(MS), MARK),
                        task("A", 100 * US, hog()));
        assertThat(marks).containsExactly("R@1003", "R@2006");
    }

    @Test
    void shouldChargeAMoveToAnotherCache() {
        CostProfile costs = new CostProfile("c", 0, 0, 0, 10_000, 20_000, 0, 0, 0, 0, 1024, 0, 0);
        Host host =
                host(
                        CpuTopology.regular("two", 1, 1, 2, 1, 1, true),
                        costs,
                        task(
                                "A",
                                0,
                                compute(MS),
                                new Step.SetAffinity(List.of(1)),
                                compute(MS),
                                MARK));
        host.advance(5 * MS, List.of(), envelope -> {});
        assertThat(marks).containsExactly("A@2020");
    }

    @Test
    void shouldRunSlowerOnAWeakCpu() {
        CpuTopology weak =
                new CpuTopology(
                        "weak",
                        List.of(
                                new CpuTopology.Cpu(0, 0, 0, 0, 1024),
                                new CpuTopology.Cpu(1, 0, 0, 0, 256)),
                        new int[][] {{10}});
        Host host = host(weak, CostProfile.NONE, task("A", 0, List.of(1), compute(MS), MARK));
        host.advance(10 * MS, List.of(), envelope -> {});
        assertThat(marks).containsExactly("A@4000");
    }

    @Test
    void shouldShareACoreBetweenItsThreads() {
        CostProfile half = new CostProfile("c", 0, 0, 0, 0, 0, 0, 0, 0, 0, 512, 0, 0);
        Host host =
                host(
                        CpuTopology.regular("smt", 1, 1, 1, 1, 2, true),
                        half,
                        task("A", 0, List.of(0), compute(3 * MS), MARK),
                        task("B", MS, List.of(1), compute(MS), MARK));
        host.advance(20 * MS, List.of(), envelope -> {});
        // Both at half speed from 1 to 3 ms: A has 1 ms left then and runs alone again.
        assertThat(marks).containsExactly("B@3000", "A@4000");
    }

    @Test
    void shouldConserveWorkThroughManyChangesOfSpeed() {
        CostProfile costs = new CostProfile("c", 0, 0, 0, 0, 0, 0, 0, 0, 0, 700, 0, 0);
        Host host =
                host(
                        CpuTopology.regular("smt", 1, 1, 1, 1, 2, true),
                        costs,
                        task("A", 0, List.of(0), compute(50 * MS), MARK),
                        task("B", 0, List.of(1), loop(200, compute(77 * US), sleep(33 * US))));
        host.advance(200 * MS, List.of(), envelope -> {});
        Task b = host.kernel(0).tasks().get(1);
        long sharedNs = b.tally.runNs;
        long endUs = Long.parseLong(marks.getFirst().substring(2));
        long expectedNs = 50 * MS + sharedNs - sharedNs * 700 / 1024;
        // Each change of speed may lose less than one nanosecond of work.
        assertThat(endUs * US).isBetween(expectedNs - US, expectedNs + 2 * US);
    }

    @Test
    void shouldRefuseProgramsThatDoNotFitTogether() {
        assertThatThrownBy(() -> run(1, MS, task("A", 0, new Step.Fork("nobody"))))
                .hasMessageContaining("no task 'nobody' to fork");
        assertThatThrownBy(() ->
                        run(
                                1,
                                MS,
                                task("A", 0, new Step.Barrier("b", 2)),
                                task("B", 0, new Step.Barrier("b", 3))))
                .hasMessageContaining("barrier 'b' has 2 parties at one place and 3 at another");
        assertThatThrownBy(() ->
                        run(
                                1,
                                MS,
                                task("A", 0, new Step.Suspend("g", true)),
                                task("B", 0, new Step.Resume("g", false))))
                .hasMessageContaining("'g' is counting at one place and not at another");
        assertThatThrownBy(() -> run(1, MS, task("A", 0, new Step.GpuSync(0, Step.SyncMode.SPIN))))
                .hasMessageContaining("GPU 0 does not exist");
    }

    @Test
    void shouldRefuseRepeatsThatNestTooDeep() {
        Step step = compute(1);
        for (int depth = 0; depth <= Step.MAX_NESTING; depth++) {
            step = new Step.Repeat(2, Collections.singletonList(step));
        }
        Step tooDeep = step;
        assertThatThrownBy(() -> run(1, MS, task("A", 0, tooDeep)))
                .hasMessageContaining("repeats nest deeper than 16");
    }
}
