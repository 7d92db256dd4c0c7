package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

class HousekeepingTest {
    private static final int SECONDS = 10;
    private static final int CPUS = 4;

    private static KernelReport run(boolean housekeeping, boolean busy) {
        Step work = new Step.Compute(Amount.of(1_000_000));
        TaskSpec hogs =
                TaskSpec.normal(
                        "hog",
                        busy ? CPUS : 0,
                        List.of(new Step.Repeat(Step.FOREVER, List.of(work))));
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(CPUS),
                        housekeeping
                                ? KernelOptions.DEFAULTS.withHousekeeping()
                                : KernelOptions.DEFAULTS,
                        CostProfile.LAB,
                        SchedulerSpec.NONE,
                        List.of(),
                        List.of(),
                        List.of(hogs),
                        List.of());
        long endNs = SECONDS * TestHosts.SECOND_NS;
        Host host = Host.assemble(HostSpec.single("h", 1, endNs, kernel), TestHosts.RESOLVER);
        host.checkInvariants(true);
        host.advance(endNs, List.of(), envelope -> {});
        return host.report().kernels().getFirst();
    }

    private static long runs(KernelReport report, String thread) {
        return report.tasks().stream()
                .filter(task -> task.name().startsWith(thread))
                .mapToLong(TaskReport::switchedIn)
                .sum();
    }

    @Test
    void shouldRunNothingByDefault() {
        assertThat(run(false, true).tasks()).hasSize(CPUS);
    }

    @Test
    void shouldRunEachThreadAtItsPeriodOnABusyMachine() {
        KernelReport report = run(true, true);
        assertThat(runs(report, "kworker/0")).isBetween(9L, 10L);
        assertThat(runs(report, "kcompactd")).isBetween(18L, 20L);
        assertThat(runs(report, "flush")).isBetween(4L, 6L);
        assertThat(runs(report, "pressure")).isBetween(4L, 6L);
        assertThat(runs(report, "rcu_preempt")).isBetween(12L, 18L);
    }

    @Test
    void shouldFoldMemoryStatisticsForSomeSecondsAfterATaskWasBorn() {
        KernelReport report = run(true, true);
        for (int cpu = 1; cpu < CPUS; cpu++) {
            assertThat(runs(report, "kworker/" + cpu)).isBetween(6L, 8L);
        }
    }

    @Test
    void shouldNotWakeAnIdleCpuForItsStatistics() {
        // Each worker ran once when it was made.
        assertThat(runs(run(true, false), "kworker/")).isEqualTo(CPUS);
    }

    @Test
    void shouldTakeSomeMicrosecondsOfASecond() {
        long runNs =
                run(true, true).tasks().stream()
                        .filter(task -> task.group().equals(Housekeeping.GROUP))
                        .mapToLong(TaskReport::runNs)
                        .sum();
        assertThat(runNs / SECONDS).isBetween(15_000L, 60_000L);
    }

    @Test
    void shouldMakeAHogThatHadACpuForItselfStepAside() {
        long preempted =
                run(true, true).tasks().stream()
                        .filter(task -> task.group().equals("hog"))
                        .mapToLong(TaskReport::preempted)
                        .sum();
        assertThat(preempted).isGreaterThan(CPUS * 6L);
    }

    @Test
    void shouldHaveOneCompactionThreadPerNode() {
        CpuTopology twoNodes = CpuTopology.regular("n", 2, 1, 1, 2, 1, true);
        Housekeeping threads =
                new Housekeeping(twoNodes, 4_000_000, new org.scxfleet.engine.SeededRandom(1));
        assertThat(threads.threads())
                .extracting(thread -> thread.spec().name())
                .contains("kcompactd0", "kcompactd1", "kworker/3");
        assertThat(threads.threads())
                .allMatch(thread -> thread.spec().params().equals(SchedParams.NORMAL));
    }

    /** One hog on CPU 1, which may move or not; {@code seen} hears of everything that happens. */
    private static KernelReport runHog(boolean pinned, long delayNs, TraceSink seen) {
        Step work = new Step.Compute(Amount.of(1_000_000));
        TaskSpec hog =
                new TaskSpec(
                        "hog",
                        "hog",
                        1,
                        SchedParams.NORMAL,
                        pinned ? List.of(1) : List.of(),
                        "/",
                        delayNs,
                        List.of(new Step.Repeat(Step.FOREVER, List.of(work))));
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.regular("n", 1, 1, 1, 2, 2, true),
                        KernelOptions.DEFAULTS.withHousekeeping(),
                        CostProfile.LAB,
                        SchedulerSpec.NONE,
                        List.of(),
                        List.of(),
                        List.of(hog),
                        List.of());
        long endNs = SECONDS * TestHosts.SECOND_NS;
        Host host = Host.assemble(HostSpec.single("h", 1, endNs, kernel), TestHosts.RESOLVER);
        host.checkInvariants(true);
        host.traceTo(seen);
        host.advance(endNs, List.of(), envelope -> {});
        return host.report().kernels().getFirst();
    }

    /** Times at which the worker of CPU 1, task 2, displaces the hog, task 0. */
    private static List<Long> interruptions(boolean pinned, long delayNs) {
        List<Long> times = new ArrayList<>();
        runHog(
                pinned,
                delayNs,
                (kind, timeNs, kernel, cpu, task, a, b) -> {
                    if (kind == TraceKind.SWITCH && a == 0 && task == 2) {
                        times.add(timeNs);
                    }
                });
        return times;
    }

    @Test
    void shouldWaitForTheSliceThatBeganAtTheTickAndPreemptFromThenOn() {
        long tickNs = KernelOptions.DEFAULTS.tickNs();
        long startNs = 3 * TestHosts.SECOND_NS + 1_000_000;
        List<Long> phases =
                interruptions(true, startNs).stream()
                        .filter(at -> at > startNs)
                        .map(at -> at % tickNs)
                        .toList();
        long sliceNs = 2_100_000;
        assertThat(phases.getFirst()).isBetween(sliceNs, sliceNs + 20_000);
        assertThat(phases.subList(1, phases.size())).hasSizeGreaterThan(2);
        assertThat(phases.subList(1, phases.size())).allMatch(phase -> phase < 20_000);
    }

    @Test
    void shouldCatchUpAtTheFirstTickOfACpuThatWasIdle() {
        long startNs = 3 * TestHosts.SECOND_NS + 1_000_000;
        long first = interruptions(true, startNs).getFirst();
        assertThat(first).isBetween(startNs, startNs + 2 * KernelOptions.DEFAULTS.tickNs());
    }

    @Test
    void shouldSendAHogToAnIdleCpuWhenAThreadPreemptsItAtATick() {
        KernelReport report = runHog(false, 0, (kind, timeNs, kernel, cpu, task, a, b) -> {});
        TaskReport hog = report.tasks().getFirst();
        assertThat(hog.migrations()).isBetween(2L, hog.preempted());
    }
}
