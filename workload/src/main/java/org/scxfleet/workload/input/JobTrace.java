package org.scxfleet.workload.input;

import java.util.List;
import org.scxfleet.cluster.simulation.TimedJob;
import org.scxfleet.host.HostReport.Notice;

/**
 * Jobs of known duration, as a reader found them in a file.
 *
 * @param jobs in the order of the file, with unique names
 * @param notices what was ignored or left out
 */
public record JobTrace(List<TimedJob> jobs, List<Notice> notices) {
    public JobTrace {
        jobs = List.copyOf(jobs);
        notices = List.copyOf(notices);
    }
}
