package org.scxfleet.workload.input;

import java.util.List;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.task.TaskSpec;

/**
 * The work of one kernel, as a reader found it in a file.
 *
 * @param tasks in the order of the file
 * @param cgroups that the tasks need, parents before children
 * @param durationNs length of the run, or {@link #UNTIL_ALL_TASKS_END}
 * @param notices what was ignored or approximated
 */
public record TaskWorkload(
        List<TaskSpec> tasks, List<CgroupSpec> cgroups, long durationNs, List<Notice> notices) {
    /** The file sets no end. */
    public static final long UNTIL_ALL_TASKS_END = -1;

    public TaskWorkload {
        tasks = List.copyOf(tasks);
        cgroups = List.copyOf(cgroups);
        notices = List.copyOf(notices);
        if (durationNs != UNTIL_ALL_TASKS_END && durationNs < 1) {
            throw new IllegalArgumentException("duration " + durationNs + " ns");
        }
    }
}
