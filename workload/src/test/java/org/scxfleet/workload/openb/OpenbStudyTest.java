package org.scxfleet.workload.openb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.placement.study.PlacementStudy;
import org.scxfleet.cluster.placement.study.StudyAcceptance;
import org.scxfleet.cluster.placement.study.StudyMetric;
import org.scxfleet.cluster.placement.study.StudyRow;
import org.scxfleet.cluster.placement.study.StudySeries;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.tests.requirement.Requirement;

/** The published study on the trace itself, the workload {@code default}. */
class OpenbStudyTest {
    private static final String WORKLOAD = "default";
    private static final long FIRST_SEED = 42;
    private static final int SEEDS = 5;
    private static final int[] ARRIVED_PCT = {50, 80, 100, 130};

    private static final Map<String, StudyRow> PUBLISHED = new TreeMap<>();
    private static final Map<PlacementPolicy, List<StudyRow>> COMPUTED =
            new EnumMap<>(PlacementPolicy.class);
    private static PlacementStudy study;
    private static List<NodeSpec> nodes;

    @BeforeAll
    static void readTrace() throws IOException {
        Path folder = Requirement.shared("datasets/openb-gpu-2023");
        try (InputStream in = open(folder, "openb_node_list_gpu_node.csv")) {
            nodes = OpenbReader.readNodes(in, "nodes").nodes();
        }
        try (InputStream in = open(folder, "pods/openb_pod_list_default.csv")) {
            study =
                    new PlacementStudy(
                            WORKLOAD, nodes, OpenbReader.readPods(in, "pods").plainPods());
        }
        try (InputStream in = open(folder, "expected/summary.csv")) {
            for (StudyRow row : OpenbReader.readExpected(in, "expected")) {
                PUBLISHED.put(key(row), row);
            }
        }
    }

    static List<PlacementPolicy> policies() {
        return PlacementPolicy.STUDY;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void shouldAgreeWithThePublishedFigures(PlacementPolicy policy) {
        for (StudyRow row : rows(policy)) {
            StudyRow published = PUBLISHED.get(key(row));
            if (row.metric() == StudyMetric.ALLOCATED
                    && StudyAcceptance.COMPARED_ARRIVED_PCT.contains(row.arrivedPct())) {
                assertThat(StudyAcceptance.agrees(published, row))
                        .as("%s, published %s", row, published)
                        .isTrue();
            }
        }
    }

    @Test
    void shouldAllocateMostWithFragmentationDescent() {
        List<PlacementPolicy> byAllocation = new ArrayList<>(PlacementPolicy.STUDY);
        byAllocation.sort((a, b) -> Double.compare(allocatedAtFullLoad(b), allocatedAtFullLoad(a)));

        assertThat(byAllocation.getFirst()).isEqualTo(PlacementPolicy.FGD);
        assertThat(byAllocation.getLast()).isEqualTo(PlacementPolicy.RANDOM);
    }

    @Test
    void shouldFindTheTypicalPodsOfTheStudy() {
        assertThat(nodes).hasSize(1213);
        assertThat(nodes.stream().mapToInt(NodeSpec::gpuCount).sum()).isEqualTo(6212);
        assertThat(study.typicalPods().kinds()).hasSize(35);
    }

    private static double allocatedAtFullLoad(PlacementPolicy policy) {
        return rows(policy).stream()
                .filter(row -> row.metric() == StudyMetric.ALLOCATED && row.arrivedPct() == 100)
                .mapToDouble(StudyRow::mean)
                .findFirst()
                .orElseThrow();
    }

    private static List<StudyRow> rows(PlacementPolicy policy) {
        return COMPUTED.computeIfAbsent(policy, OpenbStudyTest::compute);
    }

    private static List<StudyRow> compute(PlacementPolicy policy) {
        List<StudySeries> runs = new ArrayList<>();
        for (int i = 0; i < SEEDS; i++) {
            runs.add(study.run(policy, FIRST_SEED + i));
        }
        return study.rows(policy.officialName(), runs, ARRIVED_PCT);
    }

    private static String key(StudyRow row) {
        return row.workload() + "/" + row.policy() + "/" + row.metric() + "/" + row.arrivedPct();
    }

    private static InputStream open(Path folder, String file) throws IOException {
        return Files.newInputStream(folder.resolve(file));
    }
}
