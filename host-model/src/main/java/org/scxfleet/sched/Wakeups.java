package org.scxfleet.sched;

import org.scxfleet.ops.TracePoint;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

/**
 * Waking tasks: on which CPU, with which flags, and what it costs the waker (core.c try_to_wake_up,
 * wake_up_new_task, select_task_rq).
 */
final class Wakeups {
    private final SchedCore core;
    private boolean selectRan;

    Wakeups(SchedCore core) {
        this.core = core;
    }

    /**
     * Wakes a sleeping task (try_to_wake_up); nothing happens if it does not sleep.
     *
     * @param wakeFlags {@link Queueing#WAKE_SYNC} if the waker is about to sleep
     * @param byTask the waker executes on this CPU; false for an interrupt
     */
    boolean wake(Task task, long wakeFlags, boolean byTask) {
        if (task.state != TaskState.SLEEPING) {
            return false;
        }
        RunQueue own = core.runQueue(task.cpu);
        task.state = TaskState.RUNNABLE;
        noteWake(task);
        chargeWaker();
        long flags = wakeFlags | Queueing.WAKE_TTWU;
        if (task.queued) {
            // Still on the queue: asleep only in name, waiting for its lag to be paid.
            core.classOf(task).enqueue(own, task, Queueing.NOCLOCK | Queueing.DELAYED);
            recordWake(TraceKind.WAKEUP, task, byTask);
            core.wakeupPreempt(own, task, flags);
            return true;
        }
        int cpu = selectRunQueue(task, task.wakeCpu, flags);
        long queueing = Queueing.WAKEUP | Queueing.NOCLOCK;
        if (selectRan) {
            queueing |= Queueing.RQ_SELECTED;
        }
        if (cpu != task.cpu) {
            queueing |= Queueing.MIGRATED;
            flags |= Queueing.WAKE_MIGRATED;
            core.setCpu(task, cpu);
        }
        if (isQueuedRemotely(task, cpu)) {
            int before = core.executeOn(cpu);
            enqueueWoken(task, queueing & ~Queueing.RQ_SELECTED, flags, false);
            core.executeOn(before);
        } else {
            enqueueWoken(task, queueing, flags, byTask);
        }
        return true;
    }

    private void enqueueWoken(Task task, long queueing, long wakeFlags, boolean byTask) {
        RunQueue rq = core.runQueueOf(task);
        core.enqueueTask(rq, task, queueing);
        recordWake(TraceKind.WAKEUP, task, byTask);
        core.wakeupPreempt(rq, task, wakeFlags);
        core.classOf(task).taskWoken(rq, task);
    }

    /** The CPU that is to run the task enqueues it itself, in an interrupt (ttwu_queue_cond). */
    private boolean isQueuedRemotely(Task task, int cpu) {
        int here = core.thisCpu();
        RunQueue rq = core.runQueue(cpu);
        if (core.threadsInterrupts()
                || cpu == here
                || !rq.active
                || !core.classOf(task).queuesWakeups()) {
            return false;
        }
        return rq.running == 0 || core.topology().llc(cpu) != core.topology().llc(here);
    }

    /** First wake-up of a new task (wake_up_new_task). */
    void wakeNew(Task task, boolean byTask) {
        if (task.state != TaskState.NEW) {
            throw new IllegalStateException(task + " is not new");
        }
        task.state = TaskState.RUNNABLE;
        noteWake(task);
        int cpu = selectRunQueue(task, task.cpu, Queueing.WAKE_FORK);
        core.setCpu(task, cpu);
        RunQueue rq = core.runQueue(cpu);
        rq.memoryChangedNs = core.nowNs();
        core.enqueueTask(rq, task, Queueing.NOCLOCK | Queueing.INITIAL);
        recordWake(TraceKind.WAKEUP_NEW, task, byTask);
        core.wakeupPreempt(rq, task, Queueing.WAKE_FORK);
        core.classOf(task).taskWoken(rq, task);
    }

    private void noteWake(Task task) {
        long nowNs = core.nowNs();
        task.tally.wakeups++;
        task.tally.wokenAtNs = nowNs;
        task.tally.waitingSinceNs = nowNs;
        core.groups().get(task.group).wakeups++;
    }

    private void chargeWaker() {
        long costNs = core.costs().wakeupNs();
        if (costNs > 0) {
            RunQueue rq = core.runQueue(core.thisCpu());
            if (rq.current != null && rq.powered) {
                core.runner().addOverhead(rq, costNs);
                rq.inKernelUntilNs = Math.max(core.nowNs(), rq.inKernelUntilNs) + costNs;
            }
        }
    }

    private void recordWake(TraceKind kind, Task task, boolean byTask) {
        Task waker = byTask ? core.runQueue(core.thisCpu()).executing : null;
        core.recorder()
                .record(
                        kind,
                        core.thisCpu(),
                        task.number,
                        waker == null ? -1 : waker.number,
                        task.cpu);
        boolean fresh = kind == TraceKind.WAKEUP_NEW;
        core.recorder()
                .event(
                        fresh ? TracePoint.SCHED_WAKEUP_NEW : TracePoint.SCHED_WAKEUP,
                        task,
                        null,
                        task.cpu);
    }

    private int selectRunQueue(Task task, int prevCpu, long wakeFlags) {
        int cpu;
        selectRan = task.allowedCount > 1 && !task.isMigrationDisabled();
        if (selectRan) {
            cpu = core.classOf(task).selectCpu(task, prevCpu, wakeFlags);
        } else {
            cpu = task.isMigrationDisabled() ? task.cpu : task.allowed.first();
        }
        return core.isCpuUsable(task, cpu) ? cpu : fallbackCpu(task, task.cpu);
    }

    /**
     * A CPU for a task whose own choice is not usable: its node in ascending order, any allowed
     * one, any at all.
     */
    int fallbackCpu(Task task, int from) {
        CpuTopology topology = core.topology();
        int node = topology.node(from);
        for (int cpu = topology.cpusOfNode(node).first();
                cpu >= 0;
                cpu = topology.cpusOfNode(node).next(cpu + 1)) {
            if (core.isCpuUsable(task, cpu)) {
                return cpu;
            }
        }
        for (int cpu = task.allowed.first(); cpu >= 0; cpu = task.allowed.next(cpu + 1)) {
            if (core.isCpuUsable(task, cpu)) {
                return cpu;
            }
        }
        widenAffinity(task);
        int active = core.activeCpus().first();
        if (active < 0) {
            throw new IllegalStateException("no CPU is online");
        }
        return active;
    }

    /** No allowed CPU is left: the kernel widens the mask rather than lose the task. */
    private void widenAffinity(Task task) {
        RunQueue rq = core.runQueueOf(task);
        boolean wasQueued = task.queued;
        if (wasQueued) {
            core.dequeueTask(rq, task, Queueing.SAVE | Queueing.NOCLOCK);
        }
        task.allowed.fill();
        task.allowedCount = task.allowed.size();
        core.classOf(task).affinityChanged(rq, task, task.allowed);
        if (wasQueued) {
            core.enqueueTask(rq, task, Queueing.RESTORE | Queueing.NOCLOCK);
        }
    }
}
