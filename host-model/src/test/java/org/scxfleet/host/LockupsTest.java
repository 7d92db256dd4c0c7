package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.host.RecordingOps.D;
import static org.scxfleet.host.RecordingOps.SLICE_NS;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.compute;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.suspend;
import static org.scxfleet.host.TracedHost.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * Callbacks that never return: the CPU is lost until a detector of the kernel ends the scheduler.
 */
class LockupsTest {
    private static final long SECOND = 1_000 * MS;

    private final RecordingOps ops = new RecordingOps();

    private TracedHost host(KernelOptions options, List<TimedAction> actions, TaskSpec... tasks) {
        return TracedHost.of(CpuTopology.flat(2), options, ops, true, actions, tasks);
    }

    private TracedHost host(TaskSpec... tasks) {
        return host(KernelOptions.DEFAULTS, List.of(), tasks);
    }

    /** The dispatch of CPU 1 does not return from that time on. */
    private void hangInDispatch(long fromNs) {
        ops.dispatch =
                (kernel, cpu, prev) -> {
                    if (cpu == 1 && kernel.nowNs() >= fromNs) {
                        kernel.hang("a loop over nothing");
                    } else {
                        kernel.dsqMoveToLocal(D, 0);
                    }
                };
    }

    private static ExitInfo onlyExit(TracedHost traced) {
        assertThat(traced.exits()).hasSize(1);
        return traced.exits().getFirst();
    }

