package org.scxfleet.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cluster.simulation.RoundSettings.RestartRule;
import org.scxfleet.cluster.simulation.RoundSettings.RoundEnd;
import org.scxfleet.cluster.simulation.policy.Colocation;
import org.scxfleet.cluster.simulation.policy.LeastReceivedShare;
import org.scxfleet.cluster.simulation.policy.MaxMinFairness;
import org.scxfleet.cluster.simulation.policy.TwoQueueAttainedService;
import org.scxfleet.cluster.throughput.BatchRule;
import org.scxfleet.cluster.throughput.JobKind;
import org.scxfleet.cluster.throughput.StepWork;
import org.scxfleet.cluster.throughput.ThroughputTable;
import org.scxfleet.engine.SeededRandom;

class RoundSimulationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RoundSettings MINUTES =
            RoundSettings.of(
                    60 * SECOND, 30 * SECOND, RestartRule.PLACEMENT_CHANGED, RoundEnd.ON_THE_GRID);

    private final List<JobSpec> specs = new ArrayList<>();
    private final List<Supplier<Work>> works = new ArrayList<>();

    private void job(String name, long arrivalSeconds, int gpus, long durationSeconds) {
        specs.add(new JobSpec(name, arrivalSeconds * SECOND, gpus, 1));
        works.add(() -> new CountedWork(gpus, durationSeconds * SECOND));
    }

    private SimulationOutcome run(RoundSettings settings, RoundPolicy policy, int... nodes) {
        return RoundSimulation.run(settings, new GpuPool(nodes), policy, specs, works);
    }

    private static RoundPolicy tiresias() {
        return new TwoQueueAttainedService(1);
    }

    private static SimulatedJob named(SimulationOutcome outcome, String name) {
        return outcome.jobs().stream()
                .filter(job -> job.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldStartAJobWithTheNextRoundAndChargeItsStart() {
        job("a", 10, 2, 100);
        SimulationOutcome outcome = run(MINUTES, tiresias(), 4);
        SimulatedJob a = named(outcome, "a");

        assertThat(a.firstStartNs()).isEqualTo(60 * SECOND);
        assertThat(a.endNs()).isEqualTo((60 + 30 + 100) * SECOND);
        assertThat(a.completionNs()).isEqualTo(180 * SECOND);
        assertThat(a.held().seconds()).isEqualTo(2 * 180);
    }

    @Test
    void shouldKeepGpusOfAnEndedJobUntilItsRoundIsOver() {
        job("a", 0, 4, 10);
        job("b", 0, 4, 10);
        SimulationOutcome outcome = run(MINUTES, tiresias(), 4);

        assertThat(named(outcome, "a").endNs()).isEqualTo(40 * SECOND);
        assertThat(named(outcome, "b").firstStartNs()).isEqualTo(60 * SECOND);
    }

    @Test
    void shouldRejectAJobLargerThanTheCluster() {
        job("large", 0, 9, 10);
        job("small", 0, 8, 10);
        SimulationOutcome outcome = run(MINUTES, tiresias(), 4, 4);

        assertThat(named(outcome, "large").phase()).isEqualTo(JobPhase.REJECTED);
        assertThat(outcome.count(JobPhase.FINISHED)).isEqualTo(1);
    }

    @Test
    void shouldRejectWorkThatNothingCanRun() {
        specs.add(new JobSpec("unknown", 0, 1, 1));
        works.add(() -> new Unrunnable("its model was not measured"));
        job("known", 0, 1, 10);
        SimulationOutcome outcome = run(MINUTES, tiresias(), 4);

        assertThat(outcome.count(JobPhase.REJECTED)).isEqualTo(1);
        assertThat(outcome.count(JobPhase.FINISHED)).isEqualTo(1);
    }

    @Test
    void shouldSendAJobThatHasUsedItsGpuTimeBehindAllOthers() {
        job("old", 0, 4, 7_200);
        job("new", 60, 4, 600);
        SimulationOutcome outcome = run(MINUTES, tiresias(), 4);

        // An hour of GPU time is a quarter of an hour on four GPUs.
        assertThat(named(outcome, "new").firstStartNs()).isEqualTo(900 * SECOND);
        assertThat(named(outcome, "old").starts()).isEqualTo(2);
    }

    @Test
    void shouldRestartAFailedJobFromItsLastRound() {
        job("a", 0, 1, 3_600);
        RoundSettings failing =
                new RoundSettings(
                        60 * SECOND,
                        0,
                        RestartRule.PLACEMENT_CHANGED,
                        RoundEnd.ON_THE_GRID,
                        1_800 * SECOND,
                        1_000,
                        5);
        SimulationOutcome outcome = run(failing, tiresias(), 1);
        SimulatedJob a = named(outcome, "a");

        assertThat(a.phase()).isEqualTo(JobPhase.FINISHED);
        assertThat(a.failures()).isPositive();
        assertThat(a.completionNs()).isEqualTo((3_600 + 60L * a.failures()) * SECOND);
    }

    @Test
    void shouldGiveUpAJobThatFailsTooOften() {
        job("a", 0, 1, 1_000_000);
        RoundSettings failing =
                new RoundSettings(
                        60 * SECOND,
                        0,
                        RestartRule.PLACEMENT_CHANGED,
                        RoundEnd.ON_THE_GRID,
                        100 * SECOND,
                        3,
                        5);
        SimulationOutcome outcome = run(failing, tiresias(), 1);

        assertThat(outcome.count(JobPhase.FAILED)).isEqualTo(1);
        assertThat(named(outcome, "a").failures()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAccountForAllJobsAndAllGpuTime(long seed) {
        SeededRandom random = new SeededRandom(seed);
        long gpuSeconds = 0;
        for (int i = 0; i < 200; i++) {
            int gpus = 1 << random.below(4);
            long duration = 60L + random.below(3_000);
            job("j" + i, random.below(20_000), gpus, duration);
            gpuSeconds += gpus * duration;
        }
        RoundPolicy policy =
                seed % 2 == 0
                        ? tiresias()
                        : new LeastReceivedShare(new MaxMinFairness(), 600 * SECOND, 60 * SECOND);
        SimulationOutcome outcome = run(MINUTES, policy, 4, 4, 4, 4);

        assertThat(outcome.count(JobPhase.FINISHED)).isEqualTo(200);
        assertThat(outcome.busy().seconds()).isGreaterThanOrEqualTo(gpuSeconds);
        assertThat(outcome.utilisation(16)).isBetween(0.1, 1.0);
    }

    @Test
    void shouldRunTheSameTwice() {
        for (int i = 0; i < 50; i++) {
            job("j" + i, i * 37L, 1 + i % 5, 100 + i * 13L);
        }
        SimulationOutcome first = run(MINUTES, tiresias(), 4, 4);
        SimulationOutcome second = run(MINUTES, tiresias(), 4, 4);

        assertThat(first.jobs())
                .extracting(SimulatedJob::endNs)
                .isEqualTo(second.jobs().stream().map(SimulatedJob::endNs).toList());
    }

    @Test
    void shouldRefuseAPolicyThatGrantsTooMuch() {
        job("a", 0, 3, 10);
        RoundPolicy greedy =
                new RoundPolicy() {
                    @Override
                    public String officialName() {
                        return "greedy";
                    }

                    @Override
                    public List<Grant> decide(long nowNs, List<SimulatedJob> active, int gpus) {
                        return List.of(new Grant(active.getFirst(), gpus + 1));
                    }
                };

        assertThatThrownBy(() -> run(MINUTES, greedy, 4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("greedy grants more GPUs than there are");
    }

    @Test
    void shouldLetAWaitingJobShareGpusAtMeasuredRates() {
        ThroughputTable table = new ThroughputTable();
        JobKind a = new JobKind("a", 0, 2);
        JobKind b = new JobKind("b", 0, 2);
        table.addAlone("v100", a, 1);
        table.addAlone("v100", b, 1);
        table.addBeside("v100", a, b, 0.8);
        table.addBeside("v100", b, a, 0.5);
        for (JobKind kind : List.of(a, b)) {
            specs.add(new JobSpec(kind.model(), 0, 2, 1));
            works.add(() ->
                    new StepWork(
                            table, "v100", false, kind, 240, BatchRule.STATIC, Long.MAX_VALUE));
        }
        RoundSettings free =
                RoundSettings.of(
                        60 * SECOND, 0, RestartRule.PLACEMENT_CHANGED, RoundEnd.ON_THE_GRID);
        SimulationOutcome outcome = run(free, new Colocation(tiresias()), 2);

        // Five rounds side by side: a does 240 steps, b 150; then b has the GPUs to itself.
        assertThat(named(outcome, "a").endNs()).isEqualTo(300 * SECOND);
        assertThat(named(outcome, "b").endNs()).isEqualTo(390 * SECOND);
        assertThat(outcome.busy().seconds()).isEqualTo(2 * 420);
        assertThat(named(outcome, "a").held().seconds()).isEqualTo(2 * 300);
    }
}
