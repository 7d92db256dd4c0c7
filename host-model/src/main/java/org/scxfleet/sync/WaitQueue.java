package org.scxfleet.sync;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/** Tasks that wait, in order of arrival: a ring that grows and then allocates nothing. */
public final class WaitQueue {
    private @Nullable Task[] ring = new Task[4];
    private int head;
    private int size;

    public void add(Task task) {
        if (size == ring.length) {
            @Nullable Task[] larger = new Task[size * 2];
            for (int i = 0; i < size; i++) {
                larger[i] = ring[(head + i) & (ring.length - 1)];
            }
            ring = larger;
            head = 0;
        }
        ring[(head + size) & (ring.length - 1)] = task;
        size++;
    }

    public @Nullable Task poll() {
        if (size == 0) {
            return null;
        }
        Task task = ring[head];
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return task;
    }

    public int size() {
        return size;
    }

    /**
     * The waiter with the best (lowest) priority number, the first of equals; null if none waits.
     */
    public @Nullable Task best() {
        Task best = null;
        for (int i = 0; i < size; i++) {
            Task task = ring[(head + i) & (ring.length - 1)];
            if (task != null && (best == null || task.priority < best.priority)) {
                best = task;
            }
        }
        return best;
    }

    public boolean remove(Task task) {
        int mask = ring.length - 1;
        for (int i = 0; i < size; i++) {
            if (ring[(head + i) & mask] == task) {
                for (int j = i; j < size - 1; j++) {
                    ring[(head + j) & mask] = ring[(head + j + 1) & mask];
                }
                size--;
                ring[(head + size) & mask] = null;
                return true;
            }
        }
        return false;
    }
}
