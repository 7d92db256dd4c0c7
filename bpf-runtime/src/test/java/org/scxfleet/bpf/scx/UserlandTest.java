package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** The kernel's scx_userland with its user-space half. */
class UserlandTest {
    private static final long SECOND_NS = 1_000 * Workloads.MS_NS;
    private static final List<Step> HOG =
            Workloads.forever(new Step.Compute(Amount.of(Workloads.MS_NS)));

    private final List<BpfScheduler> loaded = new ArrayList<>();

    private Host run(
            int cpus, int seconds, String batch, List<TimedAction> acts, TaskSpec... tasks) {
        TreeMap<String, String> options = new TreeMap<>();
        options.put("b", batch);
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of(
                        "userland",
                        KernelObjects.example("scx_userland.bpf.o"),
                        Profiles.shipped("userland"));
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(cpus),
                        KernelOptions.DEFAULTS.withHousekeeping(),
                        CostProfile.LAB,
                        new SchedulerSpec("userland", options, ""),
                        List.of(),
                        List.of(),
                        List.of(tasks),
                        acts);
        return Workloads.run(
                kernel,
                scheduler ->
                        environment -> {
                            BpfScheduler made = (BpfScheduler) factory.create(environment);
                            loaded.add(made);
                            return made;
                        },
                seconds * SECOND_NS);
    }

    private static HostReport.KernelReport kernel(Host host) {
        return host.report().kernels().getFirst();
    }

    private static long runNs(HostReport.KernelReport kernel, String name) {
        return kernel.tasks().stream()
                .filter(task -> task.name().startsWith(name))
                .mapToLong(HostReport.TaskReport::runNs)
                .sum();
    }

    @Test
    void shouldScheduleEveryTaskThroughTheProcess() {
        HostReport.KernelReport kernel =
                kernel(run(4, 5, "8", List.of(), Workloads.task("hog", 8, 0, "/", HOG)));
        assertThat(kernel.exits()).isEmpty();
        // The measured kernel gives 2.9 to 3.5 of the 4 CPUs: the rest waits for the process.
        assertThat(runNs(kernel, "hog")).isBetween(2 * 5 * SECOND_NS, 39 * 5 * SECOND_NS / 10);
        assertThat(runNs(kernel, "scx_userland")).isBetween(100_000L, 10_000_000L);
        for (HostReport.TaskReport task : kernel.tasks()) {
            if (task.name().startsWith("hog")) {
                assertThat(task.runNs() * 8)
                        .isCloseTo(
                                runNs(kernel, "hog"),
                                org.assertj.core.data.Percentage.withPercentage(12));
            }
        }
    }

    @Test
    void shouldGiveCpuTimeByWeight() {
        HostReport.KernelReport kernel =
                kernel(
                        run(
                                1,
                                10,
                                "1",
                                List.of(),
                                Workloads.task("normal", 2, 0, "/", HOG),
                                Workloads.task("nice", 2, 5, "/", HOG)));
        double ratio = (double) runNs(kernel, "normal") / runNs(kernel, "nice");
        // Weights 100 and 29 of the kernel's scale.
        assertThat(ratio).isBetween(2.5, 4.0);
    }

    @Test
    void shouldCountAsItsProgramDoes() {
        run(2, 3, "8", List.of(), Workloads.task("hog", 5, 0, "/", HOG));
        List<Statistic> statistics = loaded.getFirst().output().statistics();
        assertThat(statistics).extracting(Statistic::name).endsWith("enq", "disp", "refused");
        long enqueued = value(statistics, "enq");
        assertThat(value(statistics, "user")).isBetween(enqueued, enqueued + 5);
        assertThat(value(statistics, "disp")).isBetween(enqueued - 5, enqueued);
        assertThat(value(statistics, "refused")).isZero();
    }

    private static long value(List<Statistic> statistics, String name) {
        return statistics.stream()
                .filter(each -> each.name().equals(name))
                .reduce((first, last) -> last)
                .orElseThrow()
                .value();
    }

    @Test
    void shouldEndItsThreadsWithTheScheduler() {
        TimedAction unload = new TimedAction(SECOND_NS, new TimedAction.Act.UnloadScheduler());
        Host host = run(2, 4, "8", List.of(unload), Workloads.task("hog", 3, 0, "/", HOG));
        HostReport.KernelReport kernel = kernel(host);
        assertThat(kernel.exits()).hasSize(1);
        assertThat(runNs(kernel, "scx_userland")).isLessThan(5_000_000);
        // The fair class wastes nothing of the three seconds that are left.
        assertThat(runNs(kernel, "hog")).isGreaterThan(2 * 3 * SECOND_NS);
    }

    @Test
    void shouldRefuseAProfileThatNamesAnUnknownHalf() {
        assertThatThrownBy(() ->
                        BpfSchedulerFactory.of(
                                "userland",
                                KernelObjects.example("scx_userland.bpf.o"),
                                Profiles.read("mine", "agent: nobody\n")))
                .isInstanceOf(ProgramRefused.class)
                .hasMessage(
                        "profile mine: agent: no user-space half 'nobody'; there are"
                                + " [userland, rustland, rlfifo, rusty]");
    }
}
