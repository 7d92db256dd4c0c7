package org.scxfleet.cluster.placement.external;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.FilterReason;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.placement.score.DeviceChoice;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * Asks an oracle where each pod goes, and lets nothing pass that cannot be done.
 *
 * <p><b>What.</b> The filter stays here: a pod without room is not asked about, so an oracle only
 * ever chooses among nodes that would do. Its answer is checked (a node that exists and has room,
 * as many different devices as are asked for, each with enough left) and written down. If the
 * oracle is late, the fallback policy decides, and the log says so.
 *
 * <p><b>Why a log.</b> Whoever is asked may answer otherwise the next time, or too late only this
 * time. With the log, {@link RecordedPlacement} repeats the run to the bit, and a coordinator
 * elsewhere plans the same run without asking anybody.
 *
 * <p><b>Cost.</b> One pass over the nodes for a pod, and one question.
 */
public final class AskedPlacement implements Placement {
    private final ClusterState state;
    private final PlacementOracle oracle;
    private final @Nullable Placement fallback;
    private final List<LoggedDecision> log = new ArrayList<>();
    private final int[] allowed;
    private @Nullable PodRequest lastRequest;
    private long lastChanges;
    private List<OracleAnswer.NodeScore> lastScores = List.of();

    /**
     * @param fallback decides when the oracle is late; null if it never says so
     */
    public AskedPlacement(
            ClusterState state, PlacementOracle oracle, @Nullable Placement fallback) {
        this.state = state;
        this.oracle = oracle;
        this.fallback = fallback;
        allowed = new int[state.nodeCount()];
    }

    /**
     * @throws UnusableAnswerException if the answer cannot be carried out
     */
    @Override
    public Decision decide(PodRequest request) {
        NodeFilter filter = new NodeFilter(state, request);
        int count = 0;
        for (int node = 0; node < allowed.length; node++) {
            if (filter.reason(node) == null) {
                allowed[count++] = node;
            }
        }
        if (count == 0) {
            return Decision.NoFit.of(state, filter);
        }
        long number = log.size() + 1L;
        OracleAnswer answer = oracle.ask(number, state, request, Arrays.copyOf(allowed, count));
        Decision decision =
                switch (answer) {
                    case OracleAnswer.Chosen chosen -> {
                        lastScores = checked(number, chosen.scores());
                        yield placed(number, chosen, filter);
                    }
                    case OracleAnswer.Declined declined -> {
                        lastScores = checked(number, declined.scores());
                        yield new Decision.Declined(declined.reason());
                    }
                    case OracleAnswer.Late _ -> {
                        lastScores = List.of();
                        yield fallBack(request);
                    }
                };
        lastRequest = request;
        lastChanges = state.changes();
        log.add(logged(request, decision, answer instanceof OracleAnswer.Late));
        return decision;
    }

    private Decision fallBack(PodRequest request) {
        if (fallback == null) {
            throw new UnusableAnswerException("gave no answer, and there is no fallback");
        }
        return fallback.decide(request);
    }

    private static LoggedDecision logged(PodRequest request, Decision decision, boolean late) {
        return switch (decision) {
            case Decision.Placed placed ->
                    new LoggedDecision(request, placed.node(), placed.devices(), late, "");
            case Decision.Declined declined ->
                    new LoggedDecision(
                            request, LoggedDecision.NOWHERE, 0, late, declined.message());
            case Decision.NoFit _ ->
                    throw new IllegalStateException("a policy finds no room where there is some");
        };
    }

    private Decision.Placed placed(long number, OracleAnswer.Chosen chosen, NodeFilter filter) {
        int node = requireNode(number, chosen.node());
        String answered = "answered question " + number + " with node " + named(node);
        FilterReason reason = filter.reason(node);
        if (reason != null) {
            throw new UnusableAnswerException(
                    answered + ", which has no room for the pod: " + reason.text());
        }
        if (chosen.devices().isEmpty()) {
            return new Decision.Placed(node, DeviceChoice.bestFit(state, node, filter.request()));
        }
        PodRequest request = filter.request().request();
        long devices = 0;
        for (int device : chosen.devices()) {
            if (device < 0 || device >= state.deviceCount(node)) {
                throw new UnusableAnswerException(
                        answered
                                + " and device "
                                + device
                                + "; the node has "
                                + state.deviceCount(node)
                                + " devices");
            }
            if (state.deviceFreeMilli(node, device) < request.gpuMilli()) {
                throw new UnusableAnswerException(
                        answered
                                + " and device "
                                + device
                                + ", which has "
                                + state.deviceFreeMilli(node, device)
                                + " thousandths free; the pod asks for "
                                + request.gpuMilli());
            }
            devices |= 1L << device;
        }
        if (chosen.devices().size() != request.gpuCount()
                || Long.bitCount(devices) != request.gpuCount()) {
            throw new UnusableAnswerException(
                    answered
                            + " and devices "
                            + chosen.devices()
                            + "; the pod asks for "
                            + request.gpuCount()
                            + " different ones");
        }
        return new Decision.Placed(node, devices);
    }

    private List<OracleAnswer.NodeScore> checked(long number, List<OracleAnswer.NodeScore> scores) {
        scores.forEach(score -> requireNode(number, score.node()));
        return scores;
    }

    private int requireNode(long number, int node) {
        if (node < 0 || node >= state.nodeCount()) {
            throw new UnusableAnswerException(
                    "answered question "
                            + number
                            + " with node "
                            + node
                            + "; the nodes are 0 to "
                            + (state.nodeCount() - 1));
        }
        return node;
    }

    private String named(int node) {
        return node + " (" + state.node(node).name() + ")";
    }

    /** All decisions so far, in order. */
    public List<LoggedDecision> log() {
        return Collections.unmodifiableList(log);
    }

    @Override
    public boolean hasRoom(PodRequest request) {
        return hasRoom(state, new NodeFilter(state, request));
    }

    static boolean hasRoom(ClusterState state, NodeFilter filter) {
        for (int node = 0; node < state.nodeCount(); node++) {
            if (filter.reason(node) == null) {
                return true;
            }
        }
        return false;
    }

    /** Nobody is asked for a report: it holds the scores of the answer if it was the last one. */
    @Override
    public PlacementReport report(PodRequest request) {
        NodeFilter filter = new NodeFilter(state, request);
        PlacementReport unscored = PlacementReport.unscored(state, filter);
        boolean isLast = request.equals(lastRequest) && lastChanges == state.changes();
        if (!isLast || lastScores.isEmpty()) {
            return unscored;
        }
        List<PlacementReport.Candidate> candidates =
                lastScores.stream()
                        .filter(score -> filter.reason(score.node()) == null)
                        .sorted(
                                Comparator.comparingInt(
                                                (OracleAnswer.NodeScore score) -> -score.score())
                                        .thenComparingInt(OracleAnswer.NodeScore::node))
                        .limit(PlacementReport.CANDIDATES_MAX)
                        .map(score ->
                                new PlacementReport.Candidate(
                                        state.node(score.node()).name(),
                                        score.score(),
                                        score.parts()))
                        .toList();
        return new PlacementReport(
                unscored.nodes(), unscored.filtered(), candidates, unscored.feasible());
    }
}
