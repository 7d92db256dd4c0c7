package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** What the threads of a scheduler's loader are to the kernel: tasks. */
class LoaderThreadsTest {
    private static final long MS = 1_000_000;
    private static final SchedParams EXT = new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0);

    /** Computes, sleeps, yields, in turn, until the scheduler has ended. */
    private static final class Thread implements UserspaceThread {
        private final List<Act> acts;
        final List<Long> askedNs = new ArrayList<>();
        final List<Long> results = new ArrayList<>();
        boolean ended;
        private int next;

        Thread(Act... acts) {
            this.acts = List.of(acts);
        }

        @Override
        public String name() {
            return "half";
        }

        @Override
        public SchedParams params() {
            return EXT;
        }

        @Override
        public Act next(long nowNs) {
            askedNs.add(nowNs);
            return ended ? EXIT : acts.get(next++ % acts.size());
        }

        @Override
        public void cpuTimes(long[] busyNs) {
            results.add(busyNs[0]);
        }

        @Override
        public void returned(long result) {
            results.add(result);
        }
    }

    private static final class WithThreads implements SchedulerOps {
        final List<String> programs = new ArrayList<>();
        boolean tellsOfItsEnd = true;
        private final List<Thread> threads;

        WithThreads(Thread... threads) {
            this.threads = List.of(threads);
        }

        @Override
        public String name() {
            return "with_threads";
        }

        @Override
        public EnumSet<Op> implemented() {
            return EnumSet.of(Op.EXIT);
        }

        @Override
        public List<UserspaceThread> threads() {
            return List.copyOf(threads);
        }

        @Override
        public long runProgram(ExtKernel.Unlocked kernel, String program, List<Long> context) {
            programs.add(program + context + kernel.thisCpu());
            return context.getFirst() + 1;
        }

        @Override
        public void exit(ExtKernel.Unlocked kernel, ExitInfo info) {
            threads.forEach(thread -> thread.ended = tellsOfItsEnd);
        }
    }

    private static HostReport.KernelReport run(
            SchedulerOps ops, List<Integer> pids, List<TimedAction> actions, TaskSpec... tasks) {
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(1),
                        KernelOptions.DEFAULTS,
                        CostProfile.NONE,
                        TestHosts.GLOBAL_FIFO,
                        List.of(),
                        List.of(),
                        List.of(tasks),
                        actions);
        Host host =
                Host.assemble(
                        HostSpec.single("h", 1, 1_000 * MS, kernel),
                        scheduler ->
                                environment -> {
                                    pids.add(environment.loaderPid());
                                    return ops;
                                });
        host.checkInvariants(true);
        host.advance(1_000 * MS, List.of(), envelope -> {});
        return host.report().kernels().getFirst();
    }

    private static TaskSpec hog() {
        return TaskSpec.normal(
                "hog", 1, TestHosts.forever(new Step.Compute(Amount.of(1_000 * MS))));
    }

    @Test
    void shouldTakeSimulatedTimeOnTheEmulatedCpu() {
        Thread thread =
                new Thread(
                        new UserspaceThread.Act.Compute(30 * MS),
                        new UserspaceThread.Act.Sleep(70 * MS));
        HostReport.KernelReport report = run(new WithThreads(thread), new ArrayList<>(), List.of());
        assertThat(report.cpuBusyNs()[0]).isEqualTo(300 * MS);
        assertThat(report.tasks().getFirst().name()).isEqualTo("half");
        assertThat(thread.askedNs).startsWith(0L, 30 * MS);
        assertThat(thread.askedNs.get(2) - 100 * MS).isBetween(0L, 50_000L);
    }

    @Test
    void shouldShareTheCpuUnderItsOwnScheduler() {
        Thread thread = new Thread(new UserspaceThread.Act.Compute(MS));
        HostReport.KernelReport report =
                run(new WithThreads(thread), new ArrayList<>(), List.of(), hog());
        assertThat((double) report.tasks().getFirst().runNs())
                .isCloseTo(500.0 * MS, within(20.0 * MS));
    }

    @Test
    void shouldLetOthersRunWhenItYields() {
        Thread thread = new Thread(new UserspaceThread.Act.Compute(MS), UserspaceThread.YIELD);
        HostReport.KernelReport report =
                run(new WithThreads(thread), new ArrayList<>(), List.of(), hog());
        // A millisecond for each slice of 20 ms that the hog gets, which ends on a tick.
        assertThat(report.tasks().getFirst().runNs()).isBetween(30 * MS, 55 * MS);
    }

    @Test
    void shouldHaveThePidsThatTheLoaderIsTold() {
        List<Integer> pids = new ArrayList<>();
        TimedAction again =
                new TimedAction(500 * MS, new TimedAction.Act.LoadScheduler(TestHosts.GLOBAL_FIFO));
        HostReport.KernelReport report =
                run(
                        new WithThreads(
                                new Thread(new UserspaceThread.Act.Sleep(MS)),
                                new Thread(new UserspaceThread.Act.Sleep(MS))),
                        pids,
                        List.of(again),
                        hog());
        // Two threads, the hog, and two threads again, which had been tried out before.
        assertThat(pids).containsExactly(100, 103, 103);
        assertThat(report.tasks()).hasSize(5);
    }

    @Test
    void shouldEndWhenItSeesThatTheSchedulerHasEnded() {
        Thread thread = new Thread(new UserspaceThread.Act.Compute(MS));
        TimedAction unload = new TimedAction(500 * MS, new TimedAction.Act.UnloadScheduler());
        HostReport.KernelReport report =
                run(new WithThreads(thread), new ArrayList<>(), List.of(unload));
        assertThat(report.tasks().getFirst().runNs()).isBetween(500 * MS, 501 * MS);
    }

    @Test
    void shouldRunAProgramOfItsSchedulerAndHearWhatItReturned() {
        Thread thread =
                new Thread(
                        new UserspaceThread.Act.RunProgram("ask", List.of(41L)),
                        new UserspaceThread.Act.Sleep(400 * MS));
        WithThreads ops = new WithThreads(thread);
        run(ops, new ArrayList<>(), List.of());
        assertThat(ops.programs).containsExactly("ask[41]0", "ask[41]0", "ask[41]0");
        assertThat(thread.results).containsExactly(42L, 42L, 42L);
    }

    @Test
    void shouldFindNoProgramsOnceItsSchedulerIsGone() {
        Thread thread =
                new Thread(
                        new UserspaceThread.Act.Sleep(300 * MS),
                        new UserspaceThread.Act.RunProgram("ask", List.of(1L)));
        WithThreads ops = new WithThreads(thread);
        ops.tellsOfItsEnd = false;
        TimedAction unload = new TimedAction(100 * MS, new TimedAction.Act.UnloadScheduler());
        run(ops, new ArrayList<>(), List.of(unload));
        assertThat(thread.results).isNotEmpty().containsOnly((long) Scx.ENODEV);
        assertThat(ops.programs).isEmpty();
    }

    @Test
    void shouldReadHowBusyTheCpusHaveBeen() {
        Thread thread =
                new Thread(
                        new UserspaceThread.Act.Compute(30 * MS),
                        UserspaceThread.READ_CPU_TIMES,
                        new UserspaceThread.Act.Sleep(570 * MS));
        run(new WithThreads(thread), new ArrayList<>(), List.of());
        assertThat(thread.results).containsExactly(30 * MS, 60 * MS);
    }
}
