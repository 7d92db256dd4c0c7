package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.ExtEntity.OpsState;
import org.scxfleet.task.Task;

/**
 * Finds the next ext task of a CPU: the kernel's dispatch_one and scx_dispatch_sched, the dispatch
 * buffer, and moves of tasks between run queues that dispatching causes (ext.c).
 *
 * <p>Order of a pick: the running task with slice left, the local DSQ, the node's global DSQ,
 * ops.dispatch again and again while it yields something, the running task for lack of another. The
 * kernel drops the run queue lock in remote moves; here each move is atomic, so what could happen
 * in between happens before or after.
 */
final class Dispatcher {
    private final Ext ext;
    private final SchedCore core;
    private final OpsCaller caller;
    private final Inserter inserter;
    private final Kicks kicks;
    private boolean keepPrev;

    Dispatcher(Ext ext, OpsCaller caller, Inserter inserter, Kicks kicks) {
        this.ext = ext;
        this.core = ext.core();
        this.caller = caller;
        this.inserter = inserter;
        this.kicks = kicks;
    }

    /** After {@link #dispatchOne}: the running task goes on. */
    boolean keepsPrev() {
        return keepPrev;
    }

    /**
     * True if some ext task can run on the CPU: the running one ({@link #keepsPrev}) or the head of
     * the local DSQ.
     */
    boolean dispatchOne(ExtCpu cpu, @Nullable Task prev) {
        keepPrev = false;
        cpu.inDispatch = true;
        boolean found = dispatchInside(cpu, prev);
        if (found && cpu.local.length() > 1 && cpu.local.immedCount() > 0) {
            inserter.reenqueueLocalLater(cpu, false);
        }
        cpu.inDispatch = false;
        return found;
    }

    private boolean dispatchInside(ExtCpu cpu, @Nullable Task prev) {
        LoadedScheduler loaded = ext.loaded();
        if (cpu.cpuReleased && loaded.watchesPreemption()) {
            if (loaded.implemented.contains(Op.CPU_ACQUIRE)) {
                caller.cpuAcquire(cpu.rq.cpu);
            }
            cpu.cpuReleased = false;
        }
        Task prevExt = prev != null && prev.schedClass == ClassId.EXT ? prev : null;
        if (prevExt != null) {
            core.classOf(prevExt).updateCurrent(cpu.rq);
            if (mayContinue(cpu, prevExt)) {
                keepPrev = true;
                return true;
            }
        }
        if (cpu.local.length() > 0 || consumeGlobal(cpu)) {
            return true;
        }
        if (cpu.bypassing) {
            if (consume(cpu, loaded.bypassDsqs[cpu.rq.cpu], 0)) {
                return true;
            }
        } else if (caller.has(Op.DISPATCH) && cpu.online && dispatchLoop(cpu, prevExt)) {
            return true;
        }
        boolean handsLast = loaded.hasFlag(Scx.OPS_ENQ_LAST) && !cpu.bypassing;
        if (prevExt != null && prevExt.scx.queued && !handsLast) {
            loaded.count(ScxEvent.DISPATCH_KEEP_LAST);
            keepPrev = true;
            return true;
        }
        return false;
    }

    private boolean mayContinue(ExtCpu cpu, Task prev) {
        return prev.scx.queued && prev.scx.sliceNs != 0 && !cpu.bypassing;
    }

    private boolean dispatchLoop(ExtCpu cpu, @Nullable Task prev) {
        for (int round = 0; round < Scx.DISPATCH_MAX_LOOPS; round++) {
            cpu.dispatched = 0;
            caller.dispatch(cpu.rq.cpu, prev);
            flush(cpu);
            if (prev != null && prev.scx.queued && prev.scx.sliceNs != 0) {
                keepPrev = true;
                return true;
            }
            if (cpu.local.length() > 0 || consumeGlobal(cpu)) {
                return true;
            }
            if (cpu.dispatched == 0) {
                return false;
            }
        }
        kicks.kick(cpu.rq.cpu, 0);
        return false;
    }

    private boolean consumeGlobal(ExtCpu cpu) {
        return consume(cpu, ext.loaded().globalDsqs[core.topology().node(cpu.rq.cpu)], 0);
    }

    // The dispatch buffer.

    /** Records an insertion made within ops.dispatch; false if the buffer is full. */
    boolean buffer(
            ExtCpu cpu,
            Task task,
            long dsqId,
            long sliceNs,
            long vtime,
            long flags,
            boolean byVtime) {
        if (!cpu.hasBufferSlot()) {
            ext.error("dispatch buffer overflow");
            return false;
        }
        int at = cpu.buffered;
        cpu.bufferTask[at] = task;
        cpu.bufferSequence[at] = task.scx.opsSequence;
        cpu.bufferDsq[at] = dsqId;
        cpu.bufferSliceNs[at] = sliceNs;
        cpu.bufferVtime[at] = vtime;
        cpu.bufferFlags[at] = flags;
        cpu.bufferByVtime[at] = byVtime;
        cpu.buffered = at + 1;
        return true;
    }

    /** Carries out the buffered insertions in their order. */
    void flush(ExtCpu cpu) {
        for (int i = 0; i < cpu.buffered; i++) {
            Task task = cpu.bufferTask[i];
            cpu.bufferTask[i] = null;
            if (task != null) {
                finish(cpu, i, task);
            }
        }
        cpu.dispatched += cpu.buffered;
        cpu.buffered = 0;
    }

