package org.scxfleet.exec;

import java.util.List;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Task;

/** What tasks may do to tasks: start others, change parameters. */
public interface TaskOffice {
    /** Starts one more instance of a task specification. */
    void fork(int specification, Task parent);

    void setScheduler(Task task, SchedParams params);

    /** An empty list means all CPUs. */
    void setAffinity(Task task, List<Integer> cpus);

    void setCgroup(Task task, int cgroup);

    /** Gives a lock owner the priority of a waiter, or its own back. */
    void setPriority(Task task, int priority);

    /** Something to tell the user: a stable code and the task where it happened first. */
    void notice(String code, Task task);
}
