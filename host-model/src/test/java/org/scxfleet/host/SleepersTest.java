package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

/** When sleepers wake: high-resolution timers with a range. */
class SleepersTest {
    private static final long US = 1_000L;
    private static final long MS = 1_000_000L;
    private static final long SLACK_NS = 50 * US;

    /** Sleeps once, from the beginning, on that CPU. */
    private static TaskSpec sleeper(String name, int cpu, long sleepNs, SchedParams params) {
        return new TaskSpec(
                name,
                name,
                1,
                params,
                List.of(cpu),
                "/",
                0,
                List.of(new Step.Sleep(Amount.of(sleepNs))));
    }

    private static TaskSpec sleeper(String name, int cpu, long sleepNs) {
        return sleeper(name, cpu, sleepNs, SchedParams.NORMAL);
    }

    private static TaskSpec hog(int cpu) {
        Step work = new Step.Compute(Amount.of(MS));
        return new TaskSpec(
                "hog",
                "hog",
                1,
                SchedParams.NORMAL,
                List.of(cpu),
                "/",
                0,
                List.of(new Step.Repeat(Step.FOREVER, List.of(work))));
    }

    /** Times of all wake-ups of a fair kernel of two CPUs that cost nothing, as task@time. */
    private static List<String> wakeups(TaskSpec... tasks) {
        KernelSpec kernel =
                KernelSpec.of(
                        CpuTopology.flat(2), CostProfile.NONE, SchedulerSpec.NONE, List.of(tasks));
        Host host = Host.assemble(HostSpec.single("h", 1, 100 * MS, kernel), TestHosts.RESOLVER);
        host.checkInvariants(true);
        List<String> wakeups = new ArrayList<>();
        host.traceTo((kind, timeNs, number, cpu, task, a, b) -> {
            if (kind == TraceKind.WAKEUP) {
                wakeups.add(tasks[task].name() + "@" + timeNs);
            }
        });
        host.advance(100 * MS, List.of(), envelope -> {});
        return wakeups;
    }

    @Test
    void shouldWakeALoneSleeperAtTheEndOfItsSlack() {
        assertThat(wakeups(sleeper("a", 0, MS))).containsExactly("a@" + (MS + SLACK_NS));
    }

    @Test
    void shouldWakeARealTimeSleeperToTheNanosecond() {
        SchedParams fifo = SchedParams.realTime(SchedPolicy.FIFO, 10);
        assertThat(wakeups(sleeper("a", 0, MS, fifo))).containsExactly("a@" + MS);
    }

    @Test
    void shouldWakeSleepersOfOneCpuTogetherIfTheirRangesOverlap() {
        long together = MS + SLACK_NS;
        assertThat(wakeups(sleeper("a", 0, MS), sleeper("b", 0, MS + 40 * US)))
                .containsExactly("a@" + together, "b@" + together);
    }

    @Test
    void shouldNotWakeASleeperBeforeItsTime() {
        long later = MS + 51 * US;
        assertThat(wakeups(sleeper("a", 0, MS), sleeper("b", 0, later)))
                .containsExactly("a@" + (MS + SLACK_NS), "b@" + (later + SLACK_NS));
    }

    @Test
    void shouldKeepCpusApart() {
        assertThat(wakeups(sleeper("a", 0, MS), sleeper("b", 1, MS + 40 * US)))
                .containsExactly("a@" + (MS + SLACK_NS), "b@" + (MS + 40 * US + SLACK_NS));
    }

    @Test
    void shouldWakeASleeperAtATickThatComesWithinItsSlack() {
        assertThat(wakeups(sleeper("a", 0, 7_990 * US), hog(0))).containsExactly("a@" + 8 * MS);
    }
}
