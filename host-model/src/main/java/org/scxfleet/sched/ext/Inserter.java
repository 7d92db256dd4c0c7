package org.scxfleet.sched.ext;

import java.util.Locale;
import org.scxfleet.ops.Scx;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.ExtEntity.OpsState;
import org.scxfleet.task.Task;

/**
 * Puts tasks on dispatch queues and keeps the books that go with it: custody, slice and vtime,
 * immediate tasks, waking the CPU. The only writer of DSQs (ext.c dispatch_enqueue,
 * local_dsq_post_enq, direct_dispatch, find_dsq_for_dispatch).
 */
final class Inserter {
    /** Insertion by vtime; a kernel-internal bit. */
    static final long BY_VTIME = 1L << 57;

    /** The slice and vtime arguments are committed; a kernel-internal bit. */
    static final long APPLY = 1L << 61;

    private final Ext ext;
    private final OpsCaller caller;

    Inserter(Ext ext, OpsCaller caller) {
        this.ext = ext;
        this.caller = caller;
    }

    DispatchQueue global(Task task) {
        return ext.loaded().globalDsqs[ext.core().topology().node(task.cpu)];
    }

    /**
     * The queue that a dispatch to that id means.
     *
     * @param local the CPU whose local DSQ {@link Scx#DSQ_LOCAL} stands for
     */
    DispatchQueue resolve(ExtCpu local, long dsqId, Task task) {
        if (dsqId == Scx.DSQ_LOCAL) {
            return local.local;
        }
        if (Scx.isLocalOn(dsqId)) {
            int named = (int) (dsqId & Scx.DSQ_LOCAL_CPU_MASK);
            int cpu = named < 0 ? named : ext.cpuOf(named);
            if (cpu < 0 || cpu >= ext.cpuCount()) {
                ext.error("invalid CPU " + cpu + " in SCX_DSQ_LOCAL_ON dispatch verdict");
                return global(task);
            }
            return ext.cpu(cpu).local;
        }
        if (dsqId == Scx.DSQ_GLOBAL) {
            return global(task);
        }
        DispatchQueue user = Scx.isBuiltin(dsqId) ? null : ext.loaded().userDsqs.find(dsqId);
        if (user == null) {
            ext.error("non-existent DSQ 0x" + Long.toHexString(dsqId));
            return global(task);
        }
        return user;
    }

    /** Inserts the task; local queues wake and preempt their CPU, others do nothing more. */
    void insert(DispatchQueue wanted, Task task, long sliceNs, long vtime, long flags) {
        DispatchQueue dsq = wanted;
        if (dsq.isDestroyed()) {
            ext.error("attempting to dispatch to a destroyed dsq");
            dsq = global(task);
        }
        boolean byVtime = (flags & BY_VTIME) != 0;
        if (byVtime && !dsq.isUser()) {
            ext.error("cannot use vtime ordering for built-in DSQs");
            byVtime = false;
        }
        if ((flags & APPLY) != 0) {
            commit(task, sliceNs, vtime, byVtime);
        }
        if (byVtime) {
            if (dsq.holdsOnlyFifo()) {
                ext.error(dsqText(dsq.id()) + " already had FIFO-enqueued tasks");
            }
            dsq.insertByVtime(task);
        } else {
            if (dsq.holdsByVtime()) {
                ext.error(dsqText(dsq.id()) + " already had PRIQ-enqueued tasks");
            }
            dsq.insertFifo(task, (flags & (Scx.ENQ_HEAD | Scx.ENQ_PREEMPT)) != 0);
        }
        clearVerdict(task);
        task.scx.opsState = OpsState.NONE;
        if (dsq.isLocal()) {
            arrivedOnLocal(dsq, task, flags);
        } else if (dsq.isUser()) {
            task.scx.inCustody = true;
        } else {
            endCustody(task, 0);
        }
    }

    private static String dsqText(long id) {
        return String.format(Locale.ROOT, "DSQ ID 0x%016x", id);
    }

    /**
     * Takes over slice and vtime as requested. Slice 0 keeps the present one, at least 1 ns, and
     * leaves a pending request alone.
     */
    void commit(Task task, long sliceNs, long vtime, boolean byVtime) {
        if (sliceNs != 0) {
            ext.setSlice(task, sliceNs);
        } else if (task.scx.sliceNs == 0) {
            task.scx.sliceNs = 1;
        }
        if (byVtime) {
            task.scx.dsqVtime = vtime;
        }
    }

    private void arrivedOnLocal(DispatchQueue dsq, Task task, long flags) {
        ExtCpu cpu = ext.cpu(dsq.cpu());
        RunQueue rq = cpu.rq;
        cpu.idleBesideLocalTask = false;
        noteImmed(cpu, task, flags);
        endCustody(task, 0);
        if (rq.nextClass.below(ClassId.EXT)) {
            ext.core().wakeupPreempt(rq, task, 0);
        }
        if (cpu.inDispatch) {
            return;
        }
        Task current = rq.current;
        if ((flags & Scx.ENQ_PREEMPT) != 0
                && current != null
                && current != task
                && current.schedClass == ClassId.EXT) {
            ext.setSlice(current, 0);
            ext.core().resched(rq);
        }
    }

