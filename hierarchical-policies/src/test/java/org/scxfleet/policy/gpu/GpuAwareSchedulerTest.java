package org.scxfleet.policy.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** On a host of two nodes with four CPUs each; the GPU hangs on node 1, CPUs 4 to 7. */
class GpuAwareSchedulerTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int FIRST_NEAR_CPU = 4;

    private static TaskSpec launcher(int instances, List<Integer> cpus) {
        return new TaskSpec(
                "launch",
                "launch",
                instances,
                SchedParams.NORMAL,
                cpus,
                "/",
                0,
                List.of(
                        new Step.Repeat(
                                Step.FOREVER,
                                List.of(
                                        new Step.Compute(Amount.of(100_000)),
                                        new Step.GpuLaunch(0, 0, Amount.of(100_000), 4, false),
                                        new Step.GpuSync(0, Step.SyncMode.BLOCKING),
                                        new Step.Mark("")))));
    }

    private static TaskSpec hogs(int instances) {
        return TaskSpec.normal(
                "hog",
                instances,
                List.of(
                        new Step.Repeat(
                                Step.FOREVER, List.of(new Step.Compute(Amount.of(5_000_000))))));
    }

    private static HostReport.KernelReport run(Map<String, String> options, TaskSpec... tasks) {
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.regular("two", 2, 1, 1, 4, 1, false),
                        KernelOptions.DEFAULTS,
                        CostProfile.NONE,
                        new SchedulerSpec("gpu-aware", new TreeMap<>(options), ""),
                        List.of(),
                        List.of(GpuSpec.of("A100", 1_024, 1)),
                        List.of(tasks),
                        List.of());
        Host host = Host.assemble(HostSpec.single("h", 1, SECOND_NS, kernel), new PolicyCatalog());
        host.advance(SECOND_NS, List.of(), envelope -> {});
        HostReport.KernelReport report = host.report().kernels().getFirst();
        assertThat(report.exits()).isEmpty();
        return report;
    }

    private static long busyNs(HostReport.KernelReport report, boolean near) {
        long sum = 0;
        for (int cpu = 0; cpu < report.cpuBusyNs().length; cpu++) {
            sum += (cpu >= FIRST_NEAR_CPU) == near ? report.cpuBusyNs()[cpu] : 0;
        }
        return sum;
    }

    private static long steps(HostReport.KernelReport report) {
        return report.groups().stream()
                .filter(group -> group.name.equals("launch"))
                .findFirst()
                .orElseThrow()
                .iterations;
    }

    @Test
    void shouldRunALaunchThreadNearItsGpuFromTheStart() {
        HostReport.KernelReport report = run(Map.of("detection_ms", "0"), launcher(1, List.of()));
        assertThat(busyNs(report, false)).isLessThan(2_000_000);
        assertThat(busyNs(report, true)).isGreaterThan(150_000_000);
    }

    @Test
    void shouldSteerItOnlyOnceItIsKnownToLaunch() {
        HostReport.KernelReport report = run(Map.of("detection_ms", "500"), launcher(1, List.of()));
        double far = busyNs(report, false);
        assertThat(far / (far + busyNs(report, true))).isBetween(0.48, 0.52);
    }

    @Test
    void shouldLeaveAThreadAloneThatMayNotRunThere() {
        HostReport.KernelReport report =
                run(Map.of("detection_ms", "0"), launcher(1, List.of(0, 1)));
        assertThat(busyNs(report, true)).isZero();
        assertThat(steps(report)).isGreaterThan(1_500);
    }

    @Test
    void shouldPutLaunchThreadsBeforeHogs() {
        long alone = steps(run(Map.of("detection_ms", "0"), launcher(1, List.of())));
        HostReport.KernelReport crowded =
                run(Map.of("detection_ms", "0"), launcher(1, List.of()), hogs(16));
        assertThat(steps(crowded)).isGreaterThan(alone * 97 / 100);
        assertThat(busyNs(crowded, true) + busyNs(crowded, false)).isEqualTo(8 * SECOND_NS);
    }

    @Test
    void shouldLetThemWaitInLineIfItSteersOnly() {
        long alone = steps(run(Map.of("d", "0", "s", "true"), launcher(1, List.of())));
        long crowded = steps(run(Map.of("d", "0", "s", "true"), launcher(1, List.of()), hogs(16)));
        assertThat(crowded).isLessThan(alone / 2);
    }

    @Test
    void shouldProtectThemWhereTheyAreIfItProtectsOnly() {
        HostReport.KernelReport report =
                run(Map.of("d", "0", "p", "true"), launcher(1, List.of()), hogs(16));
        assertThat(steps(report)).isGreaterThan(1_500);
    }

    @Test
    void shouldServeMoreLaunchThreadsThanThereAreCpusNearby() {
        HostReport.KernelReport report =
                run(Map.of("detection_ms", "0"), launcher(12, List.of()), hogs(4));
        assertThat(steps(report)).isGreaterThan(1_500);
        assertThat(report.tasks().stream().filter(task -> task.group().equals("launch")))
                .allMatch(task -> task.iterations() > 50);
    }

    @Test
    void shouldRefuseToDoNeither() {
        assertThatThrownBy(() -> run(Map.of("s", "true", "p", "true"), launcher(1, List.of())))
                .hasMessageContaining("exclude each other");
    }
}
