package org.scxfleet.policy.qmap;

import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/**
 * Option H of {@link QmapScheduler}: tasks of nice -20 that wait on the shared DSQ are moved to one
 * that is served first, with twice the slice and in the order in which they are found, and from
 * there to CPUs, preempting what runs.
 *
 * <p>It shows what moving between DSQs can do. It makes a difference only when a dispatch takes
 * several tasks at a time.
 */
final class QmapBoost {
    private final QmapSettings settings;
    private final QmapTasks tasks;
    private long sequence;

    QmapBoost(QmapSettings settings, QmapTasks tasks) {
        this.settings = settings;
        this.tasks = tasks;
    }

    /**
     * Looks at all waiting tasks until this CPU has got one.
     *
     * @return true if it has; false always without the option
     */
    boolean run(ExtKernel.Move kernel) {
        if (!settings.boost()) {
            return false;
        }
        long until = kernel.dsqSequence(QmapScheduler.SHARED_DSQ);
        Task task = kernel.dsqFirst(QmapScheduler.SHARED_DSQ, false);
        while (task != null) {
            Task next = kernel.dsqNext(task, false);
            if (tasks.isKnown(task.number) && tasks.highPriority(task.number)) {
                kernel.dsqMoveSetSlice(settings.sliceNs() * 2);
                kernel.dsqMoveSetVtime(sequence++);
                kernel.dsqMoveVtime(
                        QmapScheduler.SHARED_DSQ, until, task, QmapScheduler.HIGHPRI_DSQ, 0);
            }
            task = next;
        }
        return serve(kernel);
    }

    private boolean serve(ExtKernel.Move kernel) {
        int here = kernel.thisCid();
        long until = kernel.dsqSequence(QmapScheduler.HIGHPRI_DSQ);
        Task task = kernel.dsqFirst(QmapScheduler.HIGHPRI_DSQ, false);
        while (task != null) {
            Task next = kernel.dsqNext(task, false);
            int cid =
                    tasks.isKnown(task.number)
                            ? IdleCids.nearest(here, tasks.allowed(task.number))
                            : -1;
            boolean moved =
                    cid >= 0
                            && kernel.dsqMove(
                                    QmapScheduler.HIGHPRI_DSQ,
                                    until,
                                    task,
                                    Scx.localOn(cid),
                                    Scx.ENQ_PREEMPT);
            if (moved && cid == here) {
                return true;
            }
            task = next;
        }
        return false;
    }
}