    /**
     * A task stays immediate until it is enqueued anew, also while a change of its parameters takes
     * it off and puts it back.
     */
    private void noteImmed(ExtCpu cpu, Task task, long flags) {
        if ((flags & Scx.ENQ_IMMED) != 0) {
            task.scx.immed = true;
        }
        if (task.scx.immed) {
            cpu.local.addImmed(1);
            if (cpu.local.length() > 1 || !isOpen(cpu, flags)) {
                reenqueueLocalLater(cpu, false);
            }
        }
    }

    /** The CPU can take an immediate task now (ext.c rq_is_open). */
    boolean isOpen(ExtCpu cpu, long flags) {
        if (cpu.rq.nextClass.above(ClassId.EXT)) {
            return false;
        }
        return cpu.rq.nextClass.below(ClassId.EXT)
                || cpu.inDispatch
                || (flags & Scx.ENQ_PREEMPT) != 0;
    }

    /** Takes the task off its queue; nothing if it is on none. */
    void removeFromDsq(Task task) {
        if (task.scx.dsq instanceof DispatchQueue dsq) {
            dsq.remove(task);
            if (task.scx.immed && dsq.isLocal()) {
                dsq.addImmed(-1);
            }
        } else if (task.scx.deferred) {
            ext.cpu(task.cpu).unpark(task);
        }
    }

    /** The scheduler holds the task no more: one ops.dequeue for each time it held it. */
    void endCustody(Task task, long deqFlags) {
        if (task.scx.inCustody) {
            task.scx.inCustody = false;
            caller.dequeue(task, deqFlags);
        }
    }

    void clearVerdict(Task task) {
        task.scx.directDsq = Scx.DSQ_INVALID;
        task.scx.directEnqFlags = 0;
    }

    /** Carries out the verdict stored by select_cpu or enqueue. */
    void directDispatch(ExtCpu cpu, Task task, long enqFlags) {
        DispatchQueue dsq = resolve(cpu, task.scx.directDsq, task);
        task.scx.directEnqFlags |= enqFlags;
        if (dsq.isLocal() && dsq.cpu() != cpu.rq.cpu) {
            task.scx.opsState = OpsState.NONE;
            cpu.park(task);
            deferWork(cpu);
            return;
        }
        insertVerdict(dsq, task);
    }

    private void insertVerdict(DispatchQueue dsq, Task task) {
        long flags = task.scx.directEnqFlags | APPLY | (task.scx.directByVtime ? BY_VTIME : 0);
        insert(dsq, task, task.scx.directSliceNs, task.scx.directVtime, flags);
    }

    /**
     * Asks for a re-enqueue of the local DSQ, with the run queue locked: of its immediate tasks, or
     * of all. Ignored in bypass and for a CPU that is going away.
     */
    void reenqueueLocalLater(ExtCpu cpu, boolean all) {
        if (ext.bypassDepth > 0 || !cpu.rq.active) {
            return;
        }
        cpu.reenqueueLocal = true;
        cpu.reenqueueAll |= all;
        deferWork(cpu);
    }

    /** As a scheduler asks for it: all tasks of the local DSQ. */
    void reenqueueLater(ExtCpu cpu, int lockedCpu) {
        if (ext.bypassDepth == 0 && cpu.rq.active) {
            cpu.reenqueueLocal = true;
            cpu.reenqueueAll = true;
            deferWork(cpu, lockedCpu);
        }
    }

    /** Asks for a re-enqueue of all tasks of a user DSQ, by the CPU that asks. */
    void reenqueueLater(ExtCpu here, DispatchQueue dsq, int lockedCpu) {
        if (ext.bypassDepth == 0) {
            if (!here.reenqueueUser.contains(dsq)) {
                here.reenqueueUser.add(dsq);
            }
            deferWork(here, lockedCpu);
        }
    }

    private void deferWork(ExtCpu cpu, int lockedCpu) {
        if (cpu.rq.cpu == lockedCpu) {
            deferWork(cpu);
        } else {
            armIrqWork(cpu);
        }
    }

    /**
     * Deferred work of the locked run queue will be done: at the end of the wake-up or pick, else
     * by an irq_work.
     */
    void deferWork(ExtCpu cpu) {
        if (cpu.inWakeup || cpu.deferredInPick) {
            return;
        }
        if (cpu.inDispatch) {
            cpu.deferredInPick = true;
        } else {
            armIrqWork(cpu);
        }
    }

    void armIrqWork(ExtCpu cpu) {
        ext.core().queue().arm(cpu.irqWork, ext.core().nowNs());
    }
}
