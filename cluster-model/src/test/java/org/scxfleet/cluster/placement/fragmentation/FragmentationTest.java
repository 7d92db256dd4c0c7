package org.scxfleet.cluster.placement.fragmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.placement.fragmentation.TypicalPods.Kind;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;

class FragmentationTest {
    private static final ClusterState STATE =
            new ClusterState(
                    List.of(
                            new NodeSpec("g2", 32_000, 1, 4, "G2"),
                            new NodeSpec("t4", 32_000, 1, 2, "T4")));
    private static final int G2 = STATE.gpuModel(0);
    private static final int[] FREE = {1000, 600, 300, 0};

    @Test
    void shouldCountDevicesWithTooLittleLeft() {
        assertThat(of(gpu(2_000, 1, 500))).isEqualTo(300);
        assertThat(of(gpu(2_000, 1, 1000))).isEqualTo(900);
        assertThat(of(gpu(2_000, 1, 300))).isZero();
    }

    @Test
    void shouldCountAllIdleGpuWhenThePodDoesNotFit() {
        assertThat(of(gpu(2_000, 2, 1000))).as("one whole device only").isEqualTo(1900);
        assertThat(of(gpu(32_001, 1, 300))).as("too little CPU").isEqualTo(1900);
        assertThat(of(new PodRequest(1, 0, 1, 300, List.of("T4")))).as("model").isEqualTo(1900);
        assertThat(of(new PodRequest(1, 0, 1, 300, List.of("V100")))).as("none").isEqualTo(1900);
        assertThat(of(PodRequest.cpu(1, 0))).as("CPU alone").isEqualTo(1900);
    }

    @Test
    void shouldBeTheMeanOverTypicalPods() {
        TypicalPods typical =
                new TypicalPods(
                        List.of(new Kind(gpu(2_000, 1, 500), 3), new Kind(gpu(2_000, 2, 1000), 1)));
        Fragmentation fragmentation = new Fragmentation(typical, STATE.models());

        assertThat(fragmentation.pods()).isEqualTo(4);
        assertThat(fragmentation.of(G2, 32_000, FREE, 4)).isEqualTo(3 * 300 + 1900);
    }

    @Test
    void shouldBeZeroWithoutIdleGpuOrTypicalPods() {
        Fragmentation fragmentation = new Fragmentation(new TypicalPods(List.of()), STATE.models());

        assertThat(fragmentation.of(G2, 32_000, FREE, 4)).isZero();
        assertThat(of(gpu(2_000, 1, 500), 0, 0)).isZero();
    }

    @Test
    void shouldSumOverTheClusterAndFollowItsChanges() {
        ClusterState state =
                new ClusterState(
                        List.of(
                                new NodeSpec("a", 32_000, 1_000, 4, "G2"),
                                new NodeSpec("b", 32_000, 1_000, 2, "T4")));
        TypicalPods typical = new TypicalPods(List.of(new Kind(gpu(2_000, 1, 800), 2)));
        Fragmentation fragmentation = new Fragmentation(typical, state.models());
        ClusterFragmentation cluster = new ClusterFragmentation(state, fragmentation);
        assertThat(cluster.amountMilli()).isZero();

        state.place(gpu(1_000, 1, 300), 0, 1);
        assertThat(cluster.amountMilli()).isEqualTo(700);

        for (int i = 0; i < 9; i++) {
            state.place(gpu(0, 1, 100), 1, 2);
        }
        assertThat(cluster.amountMilli()).isEqualTo(800);
    }

    @Test
    void shouldTakeTheMostFrequentRequestsAsTypical() {
        List<PodRequest> workload = new ArrayList<>();
        workload.addAll(Collections.nCopies(60, gpu(2_000, 1, 500)));
        workload.addAll(Collections.nCopies(15, PodRequest.cpu(8_000, 100)));
        workload.addAll(Collections.nCopies(15, PodRequest.cpu(8_000, 999)));
        workload.addAll(Collections.nCopies(5, gpu(1_000, 1, 200)));
        workload.addAll(Collections.nCopies(5, gpu(1_000, 1, 400)));
        Collections.reverse(workload);

        assertThat(TypicalPods.of(workload).kinds())
                .containsExactly(
                        new Kind(gpu(2_000, 1, 500), 60),
                        new Kind(PodRequest.cpu(8_000, 0), 30),
                        new Kind(gpu(1_000, 1, 400), 5));
    }

    private static PodRequest gpu(long cpuMilli, int count, int milli) {
        return new PodRequest(cpuMilli, 0, count, milli, List.of());
    }

    private static long of(PodRequest typical) {
        return of(typical, 32_000, 4);
    }

    private static long of(PodRequest typical, long cpuFreeMilli, int devices) {
        TypicalPods pods = new TypicalPods(List.of(new Kind(typical, 1)));
        return new Fragmentation(pods, STATE.models()).of(G2, cpuFreeMilli, FREE, devices);
    }
}
