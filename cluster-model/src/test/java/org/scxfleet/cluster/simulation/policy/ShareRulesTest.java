package org.scxfleet.cluster.simulation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.simulation.CountedWork;
import org.scxfleet.cluster.simulation.GpuPool;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.cluster.simulation.RoundPolicy;
import org.scxfleet.cluster.simulation.RoundSettings;
import org.scxfleet.cluster.simulation.RoundSettings.RestartRule;
import org.scxfleet.cluster.simulation.RoundSettings.RoundEnd;
import org.scxfleet.cluster.simulation.RoundSimulation;
import org.scxfleet.cluster.simulation.SimulatedJob;
import org.scxfleet.cluster.simulation.Work;

class ShareRulesTest {
    private static final double CLOSE = 1e-12;

    private final List<JobSpec> specs = new ArrayList<>();
    private final List<Supplier<Work>> works = new ArrayList<>();

    private void job(int gpus, double weight, long durationNs) {
        specs.add(new JobSpec("j" + specs.size(), 0, gpus, weight));
        works.add(() -> new CountedWork(gpus, durationNs));
    }

    /** What the rule says when all jobs have just arrived. */
    private double[] shares(ShareRule rule, int gpus) {
        List<double[]> seen = new ArrayList<>();
        RoundPolicy asking =
                new RoundPolicy() {
                    @Override
                    public String officialName() {
                        return "asking";
                    }

                    @Override
                    public List<Grant> decide(
                            long nowNs, List<SimulatedJob> active, int available) {
                        seen.add(rule.shares(active, available));
                        return List.of();
                    }
                };
        RoundSimulation.run(
                RoundSettings.of(1, 0, RestartRule.PLACEMENT_CHANGED, RoundEnd.ON_THE_GRID),
                GpuPool.uniform(1, gpus),
                asking,
                specs,
                works);
        return seen.getFirst();
    }

    @Test
    void shouldGiveEqualGpuTimeToJobsOfEqualWeight() {
        job(1, 1, 10);
        job(2, 1, 10);
        job(4, 1, 10);

        assertThat(shares(new MaxMinFairness(), 4))
                .containsExactly(new double[] {1, 0.75, 0.375}, within(CLOSE));
    }

    @Test
    void shouldHandOnWhatAJobCannotUse() {
        job(1, 3, 10);
        job(4, 1, 10);

        assertThat(shares(new MaxMinFairness(), 4))
                .containsExactly(new double[] {1, 0.75}, within(CLOSE));
    }

    @Test
    void shouldFollowTheWeights() {
        job(4, 3, 10);
        job(4, 1, 10);

        assertThat(shares(new MaxMinFairness(), 4))
                .containsExactly(new double[] {0.75, 0.25}, within(CLOSE));
    }

    @Test
    void shouldLetAllJobsEndTogether() {
        job(1, 1, 100);
        job(1, 1, 300);

        assertThat(shares(new MinTotalDuration(), 1))
                .containsExactly(new double[] {0.25, 0.75}, within(CLOSE));
        assertThat(shares(new MinTotalDuration(), 2))
                .containsExactly(new double[] {1 / 3.0, 1}, within(CLOSE));
    }

    @Test
    void shouldSplitTheLastGpusAmongEqualJobs() {
        job(1, 1, 10);
        job(1, 1, 10);
        job(1, 1, 10);

        assertThat(shares(new MaxSumThroughput(), 2))
                .containsExactly(new double[] {2 / 3.0, 2 / 3.0, 2 / 3.0}, within(CLOSE));
    }
}
