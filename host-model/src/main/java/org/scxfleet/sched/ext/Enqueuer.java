package org.scxfleet.sched.ext;

import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.task.ExtEntity.OpsState;
import org.scxfleet.task.Task;

/**
 * Decides where a queued task goes: to a queue of the kernel's own, where a stored verdict says, or
 * to ops.enqueue (ext.c scx_do_enqueue_task). A ladder; the first rung that holds decides.
 */
final class Enqueuer {
    private final Ext ext;
    private final OpsCaller caller;
    private final Inserter inserter;

    Enqueuer(Ext ext, OpsCaller caller, Inserter inserter) {
        this.ext = ext;
        this.caller = caller;
        this.inserter = inserter;
    }

    /**
     * @param stickyCpu the CPU on which the task must stay (an internal migration arrives, or the
     *     running task is put back), or -1
     */
    void enqueue(ExtCpu cpu, Task task, long enqFlags, int stickyCpu) {
        LoadedScheduler loaded = ext.loaded();
        if (stickyCpu == cpu.rq.cpu) {
            inserter.insert(cpu.local, task, 0, 0, enqFlags);
            return;
        }
        task.scx.immed = false;
        if ((enqFlags & Scx.ENQ_REENQ) != 0 && tooManyReenqueues(loaded, task)) {
            return;
        }
        if (!cpu.online || !cpu.rq.active) {
            toKernelQueue(cpu.local, task, enqFlags);
        } else if (cpu.bypassing) {
            loaded.count(ScxEvent.BYPASS_DISPATCH);
            toKernelQueue(loaded.bypassDsqs[task.cpu], task, enqFlags);
        } else if (task.scx.directDsq != Scx.DSQ_INVALID) {
            inserter.directDispatch(cpu, task, enqFlags);
        } else if (task.exiting && !loaded.hasFlag(Scx.OPS_ENQ_EXITING)) {
            loaded.count(ScxEvent.ENQ_SKIP_EXITING);
            toKernelQueue(cpu.local, task, enqFlags);
        } else if (task.isMigrationDisabled() && !loaded.hasFlag(Scx.OPS_ENQ_MIGRATION_DISABLED)) {
            loaded.count(ScxEvent.ENQ_SKIP_MIGRATION_DISABLED);
            toKernelQueue(cpu.local, task, enqFlags);
        } else if (!caller.has(Op.ENQUEUE)) {
            toKernelQueue(inserter.global(task), task, enqFlags);
        } else {
            askScheduler(cpu, task, enqFlags);
        }
    }

    private boolean tooManyReenqueues(LoadedScheduler loaded, Task task) {
        task.scx.reenqueueCount++;
        if (task.scx.reenqueueCount > 1) {
            loaded.count(ScxEvent.REENQ_REPEAT);
        }
        if (task.scx.reenqueueCount > Scx.REENQUEUE_MAX_REPEAT) {
            // The task stays on no queue until bypass puts it on one.
            ext.claimExit(
                    ExitKind.ERROR_REENQ,
                    0,
                    task.cpu,
                    task + " reenqueued " + task.scx.reenqueueCount + " times without running");
            return true;
        }
        return false;
    }

    private void toKernelQueue(DispatchQueue dsq, Task task, long enqFlags) {
        ext.refillSlice(task);
        inserter.insert(dsq, task, 0, 0, enqFlags);
    }

    private void askScheduler(ExtCpu cpu, Task task, long enqFlags) {
        task.scx.opsSequence++;
        task.scx.opsState = OpsState.QUEUEING;
        ext.beginDirect(task);
        caller.enqueue(task, enqFlags);
        ext.endDirect();
        if (task.scx.directDsq != Scx.DSQ_INVALID) {
            inserter.directDispatch(cpu, task, enqFlags);
            return;
        }
        task.scx.inCustody = true;
        task.scx.opsState = OpsState.QUEUED;
    }
}
