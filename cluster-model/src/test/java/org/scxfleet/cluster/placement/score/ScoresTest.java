package org.scxfleet.cluster.placement.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cluster.placement.Decision.Placed;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.placement.fragmentation.Fragmentation;
import org.scxfleet.cluster.placement.fragmentation.TypicalPods;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

class ScoresTest {
    private static final NodeSpec EIGHT = new NodeSpec("n", 96_000, 100_000, 8, "G2");

    @Test
    void shouldScoreLowWhereFreeAmountsPointAlongTheRequest() {
        ClusterState state = new ClusterState(List.of(EIGHT));
        // 0.75 * 0.25 + 1.0 * 0.5 = 0.6875; 100 * (1 - 0.34375)
        assertThat(score(ResourceScores.DOT_PRODUCT, state, gpu(32_000, 4, 1000))).isEqualTo(65);
        assertThat(score(ResourceScores.DOT_PRODUCT, state, PodRequest.cpu(0, 0))).isEqualTo(100);
    }

    @Test
    void shouldScoreHighWhereLittleIsLeft() {
        ClusterState state = new ClusterState(List.of(EIGHT));
        // 0.5 * 64/128 + 0.5 * 4/8 is left
        assertThat(score(ResourceScores.BEST_FIT, state, gpu(32_000, 4, 1000))).isEqualTo(50);
        assertThat(score(ResourceScores.BEST_FIT, state, gpu(96_000, 8, 1000))).isEqualTo(100);
    }

    @Test
    void shouldKeepScoresOfHugeNodesInRange() {
        ClusterState huge =
                new ClusterState(List.of(new NodeSpec("n", 9_000_000, 100_000, 64, "G2")));
        assertThat(score(ResourceScores.BEST_FIT, huge, gpu(1, 1, 1))).isZero();
        assertThat(score(ResourceScores.DOT_PRODUCT, huge, gpu(9_000_000, 64, 1000))).isZero();
    }

    @Test
    void shouldScoreLeastAllocatedAsKubeSchedulerDoes() {
        ClusterState state = new ClusterState(List.of(EIGHT));
        state.place(PodRequest.cpu(0, 0), 0, 0);
        // CPU (96000 - 100 - 48000) * 100 / 96000 = 49, memory (100000 - 200 - 200) % = 99
        assertThat(score(ResourceScores.LEAST_ALLOCATED, state, PodRequest.cpu(48_000, 0)))
                .isEqualTo((49 + 99) / 2);
    }

    @Test
    void shouldPreferBalancedUseInTheDefaultProfile() {
        ClusterState state = new ClusterState(List.of(EIGHT));
        PodRequest balanced = PodRequest.cpu(48_000, 50_000);
        PodRequest lopsided = PodRequest.cpu(96_000, 0);
        assertThat(score(ResourceScores.KUBE_DEFAULT, state, balanced)).isEqualTo((50 + 100) / 2);
        // least allocated (0 + 99) / 2 = 49; balanced 100 * (1 - 1/2)
        assertThat(score(ResourceScores.KUBE_DEFAULT, state, lopsided)).isEqualTo((49 + 50) / 2);
    }

    @Test
    void shouldClusterPodsOfOneClass() {
        ClusterState state = new ClusterState(List.of(EIGHT));
        NodeScorer clustering = GpuScores::clustering;
        assertThat(score(clustering, state, gpu(0, 1, 500))).as("no GPU pod").isEqualTo(25);
        assertThat(score(clustering, state, PodRequest.cpu(1, 1))).isZero();

        state.place(gpu(0, 1, 500), 0, 1);
        // 25 * 500 div 8000 = 1
        assertThat(score(clustering, state, gpu(0, 1, 100))).as("its class").isEqualTo(76);
        assertThat(score(clustering, state, gpu(0, 1, 1000))).as("another").isEqualTo(1);

        state.place(gpu(0, 2, 1000), 0, 0b110);
        // 25 * 2500 div 8000 = 7
        assertThat(score(clustering, state, gpu(0, 1, 100))).as("among others").isEqualTo(57);
        assertThat(score(clustering, state, gpu(0, 2, 1000))).as("among others").isEqualTo(57);
    }

    @Test
    void shouldPackUsedDevicesFirst() {
        ClusterState state = new ClusterState(List.of(EIGHT));
        NodeScorer packing = GpuScores.packing();
        assertThat(score(packing, state, gpu(0, 1, 500))).as("fresh node").isEqualTo(25);
        assertThat(score(packing, state, PodRequest.cpu(1, 1))).isZero();

        state.place(gpu(0, 1, 700), 0, 1);
        // the used device has 300 left: 100 - 30 div 10
        assertThat(score(packing, state, gpu(0, 1, 300))).isEqualTo(97);
        assertThat(score(packing, state, gpu(0, 1, 400))).as("opens one").isEqualTo(49);
        assertThat(score(packing, state, gpu(0, 7, 1000))).as("opens seven").isEqualTo(43);
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "1000, 73", "-1000, 26", "100000, 100", "-100000, 0"})
    void shouldLookUpTheSigmoid(long differenceMilli, int score) {
        assertThat(new SigmoidScore(1).score(differenceMilli)).isEqualTo(score);
        assertThat(new SigmoidScore(7_738).score(differenceMilli * 7_738)).isEqualTo(score);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldLookUpTheSigmoidAsComputed(long seed) {
        SeededRandom random = new SeededRandom(seed);
        SigmoidScore sigmoid = new SigmoidScore(911);
        for (int i = 0; i < 2_000; i++) {
            long numerator = random.below(12_000_000) - 6_000_000L;
            double d = (double) numerator / 911;
            int computed = (int) (100 / (1 + StrictMath.exp(-d / 1000)));
            assertThat(sigmoid.score(numerator)).isEqualTo(computed);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDescendTheFragmentationAsDefined(long seed) {
        SeededRandom random = new SeededRandom(seed);
        ClusterState state = new ClusterState(RandomCluster.nodes(random, 17));
        List<PodRequest> workload = RandomCluster.requests(random, 60);
        TypicalPods typical = TypicalPods.of(workload);
        FragmentationGradient gradient =
                new FragmentationGradient(state, new Fragmentation(typical, state.models()));
        ScoredPlacement placement = new ScoredPlacement(state, gradient, gradient);
        PlainFragmentationGradient plain = new PlainFragmentationGradient(state, typical);
        for (int arrival = 0; arrival < 150; arrival++) {
            PodRequest request = workload.get(random.below(workload.size()));
            if (placement.decide(request) instanceof Placed placed) {
                assertThat(placed).isEqualTo(plain.decide(request));
                state.place(request, placed.node(), placed.devices());
            } else {
                assertThat(plain.decide(request)).isNull();
            }
        }
    }

    private static PodRequest gpu(long cpuMilli, int count, int milli) {
        return new PodRequest(cpuMilli, 0, count, milli, List.of());
    }

    private static int score(NodeScorer scorer, ClusterState state, PodRequest request) {
        assertThat(new NodeFilter(state, request).reason(0)).isNull();
        return scorer.score(state, 0, state.resolve(request));
    }
}
