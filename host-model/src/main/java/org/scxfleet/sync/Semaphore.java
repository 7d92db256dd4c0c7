package org.scxfleet.sync;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/** A counting semaphore: a post wakes the first waiter, which tries again when it runs. */
public final class Semaphore {
    private final WaitQueue waiters = new WaitQueue();
    private long count;

    /** Takes one if there is one; otherwise the task is queued. */
    public boolean take(Task task) {
        if (count > 0) {
            count--;
            return true;
        }
        waiters.add(task);
        return false;
    }

    /** Adds one; the waiter to wake, or null. */
    public @Nullable Task post() {
        count++;
        return waiters.poll();
    }
}
