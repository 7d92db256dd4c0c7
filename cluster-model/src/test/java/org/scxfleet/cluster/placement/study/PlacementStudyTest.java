package org.scxfleet.cluster.placement.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.placement.score.RandomCluster;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

class PlacementStudyTest {
    private static final PodRequest HALF = new PodRequest(1, 1, 1, 500, List.of());
    private static final PodRequest EIGHT = new PodRequest(1, 1, 8, 1000, List.of());

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldFillAWorkloadUpToTheTarget(long seed) {
        List<PodRequest> arrivals =
                StudyWorkload.arrivals(pods(10, HALF), 10_000, new SeededRandom(seed));

        assertThat(arrivals).hasSize(26);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldCutAWorkloadDownToTheTarget(long seed) {
        List<PodRequest> arrivals =
                StudyWorkload.arrivals(pods(100, HALF), 10_000, new SeededRandom(seed));

        assertThat(arrivals).hasSize(26);
    }

    @Test
    void shouldCountOneDeviceOfTheNextPodWhenFilling() {
        List<PodRequest> arrivals =
                StudyWorkload.arrivals(pods(1, EIGHT), 10_000, new SeededRandom(1));

        assertThat(arrivals).as("8,000 and 8,000 pass 13,000, as 9,000 do not").hasSize(2);
    }

    @Test
    void shouldLeaveAWorkloadWithoutGpuAsItIs() {
        List<Pod> pods = pods(5, PodRequest.cpu(1, 1));

        assertThat(StudyWorkload.arrivals(pods, 10_000, new SeededRandom(1))).hasSize(5);
    }

    @Test
    void shouldOrderNodesByTheSeedAndNotByTheFile() {
        List<NodeSpec> nodes = RandomCluster.nodes(new SeededRandom(3), 40);
        List<NodeSpec> permuted = StudyWorkload.permuted(nodes, new SeededRandom(7));
        List<NodeSpec> reversed = new ArrayList<>(nodes).reversed();

        assertThat(StudyWorkload.permuted(reversed, new SeededRandom(7))).isEqualTo(permuted);
        assertThat(StudyWorkload.permuted(nodes, new SeededRandom(8))).isNotEqualTo(permuted);
        assertThat(permuted).containsExactlyInAnyOrderElementsOf(nodes);
    }

    @Test
    void shouldMeasureAfterEveryArrival() {
        PlacementStudy study =
                new PlacementStudy(
                        "tiny",
                        List.of(new NodeSpec("n", 100, 100, 2, "G2")),
                        pods(5, new PodRequest(1, 1, 1, 400, List.of())));

        StudySeries series = study.run(PlacementPolicy.BEST_FIT, 1);

        // 400 milli each: 20 % of 2,000 a pod, up to 120 %; a device holds two and keeps 200
        assertThat(series.arrivedPercentMax()).isEqualTo(120);
        assertThat(series.placed()).isEqualTo(4);
        assertThat(series.dropped()).isEqualTo(2);
        assertThat(series.mean(StudyMetric.ALLOCATED, 60)).isEqualTo(60);
        assertThat(series.mean(StudyMetric.ALLOCATED, 120)).isEqualTo(80);
        assertThat(series.mean(StudyMetric.FRAGMENTATION_OF_TOTAL, 40)).isEqualTo(10);
        assertThat(series.mean(StudyMetric.FRAGMENTATION_OF_IDLE, 120)).isEqualTo(100);
        assertThat(series.has(50)).isFalse();
    }

    @Test
    void shouldRepeatARunExactly() {
        List<NodeSpec> nodes = RandomCluster.nodes(new SeededRandom(3), 40);
        List<Pod> pods = pods(RandomCluster.requests(new SeededRandom(4), 300));
        PlacementStudy study = new PlacementStudy("random", nodes, pods);
        List<Pod> shuffled =
                pods.stream()
                        .sorted(Comparator.comparing(pod -> pod.request().hashCode()))
                        .toList();

        for (PlacementPolicy policy : PlacementPolicy.STUDY) {
            List<StudyRow> rows = study.rows("p", List.of(study.run(policy, 9)), 20, 60, 100);
            PlacementStudy again = new PlacementStudy("random", nodes.reversed(), shuffled);
            assertThat(again.rows("p", List.of(again.run(policy, 9)), 20, 60, 100))
                    .isEqualTo(rows)
                    .isNotEmpty();
        }
    }

    @Test
    void shouldSummariseSeeds() {
        PlacementStudy study =
                new PlacementStudy(
                        "tiny", List.of(new NodeSpec("n", 100, 100, 2, "G2")), pods(2, HALF));
        StudySeries low = new StudySeries(130);
        low.add(100, 70, 10, 30);
        StudySeries high = new StudySeries(130);
        high.add(100, 80, 10, 40);
        high.add(101, 81, 10, 40);

        List<StudyRow> rows = study.rows("FGD", List.of(low, high), 100, 101);

        assertThat(rows).hasSize(3);
        StudyRow allocated = rows.getFirst();
        assertThat(allocated.mean()).isEqualTo(75);
        assertThat(allocated.stdev()).isCloseTo(7.0710678, within(1e-6));
        assertThat(allocated.seeds()).isEqualTo(2);
    }

    @Test
    void shouldAcceptMeansWithinTheScatterOfThePolicy() {
        StudyRow fgd = row("FGD", 95.2, 0.1);
        StudyRow packing = row("GpuPacking", 91.7, 0.1);
        assertThat(StudyAcceptance.agrees(fgd, row("FGD", 95.49, 0))).isTrue();
        assertThat(StudyAcceptance.agrees(fgd, row("FGD", 95.51, 0))).isFalse();
        assertThat(StudyAcceptance.agrees(packing, row("GpuPacking", 90.8, 0))).isTrue();
        assertThat(StudyAcceptance.agrees(row("FGD", 95.2, 0.4), row("FGD", 94.5, 0))).isTrue();
        assertThatThrownBy(() -> StudyAcceptance.agrees(fgd, packing))
                .hasMessageContaining("different figures");
    }

    @Test
    void shouldNeedAGpu() {
        assertThatThrownBy(() ->
                        new PlacementStudy(
                                "cpu", List.of(new NodeSpec("n", 1, 1, 0, "")), List.of()))
                .hasMessageContaining("needs a node with a GPU");
    }

    private static StudyRow row(String policy, double mean, double stdev) {
        return new StudyRow("default", policy, StudyMetric.ALLOCATED, 100, mean, stdev, 10);
    }

    private static List<Pod> pods(int count, PodRequest request) {
        return pods(Collections.nCopies(count, request));
    }

    private static List<Pod> pods(List<PodRequest> requests) {
        List<Pod> pods = new ArrayList<>();
        for (PodRequest request : requests) {
            pods.add(new Pod("pod-" + pods.size(), request));
        }
        return pods;
    }
}
