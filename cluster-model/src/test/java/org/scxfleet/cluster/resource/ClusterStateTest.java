package org.scxfleet.cluster.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
    private static final NodeSpec SMALL = new NodeSpec("small", 4_000, 8_192, 0, "");
    private static final NodeSpec LARGE = new NodeSpec("large", 96_000, 393_216, 4, "G2");
    private static final PodRequest SHARE = new PodRequest(2_000, 1_024, 1, 300, List.of());

    @Test
    void shouldTakeAndGiveBackWhatAPodAsksFor() {
        ClusterState state = new ClusterState(List.of(SMALL, LARGE));

        state.place(SHARE, 1, 0b0100);

        assertThat(state.cpuFreeMilli(1)).isEqualTo(94_000);
        assertThat(state.memoryFreeMib(1)).isEqualTo(392_192);
        assertThat(state.deviceFreeMilli(1, 2)).isEqualTo(700);
        assertThat(state.gpuFreeMilli(1)).isEqualTo(3_700);
        assertThat(state.gpuIdleMilli()).isEqualTo(3_700);
        assertThat(state.podCount(1)).isEqualTo(1);
        assertThat(state.tenants().sameClass(1, SHARE)).isEqualTo(1);

        state.release(SHARE, 1, 0b0100);

        assertThat(state.cpuFreeMilli(1)).isEqualTo(96_000);
        assertThat(state.gpuIdleMilli()).isEqualTo(state.gpuTotalMilli()).isEqualTo(4_000);
        assertThat(state.tenants().all(1)).isZero();
    }

    @Test
    void shouldRefuseAPodThatHasNoRoomAndChangeNothing() {
        ClusterState state = new ClusterState(List.of(SMALL, LARGE));

        assertThatThrownBy(() -> state.place(PodRequest.cpu(4_001, 1), 0, 0))
                .hasMessageContaining("node small has no room");
        state.place(new PodRequest(1, 1, 1, 800, List.of()), 1, 1);
        assertThatThrownBy(() -> state.place(SHARE, 1, 1))
                .hasMessageContaining("device 0 of node large would have -100 milli free");
        assertThat(state.cpuFreeMilli(1)).isEqualTo(95_999);
        assertThat(state.changes()).isEqualTo(1);
    }

    @Test
    void shouldRefuseDevicesThatDoNotAnswerTheRequest() {
        ClusterState state = new ClusterState(List.of(SMALL, LARGE));

        assertThatThrownBy(() -> state.place(SHARE, 1, 0b11)).hasMessageContaining("do not answer");
        assertThatThrownBy(() -> state.place(SHARE, 1, 0b10000))
                .hasMessageContaining("do not answer");
        assertThatThrownBy(() -> state.place(PodRequest.cpu(1, 1), 1, 1))
                .hasMessageContaining("do not answer");
    }

    @Test
    void shouldRefuseToGiveBackWhatIsNotThere() {
        ClusterState state = new ClusterState(List.of(SMALL, LARGE));

        assertThatThrownBy(() -> state.release(SHARE, 1, 1)).hasMessageContaining("does not hold");
    }

    @Test
    void shouldRememberWhichNodesChanged() {
        ClusterState state = new ClusterState(List.of(SMALL, LARGE));
        state.place(PodRequest.cpu(1, 1), 1, 0);
        state.place(PodRequest.cpu(1, 1), 0, 0);
        state.place(PodRequest.cpu(1, 1), 1, 0);

        assertThat(state.changes()).isEqualTo(3);
        assertThat(state.changedNode(1)).isZero();
        assertThat(state.lastChange(1)).isEqualTo(2);
        assertThat(state.remembers(0)).isTrue();
        for (int i = 0; i < 10; i++) {
            state.place(PodRequest.cpu(1, 1), 1, 0);
        }
        assertThat(state.remembers(0)).isFalse();
    }

    @Test
    void shouldTranslateModelsToThisCluster() {
        NodeSpec other = new NodeSpec("other", 1, 1, 1, "A10");
        ClusterState state = new ClusterState(List.of(LARGE, other, SMALL));

        assertThat(state.models().name(state.gpuModel(0))).isEqualTo("G2");
        assertThat(state.gpuModel(2)).isEqualTo(GpuModels.NONE);
        assertThat(state.resolve(SHARE).allows(state.gpuModel(0))).isTrue();
        assertThat(state.resolve(SHARE).allows(GpuModels.NONE)).isFalse();
        ResolvedRequest picky =
                state.resolve(new PodRequest(1, 1, 1, 300, List.of("A10", "V100", "A10")));
        assertThat(picky.allows(state.gpuModel(0))).isFalse();
        assertThat(picky.allows(state.gpuModel(1))).isTrue();
    }

    @Test
    void shouldSayWhatIsWrongWithNodesAndRequests() {
        assertThatThrownBy(() -> new NodeSpec("n", 0, 1, 0, ""))
                .hasMessageContaining("must have 1 to");
        assertThatThrownBy(() -> new NodeSpec("n", 1, 1, 2, ""))
                .hasMessageContaining("a model is needed exactly if there are GPUs");
        assertThatThrownBy(() -> new NodeSpec("n", 1, 1, 65, "G2"))
                .hasMessageContaining("0 to 64 GPUs, not 65");
        assertThatThrownBy(() -> new ClusterState(List.of(SMALL, SMALL)))
                .hasMessage("two nodes are called small");
        assertThatThrownBy(() -> new PodRequest(-1, 0, 0, 0, List.of()))
                .hasMessageContaining("cpuMilli of a pod must be 0 to");
        assertThatThrownBy(() -> new PodRequest(0, 0, 2, 500, List.of()))
                .hasMessageContaining("only one GPU can be shared");
        assertThatThrownBy(() -> new PodRequest(0, 0, 1, 0, List.of()))
                .hasMessageContaining("both are 0 or none is");
        assertThatThrownBy(() -> new PodRequest(0, 0, 0, 0, List.of("G2")))
                .hasMessageContaining("models need a GPU");
    }
}
