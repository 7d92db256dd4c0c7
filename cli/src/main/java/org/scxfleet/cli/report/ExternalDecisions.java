package org.scxfleet.cli.report;

import java.util.List;
import org.scxfleet.cluster.placement.external.LoggedDecision;

/**
 * What an external placement policy decided.
 *
 * @param replayed read from a log, nobody was asked
 * @param mayFallBack a late answer did not stop the run, so another run may decide otherwise
 */
public record ExternalDecisions(List<LoggedDecision> log, boolean replayed, boolean mayFallBack) {
    public ExternalDecisions {
        log = List.copyOf(log);
    }

    /** Decisions of the fallback policy. */
    public long fallbacks() {
        return log.stream().filter(LoggedDecision::fallback).count();
    }

    /** Pods that the policy did not want placed. */
    public long declined() {
        return log.stream().filter(decision -> decision.node() == LoggedDecision.NOWHERE).count();
    }

    /** Whether the run can be expected to come out alike once more. */
    public boolean reproducible() {
        return replayed || !mayFallBack;
    }
}
