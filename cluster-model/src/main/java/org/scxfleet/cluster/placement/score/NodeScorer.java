package org.scxfleet.cluster.placement.score;

import java.util.List;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.ResolvedRequest;

/**
 * How good a node is for a request. The answer depends on that node's state and the request alone,
 * on no other node, no earlier answer and no random number: answers are cached until the node
 * changes.
 */
@FunctionalInterface
public interface NodeScorer {
    /** Worst score. */
    int SCORE_MIN = 0;

    /** Best score. */
    int SCORE_MAX = 100;

    /** Score of a node that has room for the request, {@link #SCORE_MIN} to {@link #SCORE_MAX}. */
    int score(ClusterState state, int node, ResolvedRequest request);

    /** What the score is made of; a score of one part has none. */
    default List<PlacementReport.ScorePart> parts(
            ClusterState state, int node, ResolvedRequest request) {
        return List.of();
    }
}
