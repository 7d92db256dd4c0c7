package org.scxfleet.sync;

import org.scxfleet.task.Task;

/** A barrier of a fixed number of parties; it starts anew each time it opens. */
public final class Barrier {
    private final int parties;
    private final WaitQueue waiters = new WaitQueue();

    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier needs at least one party, got " + parties);
        }
        this.parties = parties;
    }

    public int parties() {
        return parties;
    }

    /** Arrives; true for the last one, which then releases the others. */
    public boolean arrive(Task task) {
        if (waiters.size() + 1 >= parties) {
            return true;
        }
        waiters.add(task);
        return false;
    }

    /** Those who wait. */
    public WaitQueue waiters() {
        return waiters;
    }
}
