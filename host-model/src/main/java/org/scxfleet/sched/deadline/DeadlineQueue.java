package org.scxfleet.sched.deadline;

import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.DlEntity;

/**
 * The deadline entities of one CPU in order of their absolute deadlines, equals in order of
 * arrival. A list, because a CPU holds a handful: the admitted budgets add up to one CPU's time.
 */
final class DeadlineQueue {
    private final Census census;
    private @Nullable DlEntity head;

    /** Queued tasks (not servers), and those that may run elsewhere. */
    int tasks;

    /**
     * Counts the entities of all queues of a kernel: the class attends to picks while it has any.
     */
    static final class Census {
        private final SchedCore core;
        private int queued;

        Census(SchedCore core) {
            this.core = core;
        }

        private void change(int by) {
            queued += by;
            core.attend(ClassId.DEADLINE, queued > 0);
        }
    }

    DeadlineQueue(Census census) {
        this.census = census;
    }

    @Nullable DlEntity first() {
        return head;
    }

    void insert(DlEntity entity) {
        if (entity.queued) {
            throw new IllegalStateException("deadline entity is queued already");
        }
        DlEntity before = null;
        DlEntity after = head;
        while (after != null && after.deadlineNs <= entity.deadlineNs) {
            before = after;
            after = after.next;
        }
        entity.previous = before;
        entity.next = after;
        if (before == null) {
            head = entity;
        } else {
            before.next = entity;
        }
        if (after != null) {
            after.previous = entity;
        }
        entity.queued = true;
        census.change(1);
        tasks += entity.task == null ? 0 : 1;
    }

    void remove(DlEntity entity) {
        if (!entity.queued) {
            throw new IllegalStateException("deadline entity is not queued");
        }
        DlEntity before = entity.previous;
        DlEntity after = entity.next;
        if (before == null) {
            head = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        entity.next = null;
        entity.previous = null;
        entity.queued = false;
        census.change(-1);
        tasks -= entity.task == null ? 0 : 1;
    }
}
