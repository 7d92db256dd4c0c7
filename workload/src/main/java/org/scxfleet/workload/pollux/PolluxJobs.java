package org.scxfleet.workload.pollux;

import java.util.List;
import org.scxfleet.host.HostReport.Notice;

/**
 * A table of jobs.
 *
 * @param file its name
 * @param jobs in the order of the file
 * @param lines of the jobs in the file
 * @param notices what was ignored
 */
public record PolluxJobs(
        String file, List<PolluxJob> jobs, List<Integer> lines, List<Notice> notices) {
    public PolluxJobs {
        jobs = List.copyOf(jobs);
        lines = List.copyOf(lines);
        notices = List.copyOf(notices);
    }
}
