package org.scxfleet.cluster.placement.study;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.fragmentation.ClusterFragmentation;
import org.scxfleet.cluster.placement.fragmentation.Fragmentation;
import org.scxfleet.cluster.placement.fragmentation.TypicalPods;
import org.scxfleet.cluster.placement.policy.PlacementFactory;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;

/**
 * Runs the study on one cluster and one workload.
 *
 * <p>Each run of a policy and a seed is independent of all others, so a caller may run several at
 * once. A seed decides the arrivals, the order of the nodes and the random choices, each from a
 * generator of its own, so all policies see the same arrivals and the same nodes.
 */
public final class PlacementStudy {
    private static final int[] PUBLISHED_ARRIVED_PCT = {
        10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 92, 94, 95, 96, 98, 100, 105, 110, 115, 120, 125,
        130
    };

    private final String workload;
    private final List<NodeSpec> nodes;
    private final List<Pod> pods;
    private final List<PodRequest> originalRequests;
    private final TypicalPods typical;

    /**
     * The study of this cluster and workload.
     *
     * @param workload name for the rows
     * @param nodes at least one with a GPU
     * @param pods the original workload, before it is brought to the target load
     */
    public PlacementStudy(String workload, List<NodeSpec> nodes, List<Pod> pods) {
        if (nodes.stream().noneMatch(node -> node.gpuCount() > 0)) {
            throw new IllegalArgumentException("the placement study needs a node with a GPU");
        }
        this.workload = workload;
        this.nodes = List.copyOf(nodes);
        this.pods = List.copyOf(pods);
        originalRequests = pods.stream().map(Pod::request).toList();
        typical = TypicalPods.of(originalRequests);
    }

    /** The pods that fragmentation is measured by. */
    public TypicalPods typicalPods() {
        return typical;
    }

    /** Runs one policy with one seed. */
    public StudySeries run(PlacementFactory policy, long seed) {
        SeededRandom nodeOrder = new SeededRandom(SeedTree.derive(seed, "nodes"));
        ClusterState state = new ClusterState(StudyWorkload.permuted(nodes, nodeOrder));
        SeededRandom podOrder = new SeededRandom(SeedTree.derive(seed, "pods"));
        long total = state.gpuTotalMilli();
        List<PodRequest> arrivals = StudyWorkload.arrivals(pods, total, podOrder);
        SeededRandom choices = new SeededRandom(SeedTree.derive(seed, "placement"));
        Placement placement = policy.create(state, originalRequests, choices);
        ClusterFragmentation fragmentation =
                new ClusterFragmentation(state, new Fragmentation(typical, state.models()));
        long arrivedMax = arrivals.stream().mapToLong(PodRequest::gpuMilliTotal).sum();
        StudySeries series = new StudySeries(percent(arrivedMax, total));
        long arrived = 0;
        for (PodRequest request : arrivals) {
            series.countPod(place(placement.decide(request), request, state));
            arrived += request.gpuMilliTotal();
            long idle = state.gpuIdleMilli();
            double fragmented = fragmentation.amountMilli();
            series.add(
                    percent(arrived, total),
                    100.0 * (total - idle) / total,
                    100.0 * fragmented / total,
                    idle == 0 ? 0 : 100.0 * fragmented / idle);
        }
        return series;
    }

    private static boolean place(Decision decision, PodRequest request, ClusterState state) {
        return switch (decision) {
            case Decision.Placed placed -> {
                state.place(request, placed.node(), placed.devices());
                yield true;
            }
            case Decision.NoFit _, Decision.Declined _ -> false;
        };
    }

    private static int percent(long part, long total) {
        return (int) Math.round(100.0 * part / total);
    }

    /** The rows at the arrived loads of the published tables. */
    public List<StudyRow> rows(String policy, List<StudySeries> runs) {
        return rows(policy, runs, PUBLISHED_ARRIVED_PCT);
    }

    /**
     * Mean and deviation over the seeds of every metric at these arrived loads; loads that not
     * every run reached are left out.
     *
     * @param policy official name of the policy
     * @param runs one per seed
     */
    public List<StudyRow> rows(String policy, List<StudySeries> runs, int... arrivedPercents) {
        List<StudyRow> rows = new ArrayList<>();
        for (StudyMetric metric : StudyMetric.values()) {
            for (int arrived : arrivedPercents) {
                if (!runs.isEmpty() && runs.stream().allMatch(run -> run.has(arrived))) {
                    rows.add(row(policy, metric, arrived, runs));
                }
            }
        }
        return rows;
    }

    private StudyRow row(String policy, StudyMetric metric, int arrived, List<StudySeries> runs) {
        double sum = 0;
        for (StudySeries run : runs) {
            sum += run.mean(metric, arrived);
        }
        double mean = sum / runs.size();
        double squares = 0;
        for (StudySeries run : runs) {
            double difference = run.mean(metric, arrived) - mean;
            squares += difference * difference;
        }
        double stdev = runs.size() == 1 ? 0 : Math.sqrt(squares / (runs.size() - 1));
        return new StudyRow(workload, policy, metric, arrived, mean, stdev, runs.size());
    }
}
