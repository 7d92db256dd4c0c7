package org.scxfleet.workload.synthetic;

import java.util.List;
import org.scxfleet.task.TaskSpec;

/** A generator of tasks for one kernel; the same work on every host of a group. */
public sealed interface SyntheticWorkload
        permits RequestClients, RequestServers, Batch, Periodic, ForkJoin, Hog, GpuTraining {
    /** The tasks, always the same. */
    List<TaskSpec> tasks();
}
