package org.scxfleet.cluster.placement.score;

import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

/**
 * Gives a pod to a random one of the nodes that have room; a part of a GPU comes from a random one
 * of the devices that have it. Whole GPUs are the first entirely free ones.
 */
public final class RandomPlacement implements Placement {
    private final ClusterState state;
    private final SeededRandom random;
    private final ScoreCache cache;

    /** Places on {@code state} with the policy's own generator. */
    public RandomPlacement(ClusterState state, SeededRandom random) {
        this.state = state;
        this.random = random;
        cache = new ScoreCache(state, ResourceScores.FIRST_FIT);
    }

    @Override
    public Decision decide(PodRequest request) {
        NodeScores scores = cache.scores(request);
        int candidates = 0;
        for (int node = 0; node < state.nodeCount(); node++) {
            candidates += scores.score(node) == NodeScores.NO_ROOM ? 0 : 1;
        }
        if (candidates == 0) {
            return Decision.NoFit.of(state, scores.filter());
        }
        int left = random.below(candidates);
        int node = 0;
        while (scores.score(node) == NodeScores.NO_ROOM || left-- > 0) {
            node++;
        }
        return new Decision.Placed(node, devices(node, request));
    }

    @Override
    public boolean hasRoom(PodRequest request) {
        return cache.scores(request).best() != NodeScores.NO_ROOM;
    }

    @Override
    public PlacementReport report(PodRequest request) {
        return PlacementReport.unscored(state, cache.scores(request).filter());
    }

    private long devices(int node, PodRequest request) {
        if (!request.sharesGpu()) {
            return DeviceChoice.wholeDevices(state, node, request.gpuCount());
        }
        long sufficient = 0;
        for (int device = 0; device < state.deviceCount(node); device++) {
            if (state.deviceFreeMilli(node, device) >= request.gpuMilli()) {
                sufficient |= 1L << device;
            }
        }
        for (int skip = random.below(Long.bitCount(sufficient)); skip > 0; skip--) {
            sufficient &= sufficient - 1;
        }
        return Long.lowestOneBit(sufficient);
    }
}
