package org.scxfleet.cluster.placement.score;

import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * Gives a pod to the best scored of all nodes that have room, the one with the smallest number on a
 * tie.
 */
public final class ScoredPlacement implements Placement {
    private final ClusterState state;
    private final DeviceChoice devices;
    private final ScoreCache cache;

    /** Places on {@code state} by this scorer, on devices chosen like this. */
    public ScoredPlacement(ClusterState state, NodeScorer scorer, DeviceChoice devices) {
        this.state = state;
        this.devices = devices;
        cache = new ScoreCache(state, scorer);
    }

    @Override
    public Decision decide(PodRequest request) {
        NodeScores scores = cache.scores(request);
        int node = scores.best();
        if (node == NodeScores.NO_ROOM) {
            return Decision.NoFit.of(state, scores.filter());
        }
        return new Decision.Placed(node, devices.choose(state, node, scores.request()));
    }
}
