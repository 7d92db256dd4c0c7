package org.scxfleet.cluster.placement.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.Decision.NoFit;
import org.scxfleet.cluster.placement.Decision.Placed;
import org.scxfleet.cluster.placement.FilterReason;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.score.RandomCluster;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

class PlacementPolicyTest {
    private static final int ARRIVALS = 400;

    private record Tenant(PodRequest request, Placed placed) {}

    /** With nothing kept from one decision to the next, the same decisions. */
    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("policiesAndSeeds")
    void shouldDecideAsIfNothingWereCached(PlacementPolicy policy, long seed) {
        SeededRandom random = new SeededRandom(seed);
        ClusterState state = new ClusterState(RandomCluster.nodes(random, 23));
        List<PodRequest> kinds = RandomCluster.requests(random, 12);
        Placement cached = policy.create(state, kinds, new SeededRandom(seed));
        SeededRandom choices = new SeededRandom(seed);
        List<Tenant> tenants = new ArrayList<>();
        int placements = 0;
        for (int arrival = 0; arrival < ARRIVALS; arrival++) {
            PodRequest request = kinds.get(random.below(kinds.size()));
            Decision decision = cached.decide(request);
            assertThat(decision).isEqualTo(policy.create(state, kinds, choices).decide(request));
            if (decision instanceof Placed placed) {
                state.place(request, placed.node(), placed.devices());
                tenants.add(new Tenant(request, placed));
                placements++;
            }
            while (!tenants.isEmpty() && random.below(3) == 0) {
                Tenant leaving = tenants.remove(random.below(tenants.size()));
                Placed from = leaving.placed();
                state.release(leaving.request(), from.node(), from.devices());
            }
        }
        assertThat(placements).isBetween(ARRIVALS / 3, ARRIVALS);
    }

    static Stream<Arguments> policiesAndSeeds() {
        return Stream.of(PlacementPolicy.values())
                .flatMap(policy -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(policy, seed)));
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayWhyAPodFitsNowhere(PlacementPolicy policy) {
        ClusterState state =
                new ClusterState(
                        List.of(
                                new NodeSpec("little-cpu", 1_000, 64_000, 8, "G2"),
                                new NodeSpec("little-memory", 64_000, 1_000, 8, "G2"),
                                new NodeSpec("no-gpu", 64_000, 64_000, 0, ""),
                                new NodeSpec("no-gpu-either", 64_000, 64_000, 0, ""),
                                new NodeSpec("other-model", 64_000, 64_000, 8, "T4"),
                                new NodeSpec("used-gpus", 64_000, 64_000, 2, "G2")));
        state.place(new PodRequest(0, 0, 1, 10, List.of()), 5, 2);
        PodRequest request = new PodRequest(2_000, 2_000, 2, 1000, List.of("G2"));
        Placement placement = policy.create(state, List.of(request), new SeededRandom(1));

        NoFit noFit = (NoFit) placement.decide(request);

        assertThat(noFit.nodes(FilterReason.CPU)).isEqualTo(1);
        assertThat(noFit.nodes(FilterReason.MEMORY)).isEqualTo(1);
        assertThat(noFit.nodes(FilterReason.GPU_NONE)).isEqualTo(2);
        assertThat(noFit.nodes(FilterReason.GPU_MODEL)).isEqualTo(1);
        assertThat(noFit.nodes(FilterReason.GPU)).isEqualTo(1);
        assertThat(noFit.message())
                .isEqualTo(
                        "fits on none of 6 nodes: 1 too little free CPU, 1 too little free memory,"
                                + " 2 no GPU, 1 another GPU model, 1 too little free GPU");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOM")
    void shouldTakeTheFirstOfEqualNodes(PlacementPolicy policy) {
        List<NodeSpec> nodes = new ArrayList<>();
        for (String name : new String[] {"z", "a", "m"}) {
            nodes.add(new NodeSpec(name, 64_000, 64_000, 2, "G2"));
        }
        ClusterState state = new ClusterState(nodes);
        PodRequest request = new PodRequest(1_000, 1_000, 1, 500, List.of());

        Decision decision =
                policy.create(state, List.of(request), new SeededRandom(1)).decide(request);

        assertThat(decision).isEqualTo(new Placed(0, 1));
    }

    @Test
    void shouldFindEveryNodeAndDeviceByChance() {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            nodes.add(new NodeSpec("n" + i, 64_000, 64_000, 2, "G2"));
        }
        ClusterState state = new ClusterState(nodes);
        PodRequest request = new PodRequest(1_000, 1_000, 1, 500, List.of());
        Placement placement = PlacementPolicy.RANDOM.create(state, List.of(), new SeededRandom(5));

        int[] hits = new int[8];
        for (int i = 0; i < 800; i++) {
            Placed placed = (Placed) placement.decide(request);
            hits[placed.node() * 2 + placed.deviceIndexes()[0]]++;
        }

        for (int hit : hits) {
            assertThat(hit).isBetween(60, 140);
        }
    }

    @Test
    void shouldKnowPoliciesInWhateverCaseAndHyphenation() {
        assertThat(PlacementPolicy.named("gpu-clustering"))
                .isEqualTo(PlacementPolicy.GPU_CLUSTERING);
        assertThat(PlacementPolicy.named("fgd")).isEqualTo(PlacementPolicy.FGD);
        assertThat(PlacementPolicy.named("FirstFit")).isEqualTo(PlacementPolicy.FIRST_FIT);
        assertThat(PlacementPolicy.named("LEAST_ALLOCATED"))
                .isEqualTo(PlacementPolicy.LEAST_ALLOCATED);
        assertThat(PlacementPolicy.STUDY)
                .extracting(PlacementPolicy::officialName)
                .containsExactly(
                        "Random", "DotProd", "GpuClustering", "GpuPacking", "BestFit", "FGD");
        assertThatThrownBy(() -> PlacementPolicy.named("best"))
                .hasMessageStartingWith("no placement policy \"best\"; there are first-fit, ");
    }
}
