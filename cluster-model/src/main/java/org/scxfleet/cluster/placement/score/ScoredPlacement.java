package org.scxfleet.cluster.placement.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * Gives a pod to the best scored of all nodes that have room, the one with the smallest number on a
 * tie.
 */
public final class ScoredPlacement implements Placement {
    private final ClusterState state;
    private final NodeScorer scorer;
    private final DeviceChoice devices;
    private final ScoreCache cache;

    /** Places on {@code state} by this scorer, on devices chosen like this. */
    public ScoredPlacement(ClusterState state, NodeScorer scorer, DeviceChoice devices) {
        this.state = state;
        this.scorer = scorer;
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

    @Override
    public boolean hasRoom(PodRequest request) {
        return cache.scores(request).best() != NodeScores.NO_ROOM;
    }

    @Override
    public PlacementReport report(PodRequest request) {
        NodeScores scores = cache.scores(request);
        List<Integer> feasible = new ArrayList<>();
        for (int node = 0; node < state.nodeCount(); node++) {
            if (scores.score(node) != NodeScores.NO_ROOM) {
                feasible.add(node);
            }
        }
        List<PlacementReport.Candidate> best =
                feasible.stream()
                        .sorted(
                                Comparator.comparingInt((Integer node) -> -scores.score(node))
                                        .thenComparingInt(node -> node))
                        .limit(PlacementReport.CANDIDATES_MAX)
                        .map(node ->
                                new PlacementReport.Candidate(
                                        state.node(node).name(),
                                        scores.score(node),
                                        scorer.parts(state, node, scores.request())))
                        .toList();
        return new PlacementReport(
                state.nodeCount(),
                PlacementReport.filtered(state, scores.filter()),
                best,
                feasible.size());
    }
}
