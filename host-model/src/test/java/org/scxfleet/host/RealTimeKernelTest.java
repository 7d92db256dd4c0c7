package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.US;
import static org.scxfleet.host.TracedHost.about;
import static org.scxfleet.host.TracedHost.compute;
import static org.scxfleet.host.TracedHost.fifo;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.suspend;
import static org.scxfleet.host.TracedHost.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** What differs on a PREEMPT_RT kernel: interrupts in threads, seen by tasks and by a scheduler. */
class RealTimeKernelTest {
    private static final KernelOptions RT =
            new KernelOptions(250, 0, KernelOptions.Preemption.RT, false, true);

    private final RecordingOps ops = new RecordingOps();

    private TracedHost fair(int cpus, TaskSpec... tasks) {
        return TracedHost.of(CpuTopology.flat(cpus), RT, ops, false, List.of(), tasks);
    }

    private TracedHost ext(int cpus, TaskSpec... tasks) {
        return TracedHost.of(CpuTopology.flat(cpus), RT, ops, true, List.of(), tasks);
    }

    private static Step sleep(long ns) {
        return new Step.Sleep(Amount.of(ns));
    }

    private static Task thread(TracedHost traced, String name) {
        return traced.kernel.tasks().stream()
                .filter(task -> task.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldHaveThreadsForTimersDevicesAndSoftInterruptsOnEveryCpu() {
        TracedHost traced = fair(2).runTo(MS);
        assertThat(thread(traced, "ktimers/1").policy).isEqualTo(SchedPolicy.FIFO);
        assertThat(thread(traced, "ktimers/1").rtPriority).isEqualTo(1);
        assertThat(thread(traced, "irq/0").rtPriority).isEqualTo(50);
        assertThat(thread(traced, "ksoftirqd/0").policy).isEqualTo(SchedPolicy.NORMAL);
    }

    @Test
    void shouldEndTheSleepOfAnOrdinaryTaskInTheTimerThread() {
        TracedHost traced = fair(1, task("T", 0, sleep(10 * MS), compute(MS), suspend()));
        traced.runTo(20 * MS);
        assertThat(thread(traced, "ktimers/0").tally.wakeups).isEqualTo(1);
        assertThat(traced.task("T").tally.runNs).isEqualTo(MS);
    }

    @Test
    void shouldEndTheSleepOfARealTimeTaskInTheHardInterrupt() {
        TracedHost traced =
                fair(1, fifo("T", 0, List.of(0), sleep(10 * MS), compute(MS), suspend()));
        traced.runTo(20 * MS);
        assertThat(thread(traced, "ktimers/0").tally.wakeups).isZero();
        assertThat(traced.task("T").tally.runNs).isEqualTo(MS);
    }

    @Test
    void shouldDelayASleepThatEndsUnderAHogOfHigherPriority() {
        Step setAffinity = new Step.SetAffinity(List.of(0, 1));
        TracedHost traced =
                fair(
                        2,
                        task(
                                "T",
                                0,
                                List.of(0),
                                sleep(10 * MS),
                                setAffinity,
                                compute(MS),
                                suspend()),
                        fifo("R", 5 * MS, List.of(0), compute(30 * MS), suspend()));
        traced.runTo(34 * MS);
        assertThat(traced.task("T").tally.runNs).isZero();
        traced.runTo(40 * MS);
        assertThat(traced.task("T").tally.runNs).isEqualTo(MS);
    }

    @Test
    void shouldTakeTheCpuFromAnExtTaskToEndASleep() {
        TracedHost traced =
                ext(1, task("T", 0, sleep(10 * MS), compute(MS), suspend()), task("A", 0, hog()));
        List<String> calls = traced.callsBetween(9 * MS, 10 * MS + 100 * US);
        // The hog goes to the head of its local DSQ for the timer thread, and is back after it.
        assertThat(about("A", calls)).containsExactly("stopping(A, true)", "running(A)");
        assertThat(calls).anyMatch(call -> call.contains("cpu_release(0, RT, ktimers/0"));
        assertThat(about("T", calls)).contains("enqueue(T, 0x9)");
    }

    @Test
    void shouldCallBackTheTimerOfASchedulerInTheTimerThread() {
        long[] firedNs = {-1};
        ops.timerAtNs = 10 * MS;
        ops.timer = kernel -> firedNs[0] = kernel.nowNs();
        TracedHost traced = ext(1, fifo("R", 5 * MS, List.of(0), compute(30 * MS), suspend()));
        traced.runTo(34 * MS);
        assertThat(firedNs[0]).isEqualTo(-1);
        traced.runTo(36 * MS);
        assertThat(firedNs[0]).isEqualTo(35 * MS);
    }

    @Test
    void shouldNeverLeaveAWakeUpToTheTarget() {
        ops.settings = OpsSettings.DEFAULTS.withFlags(Scx.OPS_ALLOW_QUEUED_WAKEUP);
        ops.select = (kernel, woken, prevCpu, wakeFlags) -> 1;
        Step post = new Step.SemPost("s");
        TracedHost traced =
                ext(
                        2,
                        task("A", 5 * MS, List.of(0), compute(5 * MS), post, hog()),
                        task("T", 0, new Step.SemWait("s"), compute(MS), suspend()));
        List<String> calls = traced.callsBetween(9 * MS, 11 * MS);
        // The flag of a selected CPU survives, which a queued wake-up would lose.
        assertThat(calls).anyMatch(call -> call.matches("cpu0 enqueue\\(T, 0x1.0009\\)"));
    }

    @Test
    void shouldBalanceInTheSoftInterruptThread() {
        TracedHost traced =
                fair(
                        2,
                        task("A", 0, List.of(0), new Step.SetAffinity(List.of()), hog()),
                        task("B", 0, List.of(0), new Step.SetAffinity(List.of()), hog()),
                        task("C", 0, List.of(0), new Step.SetAffinity(List.of()), hog()));
        traced.runTo(500 * MS);
        assertThat(thread(traced, "ksoftirqd/0").tally.wakeups).isPositive();
        assertThat(traced.kernel.core().runQueue(1).current).isNotNull();
    }

    @Test
    void shouldInitialiseItsThreadsForASchedulerAsAllTasks() {
        ops.implemented.add(Op.INIT_TASK);
        TracedHost traced = ext(1, task("A", 0, hog()));
        traced.runTo(MS);
        assertThat(traced.calls())
                .contains("cpu0 init_task(ktimers/0, false, 0)", "cpu0 init_task(A, true, 0)")
                .contains("cpu0 enable(ksoftirqd/0)")
                .doesNotContain("cpu0 enable(ktimers/0)");
    }
}
