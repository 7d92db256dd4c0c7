package org.scxfleet.workload.gavel;

import java.util.List;
import org.scxfleet.host.HostReport.Notice;

/**
 * A trace.
 *
 * @param jobs in the order of the file
 * @param notices what was ignored
 */
public record MeasuredTrace(List<MeasuredJob> jobs, List<Notice> notices) {
    public MeasuredTrace {
        jobs = List.copyOf(jobs);
        notices = List.copyOf(notices);
    }
}
