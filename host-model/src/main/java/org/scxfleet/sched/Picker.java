package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;

/**
 * The choice of a CPU's next task: the classes are asked from the highest down (core.c
 * __pick_next_task).
 *
 * <p>A class is asked where it has tasks. One that may find a task elsewhere (to pull it, or in a
 * scheduler's hands) attends to every pick of every CPU while that is so; most of the time no class
 * but one does, and the others cost nothing.
 */
final class Picker {
    private final SchedClass[] classes;
    private final ProxyExecution proxyExecution;
    private IdleWatcher idleWatcher = (rq, idle, transition) -> {};

    /** Classes that attend to every pick, as bits by ordinal. */
    private int attending;

    /**
     * @param classes by ordinal of {@link ClassId}; filled in before the first pick
     */
    Picker(SchedClass[] classes, ProxyExecution proxyExecution) {
        this.classes = classes;
        this.proxyExecution = proxyExecution;
    }

    void watchIdle(IdleWatcher watcher) {
        idleWatcher = watcher;
    }

    void attend(ClassId id, boolean attends) {
        int bit = 1 << id.ordinal();
        attending = attends ? attending | bit : attending & ~bit;
    }

    /** Chooses the next task and tells those concerned; null = idle. */
    @Nullable Task next(RunQueue rq, @Nullable Task prev) {
        Task next = ask(rq, prev);
        boolean put = false;
        rq.proxy = null;
        while (next != null && next.blockedOn >= 0) {
            Task stuck = proxyExecution.follow(rq, next);
            if (stuck == null) {
                break;
            }
            if (stuck == prev && !put) {
                classOf(stuck).putPrevious(rq, stuck, null);
                put = true;
            }
            proxyExecution.leave(rq, stuck);
            next = ask(rq, put ? null : prev);
        }
        if (next == prev && !put) {
            if (next == null) {
                idleWatcher.idleChanged(rq, true, false);
            }
            return next;
        }
        if (prev == null) {
            idleWatcher.idleChanged(rq, false, true);
        } else if (!put) {
            classOf(prev).putPrevious(rq, prev, next);
        }
        if (next == null) {
            idleWatcher.idleChanged(rq, true, true);
        } else {
            classOf(next).setNext(rq, next, true);
        }
        return next;
    }

    private @Nullable Task ask(RunQueue rq, @Nullable Task prev) {
        Task next = askAll(rq, prev);
        while (next == Pick.retry()) {
            next = askAll(rq, prev);
        }
        return next;
    }

    private @Nullable Task askAll(RunQueue rq, @Nullable Task prev) {
        for (int c = 0; c < classes.length; c++) {
            boolean attends = (attending & (1 << c)) != 0;
            if (rq.runningByClass[c] == 0 && !attends) {
                continue;
            }
            SchedClass schedClass = classes[c];
            if ((rq.runningByClass[c] > 0 && !schedClass.isSkipped())
                    || (attends && schedClass.picksWithoutTasks(rq))) {
                Task task = schedClass.pick(rq, prev);
                if (task != null) {
                    return task;
                }
            }
        }
        return null;
    }

    /** The choice has been carried out. */
    void finish(RunQueue rq) {
        for (int left = attending; left != 0; left &= left - 1) {
            classes[Integer.numberOfTrailingZeros(left)].afterPick(rq);
        }
    }

    private SchedClass classOf(Task task) {
        return classes[task.schedClass.ordinal()];
    }
}
