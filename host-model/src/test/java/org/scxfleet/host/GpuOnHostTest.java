package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.scxfleet.host.TestHosts.SECOND_NS;
import static org.scxfleet.host.TestHosts.forever;
import static org.scxfleet.host.TestHosts.kernel;
import static org.scxfleet.host.TestHosts.run;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

class GpuOnHostTest {
    private static final GpuSpec INSTANT =
            new GpuSpec("test", 1024, 0, 1_024_000, 0, 2_000, 0, 0, 64, 1024);

    private static TaskSpec trainer(int instances, Step.SyncMode mode) {
        return TaskSpec.normal(
                "train",
                instances,
                forever(
                        new Step.Compute(Amount.of(200_000)),
                        new Step.GpuLaunch(0, 0, Amount.of(100_000), 8, false),
                        new Step.GpuSync(0, mode),
                        new Step.Mark("")));
    }

    private static TaskSpec hog(int instances) {
        return TaskSpec.normal("hog", instances, forever(new Step.Compute(Amount.of(1_000_000))));
    }

    private static HostReport.GpuReport gpu(Host host) {
        return host.report().gpus().getFirst();
    }

    @ParameterizedTest
    @EnumSource(Step.SyncMode.class)
    void shouldAlternatePreparationAndKernels(Step.SyncMode mode) {
        Host host = run(kernel(1, List.of(INSTANT), trainer(1, mode)), SECOND_NS);
        // 200 us of preparation, 2 us until the first kernel starts, 8 kernels of 100 us.
        long steps = SECOND_NS / 1_002_000;
        assertThat(gpu(host).kernels()).isBetween(8 * (steps - 4), 8 * (steps + 1));
        assertThat(gpu(host).busyNs()).isCloseTo(steps * 800_000, within(4_000_000L));
    }

    @Test
    void shouldBurnTheCpuWhileSpinningOnly() {
        long spinning = busyNs(Step.SyncMode.SPIN);
        long blocking = busyNs(Step.SyncMode.BLOCKING);
        assertThat(spinning).isEqualTo(SECOND_NS);
        assertThat(blocking).isLessThan(SECOND_NS / 4);
    }

    private static long busyNs(Step.SyncMode mode) {
        Host host = run(kernel(1, List.of(INSTANT), trainer(1, mode)), SECOND_NS);
        return host.report().kernels().getFirst().cpuBusyNs()[0];
    }

    @Test
    void shouldStarveTheGpuWhenItsThreadWaitsForACpu() {
        Host alone =
                run(kernel(1, List.of(INSTANT), trainer(1, Step.SyncMode.BLOCKING)), SECOND_NS);
        Host crowded =
                run(
                        kernel(1, List.of(INSTANT), trainer(1, Step.SyncMode.BLOCKING), hog(2)),
                        SECOND_NS);
        assertThat(gpu(alone).starvedNs()).isZero();
        assertThat(gpu(crowded).busyNs()).isLessThan(gpu(alone).busyNs() / 5);
        assertThat(gpu(crowded).starvedNs()).isGreaterThan(SECOND_NS / 2);
    }

    @Test
    void shouldGiveEachTaskAndGroupItsGpuTimeEvenAfterItsEnd() {
        TaskSpec shortLived =
                TaskSpec.normal(
                        "short",
                        1,
                        List.of(
                                new Step.GpuLaunch(0, 0, Amount.of(100_000), 8, false),
                                new Step.GpuSync(0, Step.SyncMode.BLOCKING)));
        Host host =
                run(
                        kernel(2, List.of(INSTANT), shortLived, trainer(2, Step.SyncMode.BLOCKING)),
                        SECOND_NS);
        HostReport.KernelReport kernel = host.report().kernels().getFirst();
        List<Long> ofTasks = kernel.tasks().stream().map(HostReport.TaskReport::gpuNs).toList();
        assertThat(ofTasks.getFirst()).isEqualTo(800_000);
        assertThat(ofTasks.get(1)).isCloseTo(ofTasks.get(2), within(2_000_000L));
        assertThat(ofTasks.stream().mapToLong(Long::longValue).sum()).isEqualTo(gpu(host).busyNs());
        assertThat(kernel.groups())
                .filteredOn(group -> group.name.equals("train"))
                .singleElement()
                .satisfies(group ->
                        assertThat(group.gpuNs).isEqualTo(ofTasks.get(1) + ofTasks.get(2)));
    }

    @Test
    void shouldShareOneDeviceBetweenTwoSaturatingTasks() {
        GpuSpec gpu = new GpuSpec("test", 1024, 0, 1_024_000, 100_000, 2_000, 0, 0, 64, 1024);
        TaskSpec task =
                TaskSpec.normal(
                        "t",
                        2,
                        forever(
                                new Step.GpuLaunch(0, 0, Amount.of(500_000), 16, false),
                                new Step.Mark("")));
        Host host = run(kernel(2, List.of(gpu), task), SECOND_NS);
        List<HostReport.TaskReport> tasks = host.report().kernels().getFirst().tasks();
        assertThat(tasks.get(0).iterations()).isCloseTo(tasks.get(1).iterations(), within(6L));
        long switchShare = gpu(host).switchNs() * 1000 / SECOND_NS;
        assertThat(switchShare).isBetween(60L, 100L);
        assertThat(gpu(host).busyNs() + gpu(host).switchNs()).isGreaterThan(SECOND_NS * 99 / 100);
    }
}
