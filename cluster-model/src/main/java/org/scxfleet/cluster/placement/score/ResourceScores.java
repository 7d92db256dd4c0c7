package org.scxfleet.cluster.placement.score;

import java.util.List;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.resource.ResolvedRequest;

/**
 * Scores from free amounts alone.
 *
 * <p>The published GPU study measures CPU in parts of 128 cores and GPUs in parts of 8 devices, the
 * largest node of its cluster. Those sizes are part of the published definition and stay; on larger
 * nodes a score that would leave the range is clamped.
 */
public final class ResourceScores {
    /** The first node with room. */
    public static final NodeScorer FIRST_FIT = (_, _, _) -> NodeScorer.SCORE_MIN;

    /** The node where the free amounts point least in the direction of the request. */
    public static final NodeScorer DOT_PRODUCT = ResourceScores::dotProduct;

    /** The node where least is left. */
    public static final NodeScorer BEST_FIT = ResourceScores::bestFit;

    /** The node that is least used afterwards, as kube-scheduler's NodeResourcesFit. */
    public static final NodeScorer LEAST_ALLOCATED = ResourceScores::leastAllocated;

    /**
     * The two resource plugins of kube-scheduler's default profile: least used, and CPU and memory
     * used alike; the mean of the two.
     */
    public static final NodeScorer KUBE_DEFAULT = new KubeDefault();

    private static final double STUDY_CPU_MILLI = 128_000;
    private static final double STUDY_GPU_MILLI = 8_000;
    private static final int PERCENT = 100;

    /** What kube-scheduler takes a pod for that asks for no CPU. */
    private static final long DEFAULT_CPU_MILLI = 100;

    /** What kube-scheduler takes a pod for that asks for no memory. */
    private static final long DEFAULT_MEMORY_MIB = 200;

    private ResourceScores() {}

    private static int dotProduct(ClusterState state, int node, ResolvedRequest request) {
        PodRequest wanted = request.request();
        double cpu =
                state.cpuFreeMilli(node) / STUDY_CPU_MILLI * (wanted.cpuMilli() / STUDY_CPU_MILLI);
        double gpu =
                state.gpuFreeMilli(node)
                        / STUDY_GPU_MILLI
                        * (wanted.gpuMilliTotal() / STUDY_GPU_MILLI);
        return clamped(PERCENT * (1 - (cpu + gpu) / 2));
    }

    /**
     * The published policy stretches these scores to 0..100 over the nodes with room before it
     * compares. That keeps their order and their ties at the top, so it is left out.
     */
    private static int bestFit(ClusterState state, int node, ResolvedRequest request) {
        PodRequest wanted = request.request();
        double cpu = (state.cpuFreeMilli(node) - wanted.cpuMilli()) / STUDY_CPU_MILLI;
        double gpu = (state.gpuFreeMilli(node) - wanted.gpuMilliTotal()) / STUDY_GPU_MILLI;
        return clamped(PERCENT * (1 - (0.5 * cpu + 0.5 * gpu)));
    }

    private static int leastAllocated(ClusterState state, int node, ResolvedRequest request) {
        PodRequest wanted = request.request();
        NodeSpec spec = state.node(node);
        long cpu =
                spec.cpuMilli()
                        - state.cpuFreeMilli(node)
                        + state.podsWithoutCpuRequest(node) * DEFAULT_CPU_MILLI
                        + (wanted.cpuMilli() == 0 ? DEFAULT_CPU_MILLI : wanted.cpuMilli());
        long memory =
                spec.memoryMib()
                        - state.memoryFreeMib(node)
                        + state.podsWithoutMemoryRequest(node) * DEFAULT_MEMORY_MIB
                        + (wanted.memoryMib() == 0 ? DEFAULT_MEMORY_MIB : wanted.memoryMib());
        return (int)
                ((freePercent(cpu, spec.cpuMilli()) + freePercent(memory, spec.memoryMib())) / 2);
    }

    private static long freePercent(long used, long capacity) {
        return used > capacity ? 0 : (capacity - used) * PERCENT / capacity;
    }

    /** 0 for a pod that asks for neither: kube-scheduler leaves the plugin out for it. */
    private static int balanced(ClusterState state, int node, ResolvedRequest request) {
        PodRequest wanted = request.request();
        if (wanted.cpuMilli() == 0 && wanted.memoryMib() == 0) {
            return NodeScorer.SCORE_MIN;
        }
        NodeSpec spec = state.node(node);
        double cpuFree = state.cpuFreeMilli(node) - wanted.cpuMilli();
        double memoryFree = state.memoryFreeMib(node) - wanted.memoryMib();
        double difference = cpuFree / spec.cpuMilli() - memoryFree / spec.memoryMib();
        return clamped((1 - Math.abs(difference) / 2) * PERCENT);
    }

    private static int clamped(double score) {
        return Math.clamp((long) score, NodeScorer.SCORE_MIN, NodeScorer.SCORE_MAX);
    }

    /** The mean of two plugins. */
    private static final class KubeDefault implements NodeScorer {
        @Override
        public int score(ClusterState state, int node, ResolvedRequest request) {
            return (leastAllocated(state, node, request) + balanced(state, node, request)) / 2;
        }

        @Override
        public List<PlacementReport.ScorePart> parts(
                ClusterState state, int node, ResolvedRequest request) {
            return List.of(
                    new PlacementReport.ScorePart(
                            "least allocated", leastAllocated(state, node, request)),
                    new PlacementReport.ScorePart("balanced", balanced(state, node, request)));
        }
    }
}
