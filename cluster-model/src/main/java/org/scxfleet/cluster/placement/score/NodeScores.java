package org.scxfleet.cluster.placement.score;

import java.util.Arrays;
import org.scxfleet.cluster.placement.FilterReason;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.resource.ResolvedRequest;

/**
 * The scores of all nodes for one request, kept up to date.
 *
 * <p><b>What.</b> A tournament over the nodes: the leaves are scores, every inner place holds the
 * better of two nodes, the one with the smaller number on a tie, so the root is the best node.
 * Before an answer, the nodes that changed since the last one are scored anew, each once however
 * often it changed, and their paths to the root are played again.
 *
 * <p><b>Cost.</b> For each changed node one score and log2(nodes) comparisons; when many have
 * changed, one pass over the tree. A request that comes often sees few changes each time, one that
 * comes seldom pays at most one score per node. Memory: two ints per node.
 */
final class NodeScores {
    /** Score of a node that has no room. */
    static final int NO_ROOM = -1;

    /** With one changed node in so many, a pass over all places is cheaper than single paths. */
    private static final int REBUILD_FRACTION = 8;

    private final ClusterState state;
    private final NodeFilter filter;
    private final NodeScorer scorer;
    private final int[] scores;
    private final int leafStart;
    private final int[] winners;
    private long seenChanges;

    NodeScores(ClusterState state, PodRequest request, NodeScorer scorer) {
        this.state = state;
        this.filter = new NodeFilter(state, request);
        this.scorer = scorer;
        leafStart = Math.max(2, Integer.highestOneBit(2 * state.nodeCount() - 1));
        scores = new int[leafStart];
        winners = new int[leafStart];
        Arrays.fill(scores, NO_ROOM);
        scoreAll();
    }

    /** The request with its models resolved. */
    ResolvedRequest request() {
        return filter.request();
    }

    /** The filter behind these scores. */
    NodeFilter filter() {
        return filter;
    }

    /** The best node, or {@link #NO_ROOM} if none has room. Up to date after {@link #catchUp}. */
    int best() {
        int winner = winners[1];
        return scores[winner] == NO_ROOM ? NO_ROOM : winner;
    }

    /** Score of a node or {@link #NO_ROOM}. Up to date after {@link #catchUp}. */
    int score(int node) {
        return scores[node];
    }

    /** Takes in the changes of the cluster since the last call. */
    void catchUp() {
        long pending = state.changes() - seenChanges;
        if (!state.remembers(seenChanges)) {
            scoreAll();
            return;
        }
        boolean rebuild = pending > state.nodeCount() / REBUILD_FRACTION;
        for (; seenChanges < state.changes(); seenChanges++) {
            int node = state.changedNode(seenChanges);
            if (state.lastChange(node) != seenChanges) {
                continue;
            }
            scores[node] = scoreOf(node);
            if (!rebuild) {
                replay(node);
            }
        }
        if (rebuild) {
            playAll();
        }
    }

    private void scoreAll() {
        for (int node = 0; node < state.nodeCount(); node++) {
            scores[node] = scoreOf(node);
        }
        playAll();
        seenChanges = state.changes();
    }

    private int scoreOf(int node) {
        FilterReason reason = filter.reason(node);
        if (reason != null) {
            return NO_ROOM;
        }
        int score = scorer.score(state, node, filter.request());
        if (score < NodeScorer.SCORE_MIN || score > NodeScorer.SCORE_MAX) {
            throw new IllegalStateException(
                    "score "
                            + score
                            + " of node "
                            + state.node(node).name()
                            + " is not "
                            + NodeScorer.SCORE_MIN
                            + " to "
                            + NodeScorer.SCORE_MAX);
        }
        return score;
    }

    private void playAll() {
        for (int place = leafStart - 1; place >= 1; place--) {
            play(place);
        }
    }

    private void replay(int node) {
        for (int place = (leafStart + node) >> 1; place >= 1; place >>= 1) {
            play(place);
        }
    }

    private void play(int place) {
        int left = winnerAt(2 * place);
        int right = winnerAt(2 * place + 1);
        winners[place] = scores[left] >= scores[right] ? left : right;
    }

    private int winnerAt(int place) {
        return place >= leafStart ? place - leafStart : winners[place];
    }
}
