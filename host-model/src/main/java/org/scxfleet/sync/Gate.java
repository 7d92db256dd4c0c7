package org.scxfleet.sync;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/**
 * Suspend and resume by name: counting, so that an early resume is kept, or not, so that it is lost
 * and a resume wakes all.
 */
public final class Gate {
    private final boolean counting;
    private final WaitQueue waiters = new WaitQueue();
    private long kept;

    public Gate(boolean counting) {
        this.counting = counting;
    }

    public boolean isCounting() {
        return counting;
    }

    /** Passes if a resume was kept; otherwise the task is queued. */
    public boolean pass(Task task) {
        if (counting && kept > 0) {
            kept--;
            return true;
        }
        waiters.add(task);
        return false;
    }

    /** The next task that this resume lets pass, or null when it is used up. */
    public @Nullable Task resumeNext() {
        Task task = waiters.poll();
        if (task == null && counting) {
            kept++;
        }
        return task;
    }
}
