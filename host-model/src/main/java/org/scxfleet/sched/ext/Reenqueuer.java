package org.scxfleet.sched.ext;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.task.ExtEntity.ReenqueueReason;
import org.scxfleet.task.Task;

/**
 * Hands tasks that wait on a queue to the scheduler again: on its request, or because an immediate
 * task cannot run at once (ext.c reenq_local, reenq_user).
 *
 * <p>Of a local DSQ the candidates are collected first and then enqueued in order, so that a task
 * that comes straight back is not taken twice; a user DSQ is walked up to the tasks that were there
 * at the start.
 */
final class Reenqueuer {
    private final Ext ext;
    private final Inserter inserter;
    private final Enqueuer enqueuer;
    private final List<Task> spare = new ArrayList<>();

    Reenqueuer(Ext ext, Inserter inserter, Enqueuer enqueuer) {
        this.ext = ext;
        this.inserter = inserter;
        this.enqueuer = enqueuer;
    }

    /**
     * Immediate tasks that are not first, or any immediate one if the CPU is not open; returns how
     * many tasks were handed over.
     *
     * @param all every other task too
     */
    int local(ExtCpu cpu, boolean all) {
        List<Task> collected = spare.isEmpty() ? spare : new ArrayList<>();
        boolean open = inserter.isOpen(cpu, 0);
        boolean first = true;
        Task task = cpu.local.first();
        while (task != null) {
            Task next = DispatchQueue.after(task);
            if (!task.migrationPending) {
                ReenqueueReason reason = reason(task, first, open, all);
                first = false;
                if (reason != ReenqueueReason.NONE) {
                    inserter.removeFromDsq(task);
                    task.scx.reenqueueReason = reason;
                    collected.add(task);
                }
            }
            task = next;
        }
        int count = collected.size();
        for (int i = 0; i < count; i++) {
            hand(cpu, collected.get(i));
        }
        collected.clear();
        return count;
    }

    private ReenqueueReason reason(Task task, boolean first, boolean open, boolean all) {
        if (task.scx.immed && (!first || !open)) {
            ext.loaded().count(ScxEvent.REENQ_IMMED);
            return ReenqueueReason.IMMED;
        }
        return all ? ReenqueueReason.KFUNC : ReenqueueReason.NONE;
    }

    /** All tasks of a user DSQ that are queued now. */
    void user(DispatchQueue dsq) {
        long until = dsq.sequence();
        Task task = dsq.first();
        while (task != null && ext.bypassDepth == 0) {
            Task next = DispatchQueue.after(task);
            if (task.scx.dsqSequence - until <= 0) {
                inserter.removeFromDsq(task);
                task.scx.reenqueueReason = ReenqueueReason.KFUNC;
                hand(ext.cpu(task.cpu), task);
            }
            task = next;
        }
    }

    private void hand(ExtCpu cpu, Task task) {
        enqueuer.enqueue(cpu, task, Scx.ENQ_REENQ, -1);
        task.scx.reenqueueReason = ReenqueueReason.NONE;
    }
}
