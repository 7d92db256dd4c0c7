package org.scxfleet.cli.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.exec.Execution;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

class LabStartTest {
    private static final long TICK_NS = 4_000_000;
    private static final long DELAY_NS = 1_300_000;
    private static final long WINDOW_NS = 100_000_000;
    private static final int CPUS = 4;

    private static Step work() {
        return new Step.Compute(Amount.of(100_000));
    }

    private static TaskSpec spec(
            String name, int instances, SchedParams params, long delayNs, Step... program) {
        return new TaskSpec(
                name,
                name,
                instances,
                params,
                List.of(),
                "/",
                delayNs,
                List.of(new Step.Repeat(Step.FOREVER, List.of(program))));
    }

    private static List<TaskSpec> workload() {
        Step period = new Step.Timer("t", Amount.of(10_000_000), false, false);
        return List.of(
                spec("hog", 5, SchedParams.fair(5), 0, work()),
                spec("late", 2, SchedParams.NORMAL, DELAY_NS, work(), period),
                spec("rt", 1, SchedParams.realTime(SchedPolicy.FIFO, 50), 0, work(), period));
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldLetEveryTaskWakeAtT0PlusItsDelay(long seed) {
        for (SchedulerSpec scheduler :
                List.of(SchedulerSpec.NONE, SchedulerSpec.builtin("simple"))) {
            LabStart start =
                    LabStart.of(
                            workload(), WINDOW_NS, CPUS, TICK_NS, true, 0, new SeededRandom(seed));
            List<String> wakeups = wakeups(start, scheduler);
            assertThat(wakeups).hasSize(8).contains("rt@0");
            for (String wakeup : wakeups) {
                long atNs = Long.parseLong(wakeup.substring(wakeup.indexOf('@') + 1));
                long dueNs = wakeup.startsWith("late") ? DELAY_NS : 0;
                // A CPU wakes its sleepers one after the other.
                long turnsNs = wakeups.size() * CostProfile.LAB.wakeupNs();
                assertThat(atNs).isBetween(dueNs, dueNs + Execution.TIMER_SLACK_NS + turnsNs);
            }
            assertThat(start.windowStartNs() % TICK_NS).isZero();
        }
    }

    /** Wake-ups of the forked tasks after T0, as group@time. */
    private static List<String> wakeups(LabStart start, SchedulerSpec scheduler) {
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(CPUS),
                        KernelOptions.DEFAULTS.withTickPhaseNs(TICK_NS / 2),
                        CostProfile.LAB,
                        scheduler,
                        List.of(),
                        List.of(),
                        start.tasks(),
                        List.of());
        long endNs = start.windowStartNs() + 2 * DELAY_NS;
        Host host = Host.assemble(HostSpec.single("h", 1, endNs, kernel), new PolicyCatalog());
        List<String> wakeups = new ArrayList<>();
        int[] first = {-1};
        host.traceTo((kind, timeNs, number, cpu, task, a, b) -> {
            if (kind == TraceKind.FORK && a >= 0 && first[0] < 0) {
                first[0] = task;
            }
            boolean forked = first[0] >= 0 && task >= first[0];
            if (kind == TraceKind.WAKEUP && forked && timeNs >= start.windowStartNs()) {
                long sinceNs = timeNs - start.windowStartNs();
                wakeups.add(start.groups().get(task - first[0]) + "@" + sinceNs);
            }
        });
        host.advance(endNs, List.of(), envelope -> {});
        return wakeups;
    }
}