    @Test
    void shouldLoseTheCpuUntilTheHardLockupDetectorEndsTheScheduler() {
        hangInDispatch(100 * MS);
        TracedHost traced =
                host(
                        task("A", 0, List.of(1), hog()),
                        task("B", 0, List.of(1), hog()),
                        task("C", 0, List.of(0), hog()));
        traced.runTo(200 * MS);
        long switches = traced.kernel.core().runQueue(1).switches;
        traced.runTo(10 * SECOND);
        assertThat(traced.exits()).isEmpty();
        assertThat(traced.kernel.core().runQueue(1).switches).isEqualTo(switches);
        traced.runTo(10 * SECOND + 500 * MS);
        ExitInfo exit = onlyExit(traced);
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR);
        assertThat(exit.message()).isEqualTo("hard lockup - CPU 1");
        assertThat(exit.exitCpu()).isEqualTo(1);
        assertThat(exit.atNs()).isEqualTo(10 * SECOND);
        assertThat(exit.dump()).contains("CPU 1 is lost in dispatch: a loop over nothing");
        assertThat(traced.kernel.core().runQueue(1).switches).isGreaterThan(switches + 10);
    }

    @Test
    void shouldChargeTheLostTimeToTheTaskThatRanAndLetItGoOnAfterwards() {
        ops.tick =
                (kernel, current) -> {
                    if (kernel.thisCpu() == 1 && kernel.nowNs() >= 100 * MS) {
                        kernel.hang("");
                    }
                };
        TracedHost traced = host(task("A", 0, List.of(1), compute(150 * MS), suspend()));
        traced.runTo(11 * SECOND);
        assertThat(onlyExit(traced).atNs()).isEqualTo(10 * SECOND);
        // 100 ms of work, the time to the detector, and the 50 ms that were left.
        assertThat(traced.task("A").tally.runNs).isEqualTo(10 * SECOND + 50 * MS);
    }

    @Test
    void shouldNoticeOneLookLaterWhatBeganAfterASampleOfThePeriod() {
        hangInDispatch(5 * SECOND);
        TracedHost traced = host(task("A", 0, List.of(1), hog()));
        traced.runTo(21 * SECOND);
        assertThat(onlyExit(traced).atNs()).isEqualTo(20 * SECOND);
    }

    @Test
    void shouldWarnOfASoftLockupWhenATimerDoesNotReturn() {
        ops.timerAtNs = 5 * SECOND;
        ops.timer = kernel -> kernel.hang("");
        TracedHost traced = host(task("A", 0, hog()), task("B", 0, hog()));
        traced.runTo(30 * SECOND);
        ExitInfo exit = onlyExit(traced);
        assertThat(exit.message()).isEqualTo("soft lockup - CPU 0 stuck for 15s");
        assertThat(exit.atNs()).isEqualTo(20 * SECOND);
    }

    @Test
    void shouldReportAStallOfRcuWhenATimerThreadDoesNotReturn() {
        ops.timerAtNs = 5 * SECOND;
        ops.timer = kernel -> kernel.hang("");
        KernelOptions realTime =
                new KernelOptions(250, 0, KernelOptions.Preemption.RT, false, true);
        TracedHost traced = host(realTime, List.of(), task("A", 0, hog()), task("B", 0, hog()));
        traced.runTo(30 * SECOND);
        ExitInfo exit = onlyExit(traced);
        assertThat(exit.message()).matches("RCU CPU stall on CPUs \\([01]\\)");
        assertThat(exit.atNs()).isBetween(26 * SECOND, 26 * SECOND + 50 * MS);
    }

    @Test
    void shouldReportAStallOfRcuWithoutAHardLockupDetector() {
        hangInDispatch(1 * SECOND);
        TracedHost traced =
                host(
                        KernelOptions.DEFAULTS.withNmiWatchdog(false),
                        List.of(),
                        task("A", 0, List.of(1), hog()),
                        task("C", 0, List.of(0), hog()));
        traced.runTo(30 * SECOND);
        ExitInfo exit = onlyExit(traced);
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR);
        assertThat(exit.message()).isEqualTo("RCU CPU stall on CPUs (1)");
        assertThat(exit.atNs()).isBetween(22 * SECOND, 22 * SECOND + 50 * MS);
    }

    @Test
    void shouldLoseACpuThatWakesATaskOnTheQueueOfALostOne() {
        hangInDispatch(100 * MS);
        Step sleep = new Step.Sleep(Amount.of(10 * MS));
        Step post = new Step.SemPost("s");
        TracedHost traced =
                host(
                        task("A", 0, List.of(1), hog()),
                        task("W", 0, List.of(1), new Step.SemWait("s"), hog()),
                        task("C", 0, List.of(0), compute(300 * MS), post, sleep, hog()),
                        task("D", 0, List.of(0), hog()));
        traced.runTo(1 * SECOND);
        assertThat(traced.kernel.core().lostCpus().all().size()).isEqualTo(2);
        traced.runTo(11 * SECOND);
        assertThat(onlyExit(traced).message()).isEqualTo("hard lockup - CPU 1");
        assertThat(traced.kernel.core().lostCpus().count()).isZero();
        assertThat(traced.task("W").tally.runNs).isPositive();
        assertThat(traced.task("D").tally.runNs).isGreaterThan(100 * MS);
    }

    @Test
    void shouldNoticeThatTheWatchdogDoesNotCheckInWhenItsTimeoutIsShort() {
        ops.settings = OpsSettings.DEFAULTS.withTimeoutMs(2_000);
        hangInDispatch(100 * MS);
        TracedHost traced = host(task("A", 0, List.of(1), hog()), task("C", 0, List.of(0), hog()));
        traced.runTo(9 * SECOND);
        ExitInfo exit = onlyExit(traced);
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR_STALL);
        assertThat(exit.message()).matches("watchdog failed to check in for 2\\.00[0-9]s");
        assertThat(exit.atNs()).isBetween(3 * SECOND, 3 * SECOND + 10 * MS);
    }

    @Test
    void shouldGiveTheCpuBackWhenTheOperatorEndsTheScheduler() {
        hangInDispatch(100 * MS);
        TracedHost traced =
                host(
                        KernelOptions.DEFAULTS,
                        List.of(new TimedAction(2 * SECOND, new Act.SysrqS())),
                        task("A", 0, List.of(1), hog()),
                        task("B", 0, List.of(1), hog()));
        traced.runTo(3 * SECOND);
        assertThat(onlyExit(traced).kind()).isEqualTo(ExitKind.SYSRQ);
        assertThat(traced.kernel.core().lostCpus().count()).isZero();
        assertThat(traced.kernel.core().runQueue(1).switches).isGreaterThan(50);
    }

    @Test
    void shouldWakeSleepersOfALostCpuWhenItIsRegained() {
        hangInDispatch(100 * MS);
        Step sleep = new Step.Sleep(Amount.of(150 * MS));
        TracedHost traced =
                host(
                        task("A", 0, List.of(1), hog()),
                        task("S", 0, List.of(1), sleep, compute(MS), suspend()));
        traced.runTo(10 * SECOND);
        assertThat(traced.task("S").tally.runNs).isZero();
        traced.runTo(11 * SECOND);
        assertThat(traced.task("S").tally.runNs).isEqualTo(MS);
    }

    @Test
    void shouldEndASchedulerWhoseInitNeverReturnsAtOnce() {
        ops.initTask =
                (kernel, task, fork) -> {
                    kernel.hang("");
                    return 0;
                };
        TracedHost traced = host(task("A", MS, compute(9 * MS), suspend()));
        traced.runTo(SECOND);
        assertThat(onlyExit(traced).message()).isEqualTo("ops.init_task() never returns");
        assertThat(traced.task("A").tally.runNs).isEqualTo(9 * MS);
    }

    @Test
    void shouldNotLoseACpuOnceTheSchedulerIsEnding() {
        ops.implemented.add(Op.EXIT);
        ops.stopping =
                (kernel, task) -> {
                    kernel.error("over");
                    kernel.hang("");
                };
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, SLICE_NS, 0);
        TracedHost traced = host(task("A", 0, compute(MS), suspend()), task("B", 0, hog()));
        traced.runTo(SECOND);
        assertThat(onlyExit(traced).kind()).isEqualTo(ExitKind.ERROR_BPF);
        assertThat(traced.kernel.core().lostCpus().count()).isZero();
    }
}
