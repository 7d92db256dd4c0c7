package org.scxfleet.cluster.placement.external;

import java.util.List;
import org.scxfleet.cluster.placement.PlacementReport.ScorePart;

/** What an oracle says; nothing in it has been checked. */
public sealed interface OracleAnswer {
    /**
     * A node.
     *
     * @param devices devices for the pod; empty if the choice is left to the program
     * @param scores what the choice rests on, as far as it says
     */
    record Chosen(int node, List<Integer> devices, List<NodeScore> scores) implements OracleAnswer {
        public Chosen {
            devices = List.copyOf(devices);
            scores = List.copyOf(scores);
        }
    }

    /** The pod is to go nowhere for now. */
    record Declined(String reason, List<NodeScore> scores) implements OracleAnswer {
        public Declined {
            scores = List.copyOf(scores);
        }
    }

    /** No answer within the time limit, and that is no reason to stop. */
    record Late() implements OracleAnswer {}

    /** Score of one node. */
    record NodeScore(int node, int score, List<ScorePart> parts) {
        public NodeScore {
            parts = List.copyOf(parts);
        }
    }
}
