package org.scxfleet.sched;

import org.scxfleet.task.Task;

/** Results of a choice that are no task. */
public final class Pick {
    private static final Task RETRY =
            new Task(Integer.MAX_VALUE - Task.FIRST_PID, "retry", 0, 1, 0);

    private Pick() {}

    /** RETRY_TASK: a higher class became runnable meanwhile, choose anew from the top. */
    public static Task retry() {
        return RETRY;
    }
}
