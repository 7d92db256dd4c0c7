package org.scxfleet.cluster.placement;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.resource.ClusterState;

/**
 * Why a pod goes where it goes.
 *
 * @param nodes of the cluster
 * @param filtered reasons that ruled nodes out, in their order
 * @param candidates the best nodes that have room, best first, at most {@link #CANDIDATES_MAX}
 * @param feasible how many nodes have room
 */
public record PlacementReport(
        int nodes, List<Filtered> filtered, List<Candidate> candidates, int feasible) {
    /** Nodes that are listed. */
    public static final int CANDIDATES_MAX = 5;

    public PlacementReport {
        filtered = List.copyOf(filtered);
        candidates = List.copyOf(candidates);
    }

    /**
     * Nodes that were ruled out for one reason.
     *
     * @param first name of the first of them
     */
    public record Filtered(FilterReason reason, int nodes, String first) {}

    /**
     * A node with room.
     *
     * @param score by which nodes are compared; 0 if the policy has none
     * @param parts what the score is made of
     */
    public record Candidate(String node, int score, List<ScorePart> parts) {
        public Candidate {
            parts = List.copyOf(parts);
        }
    }

    /** One component of a score. */
    public record ScorePart(String name, int score) {}

    /** The reasons alone; the nodes with room have no score. */
    public static PlacementReport unscored(ClusterState state, NodeFilter filter) {
        List<Candidate> candidates = new ArrayList<>();
        int feasible = 0;
        for (int node = 0; node < state.nodeCount(); node++) {
            if (filter.reason(node) == null) {
                feasible++;
                if (candidates.size() < CANDIDATES_MAX) {
                    candidates.add(new Candidate(state.node(node).name(), 0, List.of()));
                }
            }
        }
        return new PlacementReport(
                state.nodeCount(), filtered(state, filter), candidates, feasible);
    }

    /** The nodes that were ruled out, by reason. */
    public static List<Filtered> filtered(ClusterState state, NodeFilter filter) {
        FilterReason[] reasons = FilterReason.values();
        int[] counts = new int[reasons.length];
        int[] first = new int[reasons.length];
        for (int node = state.nodeCount() - 1; node >= 0; node--) {
            FilterReason reason = filter.reason(node);
            if (reason != null) {
                counts[reason.ordinal()]++;
                first[reason.ordinal()] = node;
            }
        }
        List<Filtered> filtered = new ArrayList<>();
        for (FilterReason reason : reasons) {
            int count = counts[reason.ordinal()];
            if (count > 0) {
                filtered.add(
                        new Filtered(reason, count, state.node(first[reason.ordinal()]).name()));
            }
        }
        return filtered;
    }
}
