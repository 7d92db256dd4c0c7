package org.scxfleet.sched.rt;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.RtEntity;

/**
 * The RT run queue of one CPU: a list per priority and a bitmap of the lists in use (struct
 * rt_prio_array). Priority 0 is the highest.
 */
final class RtQueue {
    static final int PRIORITIES = 100;

    /** Priority of an empty queue: below all. */
    static final int NONE = PRIORITIES;

    private static final int WORD_BITS = 64;

    // Most CPUs of most hosts never see an RT task: made for the first one.
    private @Nullable RtEntity[] heads = {};
    private @Nullable RtEntity[] tails = {};
    private final long[] used = new long[2];

    int queued;

    /** Queued tasks that may run on several CPUs. */
    int migratable;

    /** Queued tasks that take turns. */
    int roundRobin;

    void insert(RtEntity entity, int priority, boolean atHead) {
        if (entity.listPriority >= 0) {
            throw new IllegalStateException(entity.task + " is in a list already");
        }
        if (heads.length == 0) {
            heads = new RtEntity[PRIORITIES];
            tails = new RtEntity[PRIORITIES];
        }
        entity.listPriority = priority;
        RtEntity head = heads[priority];
        RtEntity tail = tails[priority];
        if (head == null || tail == null) {
            heads[priority] = entity;
            tails[priority] = entity;
            used[priority / WORD_BITS] |= 1L << priority;
        } else if (atHead) {
            entity.next = head;
            head.previous = entity;
            heads[priority] = entity;
        } else {
            entity.previous = tail;
            tail.next = entity;
            tails[priority] = entity;
        }
    }

    void remove(RtEntity entity) {
        int priority = entity.listPriority;
        if (priority < 0) {
            throw new IllegalStateException(entity.task + " is in no list");
        }
        RtEntity before = entity.previous;
        RtEntity after = entity.next;
        if (before == null) {
            heads[priority] = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tails[priority] = before;
        } else {
            after.previous = before;
        }
        entity.next = null;
        entity.previous = null;
        entity.listPriority = -1;
        if (heads[priority] == null) {
            used[priority / WORD_BITS] &= ~(1L << priority);
        }
    }

    void toTail(RtEntity entity) {
        int priority = entity.listPriority;
        remove(entity);
        insert(entity, priority, false);
    }

    boolean isAlone(RtEntity entity) {
        return entity.next == null && entity.previous == null;
    }

    /** The highest priority with a task, {@link #NONE} if there is none. */
    int highest() {
        return nextUsed(0);
    }

    /** The first priority from there downwards with a task. */
    int nextUsed(int from) {
        if (from >= PRIORITIES) {
            return NONE;
        }
        int index = from / WORD_BITS;
        long word = used[index] & (-1L << from);
        if (word == 0 && index == 0) {
            index = 1;
            word = used[1];
        }
        return word == 0 ? NONE : index * WORD_BITS + Long.numberOfTrailingZeros(word);
    }

    @Nullable RtEntity head(int priority) {
        return priority >= heads.length ? null : heads[priority];
    }
}
