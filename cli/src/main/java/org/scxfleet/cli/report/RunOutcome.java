package org.scxfleet.cli.report;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.cluster.plan.PlacementOutcome;
import org.scxfleet.cluster.plan.WindowLook.Looked;
import org.scxfleet.cluster.queue.JobExplanation;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.Notice;

/**
 * Everything that a run gave.
 *
 * @param queues what became of the jobs in queues; null for a run without
 * @param explanations of the jobs and pods that were asked for
 * @param decisions of an external placement policy; null with a policy of the program
 * @param windows in which hosts were emulated; none for all the time
 * @param digest of the run, in hex
 * @param hosts reports by host number
 * @param notices of the run itself, beside those of the scenario and the hosts
 * @param wallTime how it ran; the only part that may differ from run to run
 */
public record RunOutcome(
        Scenario scenario,
        PlacementOutcome placement,
        @Nullable QueueOutcome queues,
        List<JobExplanation> explanations,
        @Nullable ExternalDecisions decisions,
        List<Looked> windows,
        String digest,
        List<HostReport> hosts,
        List<Notice> notices,
        WallTime wallTime) {
    public RunOutcome {
        hosts = List.copyOf(hosts);
        windows = List.copyOf(windows);
        explanations = List.copyOf(explanations);
        notices = List.copyOf(notices);
    }

    /** Whether the run can be expected to come out alike once more. */
    public boolean reproducible() {
        return decisions == null || decisions.reproducible();
    }

    /** Events of all hosts. */
    public long events() {
        return hosts.stream().mapToLong(HostReport::events).sum();
    }

    /**
     * How the run ran.
     *
     * @param wallNs time that passed
     * @param windows of cluster time
     * @param messages between hosts
     * @param threads that ran hosts, in all processes
     * @param processes 1 for a run inside one program
     * @param version of the program, with its commit
     * @param jdk that it ran on
     */
    public record WallTime(
            long wallNs,
            long windows,
            long messages,
            int threads,
            int processes,
            String version,
            String jdk) {}
}
