package org.scxfleet.cluster.placement.score;

import java.util.Arrays;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.resource.ResolvedRequest;

/**
 * The two heuristics for GPU clusters of the published study: pods of a class together, and GPUs
 * filled before fresh ones are opened. Pods without GPU are the same to them on every node.
 */
public final class GpuScores {
    private static final int STUDY_GPU_MILLI = 8_000;

    private GpuScores() {}

    /**
     * Nodes that host pods of the same class (sharing a device, or owning so many whole ones)
     * first, among these the fuller ones. A node with GPU pods of other classes only is worse than
     * one without any.
     */
    public static int clustering(ClusterState state, int node, ResolvedRequest request) {
        PodRequest wanted = request.request();
        if (wanted.gpuCount() == 0) {
            return NodeScorer.SCORE_MIN;
        }
        int base = 25 * (STUDY_GPU_MILLI - state.gpuFreeMilli(node)) / STUDY_GPU_MILLI;
        int same = state.tenants().sameClass(node, wanted);
        int all = state.tenants().all(node);
        int bonus = 0;
        if (all == 0) {
            bonus = 25;
        } else if (same == all) {
            bonus = 75;
        } else if (same > 0) {
            bonus = 50;
        }
        return Math.clamp(base + bonus, NodeScorer.SCORE_MIN, NodeScorer.SCORE_MAX);
    }

    /**
     * A scorer that prefers used devices to free ones, and free ones of a used node to a fresh
     * node.
     */
    public static NodeScorer packing() {
        int[] devices = new int[NodeSpec.GPUS_MAX];
        return (state, node, request) -> packing(state, node, request.request(), devices);
    }

    private static int packing(ClusterState state, int node, PodRequest wanted, int[] devices) {
        if (wanted.gpuCount() == 0) {
            return NodeScorer.SCORE_MIN;
        }
        int count = state.copyDevices(node, devices);
        int free = 0;
        for (int device = 0; device < count; device++) {
            free += devices[device] == PodRequest.GPU_MILLI_WHOLE ? 1 : 0;
        }
        if (free == count) {
            return Math.max(33 - free, free);
        }
        Arrays.sort(devices, 0, count);
        int missing = wanted.gpuCount();
        int opened = 0;
        int leftover = 0;
        for (int device = 0; missing > 0 && device < count; device++) {
            if (devices[device] >= wanted.gpuMilli()) {
                missing--;
                opened += devices[device] == PodRequest.GPU_MILLI_WHOLE ? 1 : 0;
                leftover += devices[device] * 100 / PodRequest.GPU_MILLI_WHOLE;
            }
        }
        return opened > 0 ? Math.max(50 - opened, 33) : Math.max(100 - leftover / 10, 50);
    }
}
