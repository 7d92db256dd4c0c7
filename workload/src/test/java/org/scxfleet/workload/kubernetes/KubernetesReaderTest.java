package org.scxfleet.workload.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;

class KubernetesReaderTest {
    private static final String[] NODE = {
        "apiVersion: v1",
        "kind: Node",
        "metadata:",
        "  name: gpu-1",
        "  labels: {nvidia.com/gpu.product: T4}",
        "status:",
        "  allocatable: {cpu: 63500m, memory: 128Gi, nvidia.com/gpu: '4', pods: 110}"
    };

    @Test
    void shouldReadANode() throws IOException {
        KubernetesObjects objects = KubernetesReader.read(lines(NODE), "n.yaml");

        assertThat(objects.nodes())
                .containsExactly(new NodeSpec("gpu-1", 63_500, 131_072, 4, "T4"));
        assertThat(objects.notices())
                .singleElement()
                .satisfies(
                        notice -> assertThat(notice.first()).isEqualTo("status.allocatable.pods"));
    }

    @Test
    void shouldReadAPodWithTheSumOfItsContainers() throws IOException {
        KubernetesObjects objects =
                KubernetesReader.read(
                        lines(
                                "kind: Pod",
                                "metadata: {name: a, namespace: team}",
                                "spec:",
                                "  nodeSelector: {nvidia.com/gpu.product: T4, zone: x}",
                                "  containers:",
                                "  - name: main",
                                "    resources:",
                                "      requests: {cpu: 1.5, memory: 1Gi}",
                                "      limits: {nvidia.com/gpu: 2}",
                                "  - name: side",
                                "    image: busybox",
                                "    resources: {requests: {cpu: 250m}}"),
                        "p.yaml");

        assertThat(objects.pods())
                .singleElement()
                .satisfies(pod -> {
                    assertThat(pod.pod().name()).isEqualTo("team/a");
                    assertThat(pod.pod().request())
                            .isEqualTo(
                                    new PodRequest(
                                            1_750, 1_024, 2, 1_000, java.util.List.of("T4")));
                    assertThat(pod.quality()).isEqualTo("Burstable");
                });
        assertThat(objects.notices())
                .extracting("code")
                .containsExactlyInAnyOrder(
                        "kubernetes-selector-ignored", "kubernetes-field-ignored");
    }

    @Test
    void shouldReadAJobAsThePodsThatItRunsAtOnce() throws IOException {
        KubernetesObjects objects =
                KubernetesReader.read(
                        lines(
                                "kind: List",
                                "items:",
                                "- kind: Job",
                                "  metadata: {name: train}",
                                "  spec:",
                                "    parallelism: 3",
                                "    backoffLimit: 4",
                                "    template:",
                                "      spec:",
                                "        containers:",
                                "        - name: w",
                                "          resources:",
                                "            requests: {cpu: 1, memory: 1Gi}",
                                "            limits: {cpu: 1, memory: 1Gi}",
                                "- kind: Service",
                                "  metadata: {name: web}",
                                "---",
                                "kind: Pod",
                                "metadata: {name: lone}",
                                "spec: {containers: [{name: c}]}"),
                        "j.yaml");

        assertThat(objects.pods())
                .extracting(pod -> pod.pod().name())
                .containsExactly("train-0", "train-1", "train-2", "lone");
        assertThat(objects.pods())
                .extracting(KubernetesObjects.QualifiedPod::quality)
                .containsExactly("Guaranteed", "Guaranteed", "Guaranteed", "BE");
        assertThat(objects.notices())
                .extracting("code")
                .containsExactly("kubernetes-field-ignored", "kubernetes-kind-ignored");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu: 63500m|cpu: -1|n.yaml:7:22: 'status.allocatable.cpu' is \"-1\"; give an amount",
                "cpu: 63500m|cpu: 0|n.yaml:7:22: 'status.allocatable.cpu' is 0; give more than 0",
                "'4'|'1.5'|n.yaml:7:61: 'status.allocatable.nvidia.com/gpu' is \"1.5\"; give a whole",
                "kind: Node|kind: Secret|n.yaml: has no Node, Pod or Job",
                "name: gpu-1|nome: gpu-1|n.yaml:4:3: 'metadata.name' is missing",
                "kind: Node|kind: [|n.yaml:4: is no YAML here"
            })
    void shouldRefuseBadObjects(String good, String bad, String message) {
        String[] broken = String.join("\n", NODE).replace(good, bad).split("\n", -1);

        assertThatThrownBy(() -> KubernetesReader.read(lines(broken), "n.yaml"))
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldRefuseANameGivenTwice() {
        String node = String.join("\n", NODE);

        assertThatThrownBy(() -> KubernetesReader.read(lines(node, "---", node), "n.yaml"))
                .hasMessageContaining("'metadata.name' is \"gpu-1\" as in line 1");
    }
}
