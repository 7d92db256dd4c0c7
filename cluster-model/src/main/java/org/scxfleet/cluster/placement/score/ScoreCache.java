package org.scxfleet.cluster.placement.score;

import java.util.LinkedHashMap;
import java.util.Map;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * Scores by request, for as many different requests as fit into a fixed amount of memory; the one
 * asked for longest ago is forgotten first. What is forgotten is computed again: no decision
 * depends on it.
 */
final class ScoreCache {
    /** Most node scores kept, all requests together: 64 MiB. */
    static final int SCORES_MAX = 1 << 23;

    /** Requests kept at least, however large the cluster. */
    static final int REQUESTS_MIN = 8;

    private final ClusterState state;
    private final NodeScorer scorer;
    private final Map<PodRequest, NodeScores> byRequest;

    ScoreCache(ClusterState state, NodeScorer scorer) {
        this.state = state;
        this.scorer = scorer;
        int requestsMax = Math.max(REQUESTS_MIN, SCORES_MAX / state.nodeCount());
        byRequest =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<PodRequest, NodeScores> eldest) {
                        return size() > requestsMax;
                    }
                };
    }

    /** The scores for this request as of now. */
    NodeScores scores(PodRequest request) {
        NodeScores scores = byRequest.get(request);
        if (scores == null) {
            scores = new NodeScores(state, request, scorer);
            byRequest.put(request, scores);
        }
        scores.catchUp();
        return scores;
    }
}
