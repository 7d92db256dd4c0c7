package org.scxfleet.cluster.placement.locality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cluster.placement.Decision.NoFit;
import org.scxfleet.cluster.placement.Decision.Placed;
import org.scxfleet.cluster.placement.GangPlacement.Together;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeFabric;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

class LocalityPlacementTest {
    private static final PodRequest ONE_GPU = new PodRequest(1_000, 1, 1, 1_000, List.of());
    private static final PodRequest TWO_GPUS = new PodRequest(1_000, 1, 2, 1_000, List.of());

    /** Nodes of eight devices, in racks of so many; NVLink joins so many devices. */
    private static ClusterState racks(int nodes, int rackNodes, int islandGpus) {
        return cluster(nodes, 8, islandGpus, 0, rackNodes);
    }

    private static ClusterState cluster(
            int nodes, int gpus, int islandGpus, int domainNodes, int rackNodes) {
        List<Integer> islands = new ArrayList<>();
        for (int device = 0; islandGpus > 0 && device < gpus; device++) {
            islands.add(device / islandGpus);
        }
        List<NodeSpec> specs = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            NodeFabric fabric =
                    new NodeFabric(
                            islands,
                            domainNodes == 0 ? -1 : node / domainNodes,
                            rackNodes == 0 ? -1 : node / rackNodes);
            specs.add(new NodeSpec("n" + node, 64_000, 64_000, gpus, "H100", fabric));
        }
        return new ClusterState(specs);
    }

    private static Together together(ClusterState state, PodRequest request, int pods) {
        Together together = new LocalityPlacement(state).decideTogether(request, pods);
        assertThat(together).isNotNull();
        return together;
    }

    private static List<Integer> nodes(Together together) {
        return List.copyOf(new TreeSet<>(together.places().stream().map(Placed::node).toList()));
    }

    private static long devices(Together together) {
        long devices = 0;
        for (Placed placed : together.places()) {
            assertThat(devices & placed.devices()).isZero();
            devices |= placed.devices();
        }
        return devices;
    }

    @Test
    void shouldKeepAGangInOneNvlinkIslandOfANode() {
        ClusterState state = racks(2, 2, 4);
        state.place(ONE_GPU, 0, 0b0001);

        Together gang = together(state, TWO_GPUS, 2);

        assertThat(nodes(gang)).containsExactly(0);
        assertThat(devices(gang)).isEqualTo(0b1111_0000);
        assertThat(gang.text()).isEqualTo("in one NVLink domain of one node");
    }

    @Test
    void shouldTakeTheFullestIslandThatHasRoom() {
        ClusterState state = racks(2, 2, 4);
        state.place(TWO_GPUS, 1, 0b0011_0000);

        Together gang = together(state, ONE_GPU, 2);

        assertThat(nodes(gang)).containsExactly(1);
        assertThat(devices(gang)).isEqualTo(0b1100_0000);
    }

    @Test
    void shouldTakeOneNodeOverItsBusWhenNoIslandIsLargeEnough() {
        ClusterState state = racks(3, 3, 4);
        state.place(TWO_GPUS, 0, 0b0011);

        Together gang = together(state, ONE_GPU, 6);

        assertThat(nodes(gang)).containsExactly(0);
        assertThat(gang.text()).isEqualTo("in one node");
    }

    @Test
    void shouldTakeOneNvlinkDomainOfSeveralNodesBeforeAnythingElse() {
        ClusterState state = cluster(8, 4, 0, 4, 8);
        for (int node = 0; node < 3; node++) {
            state.place(TWO_GPUS, node, 0b0011);
        }

        Together gang = together(state, ONE_GPU, 12);

        assertThat(nodes(gang)).containsExactly(4, 5, 6);
        assertThat(gang.text()).isEqualTo("in one NVLink domain, 3 nodes");
    }

    @Test
    void shouldTakeOneRackWithTheFewestNodesAndSayWhyNotCloser() {
        ClusterState state = racks(8, 4, 0);
        state.place(ONE_GPU, 0, 1);
        state.place(ONE_GPU, 1, 1);

        Together gang = together(state, TWO_GPUS, 8);

        // Rack 0 has two nodes with room for three pods each and two with four.
        assertThat(nodes(gang)).containsExactly(2, 3);
        assertThat(gang.text())
                .isEqualTo("in one rack, 2 nodes; one node has room for at most 4 of 8");
    }

    @Test
    void shouldSpreadOverRacksOnlyWhenNoRackIsLargeEnough() {
        ClusterState state = racks(4, 2, 0);
        state.place(ONE_GPU, 0, 1);

        Together gang = together(state, ONE_GPU, 20);

        assertThat(nodes(gang)).containsExactly(0, 2, 3);
        assertThat(gang.text())
                .isEqualTo(
                        "in several racks, 3 nodes; one node has room for at most 8; one rack has"
                                + " room for at most 16 of 20");
    }

    @Test
    void shouldPlaceAllPodsOrNone() {
        ClusterState state = racks(2, 2, 0);
        assertThat(new LocalityPlacement(state).decideTogether(ONE_GPU, 17)).isNull();
        assertThat(together(state, ONE_GPU, 16).places()).hasSize(16);
    }

    @Test
    void shouldLeaveWholeIslandsToOthersWhenItPlacesSinglePods() {
        ClusterState state = racks(1, 1, 4);
        state.place(ONE_GPU, 0, 0b0001);
        LocalityPlacement placement = new LocalityPlacement(state);

        assertThat(placement.decide(ONE_GPU)).isEqualTo(new Placed(0, 0b0010));
        assertThat(placement.decide(new PodRequest(0, 0, 4, 1_000, List.of())))
                .isEqualTo(new Placed(0, 0b1111_0000));
        assertThat(placement.decide(new PodRequest(0, 0, 1, 300, List.of())))
                .isEqualTo(new Placed(0, 0b0010));
        assertThat(placement.decide(new PodRequest(0, 0, 8, 1_000, List.of())))
                .isInstanceOf(NoFit.class);
    }

    /** Whatever is there: what is given has room, and there is an answer exactly if it fits. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverGiveWhatIsNotThere(long seed) {
        SeededRandom random = new SeededRandom(seed);
        ClusterState state =
                cluster(1 + random.below(9), 8, random.below(9), random.below(4), random.below(5));
        LocalityPlacement placement = new LocalityPlacement(state);
        int placed = 0;
        for (int gang = 0; gang < 60; gang++) {
            PodRequest request =
                    switch (random.below(3)) {
                        case 0 -> PodRequest.cpu(1 + random.below(4_000), random.below(2_000));
                        case 1 -> new PodRequest(500, 1, 1, 1 + random.below(1_000), List.of());
                        default -> new PodRequest(500, 1, 1 + random.below(8), 1_000, List.of());
                    };
            int pods = 1 + random.below(6);
            Together together = placement.decideTogether(request, pods);
            int oneByOne = 0;
            if (together != null) {
                assertThat(together.places()).hasSize(pods);
                for (Placed place : together.places()) {
                    state.place(request, place.node(), place.devices());
                    placed++;
                }
            } else {
                List<Placed> single = new ArrayList<>();
                while (oneByOne < pods && placement.decide(request) instanceof Placed place) {
                    state.place(request, place.node(), place.devices());
                    single.add(place);
                    oneByOne++;
                }
                assertThat(oneByOne).isLessThan(pods);
                single.forEach(place -> state.release(request, place.node(), place.devices()));
            }
        }
        assertThat(placed).isPositive();
    }
}
