package org.scxfleet.sync;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/**
 * A mutex as user space sees one: a futex.
 *
 * <p>Without priority inheritance an unlock wakes the first waiter, which tries again when it runs;
 * whoever is quicker may take the lock in between. With priority inheritance the lock passes to the
 * best waiter at once, and its owner runs with the best priority among those who wait for any lock
 * it holds.
 *
 * <p>With proxy execution it is the kernel's own kind of mutex: the owner executes in the place of
 * a waiter, to which it then passes the lock.
 */
public final class KernelMutex {
    private final int number;
    private final boolean priorityInheritance;
    private final WaitQueue waiters = new WaitQueue();
    private @Nullable Task owner;

    public KernelMutex(int number, boolean priorityInheritance) {
        this.number = number;
        this.priorityInheritance = priorityInheritance;
    }

    public int number() {
        return number;
    }

    public boolean inheritsPriority() {
        return priorityInheritance;
    }

    public @Nullable Task owner() {
        return owner;
    }

    /** Takes the lock if it is free or already passed to the task; otherwise the task is queued. */
    public boolean lock(Task task) {
        if (owner == null || owner == task) {
            owner = task;
            return true;
        }
        waiters.add(task);
        return false;
    }

    /**
     * Releases the lock; the waiter to wake, or null. A lock that the task does not hold is left as
     * it is.
     */
    public @Nullable Task unlock(Task task) {
        if (owner != task) {
            return null;
        }
        Task next;
        if (priorityInheritance) {
            next = waiters.best();
            if (next != null) {
                waiters.remove(next);
            }
            owner = next;
        } else {
            owner = null;
            next = waiters.poll();
        }
        return next;
    }

    /** Releases the lock to a certain waiter, the one that lent its place (proxy execution). */
    public @Nullable Task handOver(Task task, Task to) {
        if (owner != task || !waiters.remove(to)) {
            return unlock(task);
        }
        owner = to;
        return to;
    }

    /** The task waits no more; it tries again when it runs. */
    public void forget(Task task) {
        waiters.remove(task);
    }

    /** Best priority number among the waiters; {@link Integer#MAX_VALUE} if none waits. */
    public int bestWaiterPriority() {
        Task best = waiters.best();
        return best == null ? Integer.MAX_VALUE : best.priority;
    }
}
