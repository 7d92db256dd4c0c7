package org.scxfleet.sync;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/** A pipe of single bytes with a capacity. */
public final class Pipe {
    private final int capacity;
    private final WaitQueue readers = new WaitQueue();
    private final WaitQueue writers = new WaitQueue();
    private int bytes;

    public Pipe(int capacity) {
        this.capacity = capacity;
    }

    /** Takes a byte if there is one; otherwise the task is queued. */
    public boolean read(Task task) {
        if (bytes > 0) {
            bytes--;
            return true;
        }
        readers.add(task);
        return false;
    }

    /** Puts a byte if there is room; otherwise the task is queued. */
    public boolean write(Task task) {
        if (bytes < capacity) {
            bytes++;
            return true;
        }
        writers.add(task);
        return false;
    }

    /** The reader to wake after a write. */
    public @Nullable Task readerToWake() {
        return readers.poll();
    }

    /** The writer to wake after a read. */
    public @Nullable Task writerToWake() {
        return writers.poll();
    }
}
