package org.scxfleet.coordinator.run;

import java.util.List;
import org.scxfleet.host.HostReport;

/**
 * What came out of a run.
 *
 * @param digest of the whole run, equal on every layout of threads and processes
 * @param reports of all hosts by number
 * @param windows granted; depends on the window policy, not on the layout
 * @param messages sent between hosts
 * @param messagesUnderWay of those, sent but not delivered before the end
 * @param wallNs from loading to the last report
 */
public record RunResult(
        long digest,
        List<HostReport> reports,
        long windows,
        long messages,
        long messagesUnderWay,
        long wallNs) {
    public RunResult {
        reports = List.copyOf(reports);
    }

    /** Events of all hosts. */
    public long events() {
        return reports.stream().mapToLong(HostReport::events).sum();
    }
}
