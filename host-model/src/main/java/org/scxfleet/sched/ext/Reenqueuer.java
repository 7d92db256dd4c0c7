package org.scxfleet.sched.ext;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.task.ExtEntity.ReenqueueReason;
import org.scxfleet.task.Task;

/**
 * Hands tasks that wait on a queue to the scheduler again: on its request, or because an immediate
 * task cannot run at once (ext.c reenq_local, reenq_user). Candidates are collected first, then
 * enqueued in order.
 */
final class Reenqueuer {
    private final Ext ext;
    private final Inserter inserter;
    private final Enqueuer enqueuer;
    private final List<Task> collected = new ArrayList<>();

    Reenqueuer(Ext ext, Inserter inserter, Enqueuer enqueuer) {
        this.ext = ext;
        this.inserter = inserter;
        this.enqueuer = enqueuer;
    }

    /** All tasks of the CPU's local DSQ; returns how many. */
    int localOnRequest(ExtCpu cpu) {
        collected.clear();
        for (Task task = cpu.local.first(); task != null; task = DispatchQueue.after(task)) {
            if (!task.migrationPending) {
                collected.add(task);
            }
        }
        return hand(cpu, ReenqueueReason.KFUNC);
    }

    /** Immediate tasks that are not first, or any immediate one if the CPU is not open. */
    void immediate(ExtCpu cpu) {
        collected.clear();
        boolean open = inserter.isOpen(cpu, 0);
        for (Task task = cpu.local.first(); task != null; task = DispatchQueue.after(task)) {
            if (task.scx.immed && !task.migrationPending && (!open || task != cpu.local.first())) {
                ext.loaded().count(ScxEvent.REENQ_IMMED);
                collected.add(task);
            }
        }
        hand(cpu, ReenqueueReason.IMMED);
    }

    /** All tasks of a user DSQ that are queued now. */
    void user(DispatchQueue dsq) {
        collected.clear();
        for (Task task = dsq.first(); task != null; task = DispatchQueue.after(task)) {
            collected.add(task);
        }
        hand(null, ReenqueueReason.KFUNC);
    }

    private int hand(@Nullable ExtCpu local, ReenqueueReason reason) {
        List<Task> tasks = List.copyOf(collected);
        collected.clear();
        for (Task task : tasks) {
            inserter.removeFromDsq(task);
        }
        for (Task task : tasks) {
            ExtCpu cpu = local == null ? ext.cpu(task.cpu) : local;
            task.scx.reenqueueReason = reason;
            enqueuer.enqueue(cpu, task, Scx.ENQ_REENQ, -1);
            task.scx.reenqueueReason = ReenqueueReason.NONE;
        }
        return tasks.size();
    }
}
