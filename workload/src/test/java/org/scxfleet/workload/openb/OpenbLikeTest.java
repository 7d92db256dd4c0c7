package org.scxfleet.workload.openb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.placement.study.PlacementStudy;
import org.scxfleet.cluster.placement.study.StudyMetric;
import org.scxfleet.cluster.placement.study.StudySeries;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;

class OpenbLikeTest {
    @Test
    void shouldBeginWithTheSmallerClusterOfTheSameSeed() {
        assertThat(OpenbLike.nodes(1, 200).subList(0, 50)).isEqualTo(OpenbLike.nodes(1, 50));
        assertThat(OpenbLike.pods(1, 200).subList(0, 50)).isEqualTo(OpenbLike.pods(1, 50));
        assertThat(OpenbLike.nodes(2, 50)).isNotEqualTo(OpenbLike.nodes(1, 50));
    }

    @Test
    void shouldHaveTheProportionsOfTheTrace() {
        List<NodeSpec> nodes = OpenbLike.nodes(7, 10_000);
        List<PodRequest> requests =
                OpenbLike.pods(7, 10_000).stream().map(pod -> pod.pod().request()).toList();

        assertThat(part(nodes.stream().filter(node -> node.gpuModel().equals("G2")).count()))
                .isCloseTo(549.0 / 1213, within(0.02));
        assertThat(nodes.stream().mapToInt(NodeSpec::gpuCount).sum() / 10_000.0)
                .isCloseTo(6212.0 / 1213, within(0.1));
        assertThat(part(requests.stream().filter(PodRequest::sharesGpu).count()))
                .isCloseTo(0.378, within(0.02));
        assertThat(part(requests.stream().filter(pod -> pod.gpuCount() == 0).count()))
                .isCloseTo(0.133, within(0.02));
    }

    @Test
    void shouldBeReadableAsFiles() throws IOException {
        List<NodeSpec> nodes = OpenbLike.nodes(3, 40);
        List<OpenbPod> pods = OpenbLike.pods(3, 300);

        assertThat(OpenbReader.readNodes(stream(OpenbLike.nodesAsCsv(nodes)), "nodes").nodes())
                .isEqualTo(nodes);
        OpenbPodList read = OpenbReader.readPods(stream(OpenbLike.podsAsCsv(pods)), "pods");
        assertThat(read.pods()).isEqualTo(pods);
        assertThat(read.notices()).isEmpty();
    }

    @Test
    void shouldFavourFragmentationDescentAsTheTraceDoes() {
        List<Pod> pods = OpenbLike.pods(11, 1_300).stream().map(OpenbPod::pod).toList();
        PlacementStudy study = new PlacementStudy("like", OpenbLike.nodes(11, 200), pods);

        StudySeries random = study.run(PlacementPolicy.RANDOM, 1);
        StudySeries packing = study.run(PlacementPolicy.GPU_PACKING, 1);
        StudySeries descent = study.run(PlacementPolicy.FGD, 1);

        assertThat(descent.mean(StudyMetric.ALLOCATED, 110))
                .isGreaterThan(packing.mean(StudyMetric.ALLOCATED, 110));
        assertThat(packing.mean(StudyMetric.ALLOCATED, 110))
                .isGreaterThan(random.mean(StudyMetric.ALLOCATED, 110));
    }

    private static double part(long count) {
        return count / 10_000.0;
    }

    private static ByteArrayInputStream stream(String csv) {
        return new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8));
    }
}