    private void finish(ExtCpu cpu, int entry, Task task) {
        if (task.scx.opsState != OpsState.QUEUED
                || task.scx.opsSequence != cpu.bufferSequence[entry]) {
            return;
        }
        task.scx.opsState = OpsState.DISPATCHING;
        DispatchQueue dsq = inserter.resolve(cpu, cpu.bufferDsq[entry], task);
        long flags =
                cpu.bufferFlags[entry]
                        | Inserter.APPLY
                        | (cpu.bufferByVtime[entry] ? Inserter.BY_VTIME : 0);
        if (dsq.isLocal()) {
            toLocal(dsq, task, cpu.bufferSliceNs[entry], cpu.bufferVtime[entry], flags);
        } else {
            inserter.insert(dsq, task, cpu.bufferSliceNs[entry], cpu.bufferVtime[entry], flags);
        }
    }

    /** Inserts a task that no DSQ holds into a local DSQ, moving it to that run queue if needed. */
    void toLocal(DispatchQueue dsq, Task task, long sliceNs, long vtime, long flags) {
        if (task.cpu == dsq.cpu()) {
            inserter.insert(dsq, task, sliceNs, vtime, flags);
            return;
        }
        if (!mayMove(task, dsq.cpu(), true)) {
            inserter.insert(inserter.global(task), task, sliceNs, vtime, flags);
            return;
        }
        task.scx.opsState = OpsState.NONE;
        if ((flags & Inserter.APPLY) != 0) {
            inserter.commit(task, sliceNs, vtime, (flags & Inserter.BY_VTIME) != 0);
        }
        moveToRunQueue(task, dsq.cpu(), flags & ~Inserter.APPLY);
    }

    /** May the task run on that other CPU (task_can_run_on_remote_rq)? */
    boolean mayMove(Task task, int cpu, boolean enforce) {
        if (task.isMigrationDisabled()) {
            if (enforce) {
                ext.error(
                        "SCX_DSQ_LOCAL[_ON] cannot move migration disabled "
                                + task
                                + " from CPU "
                                + task.cpu
                                + " to "
                                + cpu);
            }
            return false;
        }
        if (!task.allowed.contains(cpu)) {
            if (enforce) {
                ext.error("SCX_DSQ_LOCAL[_ON] target CPU " + cpu + " not allowed for " + task);
            }
            return false;
        }
        ExtCpu target = ext.cpu(cpu);
        if (!target.online || !target.rq.active) {
            if (enforce) {
                ext.loaded().count(ScxEvent.DISPATCH_LOCAL_DSQ_OFFLINE);
            }
            return false;
        }
        return true;
    }

    /**
     * Migrates a queued task to another run queue's local DSQ: no runnable, no quiescent, custody
     * ends on arrival.
     */
    private void moveToRunQueue(Task task, int cpu, long flags) {
        RunQueue from = core.runQueueOf(task);
        task.scx.stickyCpu = cpu;
        core.deactivate(from, task, 0);
        core.setCpu(task, cpu);
        ExtCpu target = ext.cpu(cpu);
        target.extraEnqFlags = flags;
        core.activate(target.rq, task, 0);
        target.extraEnqFlags = 0;
    }

    // Consuming and moving.

    /** Moves the first task of the queue that may run here to the local DSQ. */
    boolean consume(ExtCpu cpu, DispatchQueue dsq, long flags) {
        if (ext.loaded().aborting && dsq.id() != Scx.DSQ_BYPASS) {
            return false;
        }
        for (Task task = dsq.first(); task != null; task = DispatchQueue.after(task)) {
            if (task.cpu == cpu.rq.cpu) {
                inserter.removeFromDsq(task);
                inserter.insert(cpu.local, task, 0, 0, flags);
                return true;
            }
            if (mayMove(task, cpu.rq.cpu, false)) {
                inserter.removeFromDsq(task);
                moveToRunQueue(task, cpu.rq.cpu, flags);
                return true;
            }
        }
        return false;
    }

    /**
     * Moves one task from a user DSQ to another queue (scx_dsq_move); the caller has checked that
     * it is there. The move between queues of one CPU does not look at the order that was asked
     * for.
     *
     * @param local the CPU whose local DSQ {@link Scx#DSQ_LOCAL} stands for
     */
    void move(ExtCpu local, Task task, long toDsqId, long flags) {
        DispatchQueue to = inserter.resolve(local, toDsqId, task);
        inserter.removeFromDsq(task);
        if (!to.isLocal()) {
            inserter.insert(to, task, 0, 0, flags);
        } else if (to.cpu() == task.cpu) {
            inserter.insert(to, task, 0, 0, flags & ~Inserter.BY_VTIME);
        } else {
            toLocal(to, task, 0, 0, flags);
        }
    }

    /** Sends parked tasks on to the local DSQs that they were dispatched to. */
    void moveParked(ExtCpu cpu) {
        Task task = cpu.unparkFirst();
        while (task != null) {
            DispatchQueue dsq = inserter.resolve(cpu, task.scx.directDsq, task);
            long flags =
                    task.scx.directEnqFlags
                            | Inserter.APPLY
                            | (task.scx.directByVtime ? Inserter.BY_VTIME : 0);
            long sliceNs = task.scx.directSliceNs;
            long vtime = task.scx.directVtime;
            inserter.clearVerdict(task);
            toLocal(dsq, task, sliceNs, vtime, flags);
            task = cpu.unparkFirst();
        }
    }
}
