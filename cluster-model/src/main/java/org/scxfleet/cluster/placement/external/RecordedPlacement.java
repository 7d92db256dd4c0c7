package org.scxfleet.cluster.placement.external;

import java.util.List;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * Decides as a log says, decision after decision. The log has to be of this run: every request has
 * to be the one that was decided then, and every node has to have room.
 */
public final class RecordedPlacement implements Placement {
    private final ClusterState state;
    private final List<LoggedDecision> log;
    private int used;

    /** Repeats the log on a cluster that is as it was at first. */
    public RecordedPlacement(ClusterState state, List<LoggedDecision> log) {
        this.state = state;
        this.log = List.copyOf(log);
    }

    /**
     * @throws IllegalArgumentException if the log is of another run
     */
    @Override
    public Decision decide(PodRequest request) {
        NodeFilter filter = new NodeFilter(state, request);
        if (!AskedPlacement.hasRoom(state, filter)) {
            return Decision.NoFit.of(state, filter);
        }
        if (used == log.size()) {
            throw new IllegalArgumentException(
                    "the log of decisions ends after "
                            + used
                            + " decisions, but the run needs more: it is of another run");
        }
        LoggedDecision logged = log.get(used++);
        if (!logged.request().equals(request)) {
            throw otherRun("is about " + logged.request() + ", but the run asks for " + request);
        }
        if (logged.node() == LoggedDecision.NOWHERE) {
            return new Decision.Declined(logged.reason());
        }
        requireUsable(logged, filter);
        return new Decision.Placed(logged.node(), logged.devices());
    }

    private void requireUsable(LoggedDecision logged, NodeFilter filter) {
        int node = logged.node();
        if (node >= state.nodeCount()) {
            throw otherRun("names node " + node + ", but there are " + state.nodeCount());
        }
        boolean devicesFit =
                Long.bitCount(logged.devices()) == logged.request().gpuCount()
                        && 64 - Long.numberOfLeadingZeros(logged.devices())
                                <= state.deviceCount(node);
        if (filter.reason(node) != null
                || !devicesFit
                || !state.hasRoom(logged.request(), node, logged.devices())) {
            throw otherRun("names node " + state.node(node).name() + ", which has no room");
        }
    }

    private IllegalArgumentException otherRun(String what) {
        return new IllegalArgumentException(
                "decision " + used + " of the log " + what + ": it is of another run");
    }

    /**
     * Says that the run is over.
     *
     * @throws IllegalArgumentException if the log holds more
     */
    public void requireUsedUp() {
        if (used < log.size()) {
            throw new IllegalArgumentException(
                    "the log holds "
                            + log.size()
                            + " decisions, but the run needed "
                            + used
                            + ": it is of another run");
        }
    }

    @Override
    public boolean hasRoom(PodRequest request) {
        return AskedPlacement.hasRoom(state, new NodeFilter(state, request));
    }

    @Override
    public PlacementReport report(PodRequest request) {
        return PlacementReport.unscored(state, new NodeFilter(state, request));
    }
}
