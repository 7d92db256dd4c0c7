package org.scxfleet.sched;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.trace.TraceKind;

/**
 * Moves tasks between run queues against their will: affinity changes, balancing, hotplug
 * (kernel/sched/core.c move_queued_task, migration_cpu_stop, sched_cpu_deactivate).
 *
 * <p>A queued task is moved directly. A running one is moved by the stop task of its CPU, which
 * preempts it first.
 */
public final class Migrator {
    private final SchedCore core;

    public Migrator(SchedCore core) {
        this.core = core;
    }

    /** Moves a queued, not running task. */
    public void moveQueued(Task task, int toCpu) {
        RunQueue from = core.runQueueOf(task);
        if (!task.queued || from.current == task) {
            throw new IllegalStateException(task + " is not merely queued");
        }
        core.deactivate(from, task, Queueing.NOCLOCK);
        core.setCpu(task, toCpu);
        RunQueue to = core.runQueue(toCpu);
        core.activate(to, task, 0);
        core.wakeupPreempt(to, task, 0);
    }

    /** Puts the task where its affinity allows it, if it is not there (affine_move_task). */
    void enforceAffinity(Task task, int destination) {
        RunQueue rq = core.runQueueOf(task);
        if (task.allowed.contains(task.cpu) && rq.active) {
            return;
        }
        if (rq.current == task) {
            stopToMove(rq, task);
        } else if (task.queued) {
            moveQueued(task, destination);
        }
    }

    private void stopToMove(RunQueue rq, Task task) {
        if (!task.migrationPending) {
            task.migrationPending = true;
            rq.toMigrate.add(task);
            core.wakeStopper(rq);
        }
    }

    /** What the stop task does when it runs: moves what it was asked to move, then sleeps. */
    public void runStopper(RunQueue rq) {
        Task task = rq.toMigrate.poll();
        while (task != null) {
            task.migrationPending = false;
            boolean misplaced = !task.allowed.contains(rq.cpu) || !rq.active;
            if (task.queued
                    && task.cpu == rq.cpu
                    && misplaced
                    && task.state == TaskState.RUNNABLE) {
                moveQueued(task, rq.active ? anyUsable(task) : core.fallbackCpu(task, rq.cpu));
            }
            task = rq.toMigrate.poll();
        }
        StopWork work = rq.stopWork;
        if (work != null) {
            rq.stopWork = null;
            work.run(rq);
        }
        rq.stopTask.state = TaskState.SLEEPING;
        core.leaveCpu(rq);
    }

    /** Takes a CPU away: its tasks are pushed to others; it runs nothing afterwards. */
    public void offline(int cpu, Iterable<Task> tasks) {
        RunQueue rq = core.runQueue(cpu);
        if (!rq.active) {
            return;
        }
        rq.active = false;
        core.activeCpus().remove(cpu);
        core.recorder().record(TraceKind.HOTPLUG, cpu, -1, 0, 0);
        for (int c = 0; c < ClassId.IDLE.ordinal(); c++) {
            core.schedClass(ClassId.values()[c]).cpuOffline(rq);
        }
        List<Task> waiting = new ArrayList<>();
        for (int c = 0; c < ClassId.IDLE.ordinal(); c++) {
            core.schedClass(ClassId.values()[c]).collectWaiting(rq, waiting);
        }
        for (Task task : waiting) {
            pushAway(rq, task);
        }
        for (Task task : tasks) {
            pushAway(rq, task);
        }
    }

    private void pushAway(RunQueue rq, Task task) {
        if (task.cpu != rq.cpu || !task.queued || task == rq.stopTask) {
            return;
        }
        if (rq.current == task) {
            stopToMove(rq, task);
        } else {
            moveQueued(task, core.fallbackCpu(task, rq.cpu));
        }
    }

    /** Gives a CPU back. */
    public void online(int cpu) {
        RunQueue rq = core.runQueue(cpu);
        if (rq.active) {
            return;
        }
        rq.active = true;
        core.activeCpus().add(cpu);
        core.recorder().record(TraceKind.HOTPLUG, cpu, -1, 1, 0);
        for (int c = 0; c < ClassId.IDLE.ordinal(); c++) {
            core.schedClass(ClassId.values()[c]).cpuOnline(rq);
        }
        core.resched(rq);
    }

    private int anyUsable(Task task) {
        int cpu = core.anyDistributed(task.allowed, core.activeCpus());
        return cpu >= 0 ? cpu : core.fallbackCpu(task, task.cpu);
    }
}
