package org.scxfleet.workload.openbrule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.tests.requirement.Requirement;
import org.scxfleet.workload.ProgramLoad;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;

class OpenbRuleTest {
    private static final int PODS = 400;
    private static final OpenbRule RULE = new OpenbRule(42, OpenbRuleParameters.DEFAULTS);

    private static PodRequest pod(String name, PodQuality quality, long cpuMilli) {
        return new PodRequest(name, cpuMilli, 1_024, 0, 0, List.of(), quality);
    }

    private static PodRequest gpuPod(String name, int gpus, int gpuMilli) {
        return new PodRequest(name, 4_000, 1_024, gpus, gpuMilli, List.of("T4"), PodQuality.LS);
    }

    private static List<Step> loop(TaskSpec task) {
        assertThat(task.program()).hasSize(1);
        Step.Repeat repeat = (Step.Repeat) task.program().getFirst();
        assertThat(repeat.count()).isEqualTo(Step.FOREVER);
        return repeat.body();
    }

    @Test
    void shouldPassOnWhatThePodAsksFor() {
        PodWork work = RULE.work(gpuPod("p", 2, 1_000));

        assertThat(work.name()).isEqualTo("p");
        assertThat(work.cpuMilli()).isEqualTo(4_000);
        assertThat(work.memoryMib()).isEqualTo(1_024);
        assertThat(work.gpus()).isEqualTo(2);
        assertThat(work.gpuMilli()).isEqualTo(1_000);
        assertThat(work.gpuModels()).containsExactly("T4");
        assertThat(work.quality()).isEqualTo("LS");
        assertThat(work.tasks()).allSatisfy(t -> assertThat(t.cgroup()).isEqualTo("/kubepods/p"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 1",
        "100, 4",
        "1000, 39",
        "12000, 469",
        "120000, 4687",
        "8192000, 10000"
    })
    void shouldWeighACgroupAsKubernetesDoes(long cpuMilli, int weight) {
        assertThat(RULE.work(pod("p", PodQuality.LS, cpuMilli)).cgroupWeight()).isEqualTo(weight);
    }

    @Test
    void shouldWeighBestEffortAsIfItAskedForNothing() {
        assertThat(RULE.work(pod("p", PodQuality.BE, 64_000)).cgroupWeight()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1000, 1", "1001, 2", "11908, 12", "120200, 121"})
    void shouldHaveOneThreadForEveryBegunCpu(long cpuMilli, int threads) {
        for (PodQuality quality : PodQuality.values()) {
            int instances =
                    RULE.work(pod("p", quality, cpuMilli)).tasks().stream()
                            .mapToInt(TaskSpec::instances)
                            .sum();
            assertThat(instances).as(quality.label()).isEqualTo(threads);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGroupThreadsByQuality(PodQuality quality) {
        assertThat(RULE.work(pod("p", quality, 3_000)).tasks())
                .allSatisfy(task -> assertThat(task.group()).isEqualTo(quality.group()));
        assertThat(PodQuality.named(quality.label())).isEqualTo(quality);
    }

    @ParameterizedTest
    @EnumSource
    void shouldDrawTheUtilisationUniformlyPerPodAndKeepIt(PodQuality quality) {
        double sum = 0;
        double least = 1;
        double most = 0;
        for (int i = 0; i < PODS; i++) {
            TaskSpec task = RULE.work(pod("pod-" + i, quality, 1_000)).tasks().getFirst();
            double utilisation = ProgramLoad.utilisation(task.program(), 3_000, i);
            sum += utilisation;
            least = Math.min(least, utilisation);
            most = Math.max(most, utilisation);
        }

        assertThat(sum / PODS).isCloseTo(0.4, within(0.02));
        assertThat(least).isBetween(0.17, 0.23);
        assertThat(most).isBetween(0.57, 0.63);
    }

    @Test
    void shouldServeOpenLoopRequests() {
        TaskSpec task = RULE.work(pod("p", PodQuality.GUARANTEED, 2_500)).tasks().getFirst();

        assertThat(task.instances()).isEqualTo(3);
        assertThat(task.params()).isEqualTo(SchedParams.NORMAL);
        List<Step> steps = loop(task);
        Step.Timer arrival = (Step.Timer) steps.getFirst();
        assertThat(arrival.absolute()).isTrue();
        assertThat(arrival.shared()).isFalse();
        // Mean service 1.1 ms over a utilisation between 0.2 and 0.6.
        assertThat(((Amount.Exponential) arrival.periodNs()).mean())
                .isBetween(1_100_000L * 10 / 6, 1_100_000L * 5);
        assertThat(steps.subList(1, 3))
                .containsExactly(
                        new Step.Compute(new Amount.Uniform(200_000, 2_000_000)),
                        new Step.Mark("arrival"));
    }

    @Test
    void shouldDrawAPeriodForEveryBurstableThread() {
        List<TaskSpec> tasks = RULE.work(pod("p", PodQuality.BURSTABLE, 8_000)).tasks();

        assertThat(tasks).hasSize(8);
        assertThat(tasks.stream().map(OpenbRuleTest::periodNs).distinct()).hasSize(8);
        double[] utilisations =
                tasks.stream()
                        .mapToDouble(t -> (double) workNs(loop(t).getFirst()) / periodNs(t))
                        .toArray();
        for (int i = 0; i < 8; i++) {
            assertThat(periodNs(tasks.get(i))).isBetween(10_000_000L, 100_000_000L);
            assertThat(tasks.get(i).delayNs()).isLessThan(periodNs(tasks.get(i)));
            assertThat(utilisations[i]).isCloseTo(utilisations[0], within(1e-6));
        }
    }

    private static long periodNs(TaskSpec task) {
        return ((Amount.Fixed) ((Step.Timer) loop(task).getLast()).periodNs()).value();
    }

    private static long workNs(Step step) {
        return ((Amount.Fixed) ((Step.Compute) step).workNs()).value();
    }

    @Test
    void shouldComputeInPiecesAtNiceTenForBestEffort() {
        TaskSpec task = RULE.work(pod("p", PodQuality.BE, 4_000)).tasks().getFirst();

        assertThat(task.params()).isEqualTo(SchedParams.fair(10));
        assertThat(loop(task).subList(1, 3))
                .containsExactly(
                        new Step.Compute(new Amount.Uniform(1_000_000, 10_000_000)),
                        new Step.Mark(""));
    }

    @ParameterizedTest
    @CsvSource({"1000, 0.9", "810, 0.81", "460, 0.46", "50, 0.05", "10, 0.01"})
    void shouldFillTheDevicesDutyExactly(int gpuMilli, double duty) {
        OpenbRuleParameters.Gpu rule = OpenbRuleParameters.Gpu.DEFAULTS;
        for (int i = 0; i < PODS; i++) {
            GpuStepPlan plan = GpuStepPlan.draw(i, gpuMilli, rule);
            double deviceNs = plan.kernels() * (double) plan.kernelNs();
            assertThat(plan.stepNs()).isBetween(5_000_000L, 50_000_000L);
            assertThat(deviceNs / plan.stepNs()).isCloseTo(duty, within(1e-4));
            assertThat(plan.preparationBeforeNs() + plan.preparationBesideNs())
                    .isEqualTo(Math.round(0.15 * plan.stepNs()));
            // What stands one after the other leaves the slack free.
            assertThat(plan.preparationBeforeNs() + deviceNs)
                    .isLessThanOrEqualTo(0.98 * plan.stepNs() + 1);
            if (duty * plan.stepNs() >= 250_000) {
                assertThat(plan.kernelNs()).isBetween(250_000L, 2_000_000L);
            } else {
                assertThat(plan.kernels()).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldKeepAllPreparationBeforeTheLaunchWhereItFits() {
        GpuStepPlan share = GpuStepPlan.draw(7, 460, OpenbRuleParameters.Gpu.DEFAULTS);
        GpuStepPlan whole = GpuStepPlan.draw(7, 1_000, OpenbRuleParameters.Gpu.DEFAULTS);

        assertThat(share.preparationBesideNs()).isZero();
        assertThat(whole.preparationBesideNs()).isPositive();
        assertThat(whole.preparationBeforeNs()).isPositive();
    }

    @Test
    void shouldAddOneLaunchThreadForEachDeviceWithEqualSteps() {
        List<TaskSpec> tasks = RULE.work(gpuPod("p", 4, 1_000)).tasks();

        assertThat(tasks)
                .extracting(TaskSpec::name)
                .containsExactly("p", "p-gpu0", "p-gpu1", "p-gpu2", "p-gpu3");
        for (int device = 0; device < 4; device++) {
            TaskSpec launch = tasks.get(device + 1);
            assertThat(launch.group()).isEqualTo("gpu-launch");
            List<Step> steps = loop(launch);
            assertThat(steps).hasSize(6);
            assertThat(((Step.GpuLaunch) steps.get(1)).device()).isEqualTo(device);
            assertThat(steps.subList(3, 5))
                    .containsExactly(
                            new Step.GpuSync(device, Step.SyncMode.BLOCKING),
                            new Step.Mark("step"));
            Step.Timer close = (Step.Timer) steps.getLast();
            assertThat(close.absolute()).isTrue();
            assertThat(launch.delayNs()).isLessThan(((Amount.Fixed) close.periodNs()).value());
            assertThat(loop(launch).get(0)).isEqualTo(loop(tasks.get(1)).get(0));
        }
    }

    @Test
    void shouldLaunchHalfOfThePodsAsGraphs() {
        int graphs = 0;
        for (int i = 0; i < PODS; i++) {
            if (GpuStepPlan.draw(i, 1_000, OpenbRuleParameters.Gpu.DEFAULTS).graph()) {
                graphs++;
            }
        }

        assertThat((double) graphs / PODS).isCloseTo(0.5, within(0.08));
    }

    @Test
    void shouldDependOnSeedAndNameOnly() {
        PodRequest pod = gpuPod("p", 1, 500);

        assertThat(new OpenbRule(42, OpenbRuleParameters.DEFAULTS).work(pod))
                .isEqualTo(RULE.work(pod));
        assertThat(new OpenbRule(43, OpenbRuleParameters.DEFAULTS).work(pod))
                .isNotEqualTo(RULE.work(pod));
        assertThat(RULE.work(gpuPod("q", 1, 500)).tasks().getFirst().program())
                .isNotEqualTo(RULE.work(pod).tasks().getFirst().program());
    }

    @Test
    void shouldGiveWorkToEveryPodOfTheSharedTrace() throws IOException {
        Path file = Requirement.shared("datasets/openb-gpu-2023/pods/openb_pod_list_default.csv");
        List<String> columns =
                List.of("name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli", "qos");
        List<PodWork> pods = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            CsvTable.read(in, "pods.csv", columns, row -> pods.add(RULE.work(request(row))));
        }

        assertThat(pods).hasSize(8_152);
        long threads = 0;
        long launchThreads = 0;
        for (PodWork pod : pods) {
            for (TaskSpec task : pod.tasks()) {
                threads += task.instances();
                launchThreads += task.group().equals(OpenbRule.LAUNCH_GROUP) ? 1 : 0;
            }
        }
        assertThat(launchThreads).isEqualTo(pods.stream().mapToLong(PodWork::gpus).sum());
        assertThat(threads - launchThreads)
                .isEqualTo(pods.stream().mapToLong(pod -> (pod.cpuMilli() + 999) / 1_000).sum());
    }

    private static PodRequest request(CsvRow row) {
        return new PodRequest(
                row.name("name"),
                row.wholeNumber("cpu_milli", 0, PodRequest.MAX_CPU_MILLI),
                row.wholeNumber("memory_mib", 0, Long.MAX_VALUE),
                (int) row.wholeNumber("num_gpu", 0, PodRequest.MAX_GPUS),
                (int) row.wholeNumber("gpu_milli", 0, PodRequest.WHOLE_GPU_MILLI),
                List.of(),
                PodQuality.named(row.name("qos")));
    }

    @Test
    void shouldTakeItsNumbersFromTheParameters() {
        OpenbRuleParameters defaults = OpenbRuleParameters.DEFAULTS;
        OpenbRuleParameters changed =
                new OpenbRuleParameters(
                        new OpenbRuleParameters.Share(0.5, 0.5),
                        new OpenbRuleParameters.Requests(
                                new OpenbRuleParameters.Range(1_000, 1_000)),
                        defaults.periodic(),
                        new OpenbRuleParameters.BestEffort(
                                new OpenbRuleParameters.Range(10, 30), 19),
                        defaults.gpu());
        OpenbRule rule = new OpenbRule(1, changed);

        assertThat(loop(rule.work(pod("p", PodQuality.LS, 1)).tasks().getFirst()))
                .startsWith(
                        new Step.Timer("arrival", new Amount.Exponential(2_000), true, false),
                        new Step.Compute(new Amount.Uniform(1_000, 1_000)));
        TaskSpec bestEffort = rule.work(pod("p", PodQuality.BE, 1)).tasks().getFirst();
        assertThat(bestEffort.params()).isEqualTo(SchedParams.fair(19));
        assertThat(loop(bestEffort))
                .startsWith(
                        new Step.Sleep(new Amount.Exponential(20)),
                        new Step.Compute(new Amount.Uniform(10, 30)));
    }

    @Test
    void shouldRefusePodsAndParametersThatMakeNoSense() {
        assertThatThrownBy(() -> pod("p", PodQuality.LS, -1))
                .hasMessageContaining("pod 'p': -1 milli-CPU");
        assertThatThrownBy(() -> gpuPod("p", 1, 1_001))
                .hasMessageContaining("1 GPUs of 1001 thousandths");
        assertThatThrownBy(() -> PodQuality.named("best"))
                .hasMessageContaining("no quality of service class 'best'");
        assertThatThrownBy(() -> new OpenbRuleParameters.Share(0, 0.5))
                .hasMessageContaining("give 0 < min <= max <= 1");
        assertThatThrownBy(() -> new OpenbRuleParameters.Range(5, 4))
                .hasMessageContaining("give 1 <= min <= max");
    }
}
