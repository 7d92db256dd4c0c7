package org.scxfleet.policy.qmap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMask;
import org.scxfleet.policy.storage.Tables;
import org.scxfleet.task.Task;

/**
 * What {@link QmapScheduler} keeps per task, and the five FIFOs, which are linked through it: a
 * task is taken out of the middle of a FIFO in constant time when it is dequeued.
 */
final class QmapTasks {
    static final int FIFOS = 5;
    static final int NONE = -1;

    /** Most tasks of a FIFO that a dump shows. */
    static final int MAX_DESCRIBED = 4096;

    private int[] next = new int[0];
    private int[] previous = new int[0];
    private int[] fifo = new int[0];
    private boolean[] known = new boolean[0];
    private boolean[] forceLocal = new boolean[0];
    private boolean[] highPriority = new boolean[0];
    private long[] sequence = new long[0];
    private @Nullable CidMask[] allowed = new CidMask[0];
    private final int[] head = new int[FIFOS];
    private final int[] tail = new int[FIFOS];
    private int count;

    QmapTasks() {
        Arrays.fill(head, NONE);
        Arrays.fill(tail, NONE);
    }

    /** Tasks that have a context at present. */
    int count() {
        return count;
    }

    /** True for every number up to the largest that was ever added. */
    boolean isWithin(int task) {
        return task < known.length;
    }

    boolean isKnown(int task) {
        return task < known.length && known[task];
    }

    /** A task without any cid that it may use, yet. */
    void add(int task, int cidCount) {
        next = Tables.fit(next, task);
        previous = Tables.fit(previous, task);
        fifo = Tables.fit(fifo, task);
        known = Tables.fit(known, task);
        forceLocal = Tables.fit(forceLocal, task);
        highPriority = Tables.fit(highPriority, task);
        sequence = Tables.fit(sequence, task);
        next[task] = NONE;
        previous[task] = NONE;
        fifo[task] = NONE;
        known[task] = true;
        forceLocal[task] = false;
        highPriority[task] = false;
        sequence[task] = 0;
        if (task >= allowed.length) {
            allowed = Arrays.copyOf(allowed, sequence.length);
        }
        allowed[task] = new CidMask(0, cidCount);
        count++;
    }

    void remove(int task) {
        if (fifo[task] != NONE) {
            throw new IllegalStateException("task " + task + " ends while it is on a FIFO");
        }
        known[task] = false;
        allowed[task] = null;
        count--;
    }

    /** The cids that a known task may use; to be changed in place. */
    CidMask allowed(int task) {
        CidMask mask = allowed[task];
        if (mask == null) {
            throw new IllegalStateException("task " + task + " is not known");
        }
        return mask;
    }

    boolean forceLocal(int task) {
        return forceLocal[task];
    }

    void setForceLocal(int task, boolean value) {
        forceLocal[task] = value;
    }

    boolean highPriority(int task) {
        return highPriority[task];
    }

    void setHighPriority(int task) {
        highPriority[task] = true;
    }

    long sequence(int task) {
        return sequence[task];
    }

    void setSequence(int task, long value) {
        sequence[task] = value;
    }

    boolean isQueued(int task) {
        return fifo[task] != NONE;
    }

    /** The tasks of a FIFO as pid:tid, oldest first, for the debug dump. */
    String describe(int fifoIndex) {
        StringBuilder text = new StringBuilder();
        int task = head[fifoIndex];
        for (int n = 0; task != NONE && n < MAX_DESCRIBED; n++) {
            text.append(' ').append(task + Task.FIRST_PID).append(':').append(task + 1);
            task = next[task];
        }
        return text.toString();
    }

    void append(int fifoIndex, int task) {
        if (fifo[task] != NONE) {
            throw new IllegalStateException("task " + task + " is on FIFO " + fifo[task]);
        }
        fifo[task] = fifoIndex;
        next[task] = NONE;
        previous[task] = tail[fifoIndex];
        if (tail[fifoIndex] == NONE) {
            head[fifoIndex] = task;
        } else {
            next[tail[fifoIndex]] = task;
        }
        tail[fifoIndex] = task;
    }

    /** Takes the oldest task of a FIFO, or {@link #NONE}. */
    int pop(int fifoIndex) {
        int task = head[fifoIndex];
        if (task != NONE) {
            unlink(task);
        }
        return task;
    }

    /** Takes a queued task out of its FIFO. */
    void unlink(int task) {
        int fifoIndex = fifo[task];
        if (next[task] == NONE) {
            tail[fifoIndex] = previous[task];
        } else {
            previous[next[task]] = previous[task];
        }
        if (previous[task] == NONE) {
            head[fifoIndex] = next[task];
        } else {
            next[previous[task]] = next[task];
        }
        next[task] = NONE;
        previous[task] = NONE;
        fifo[task] = NONE;
    }
}
