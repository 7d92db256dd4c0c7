package org.scxfleet.sched.ext;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.task.Task;

/**
 * The scx_bpf_* kernel functions: checks arguments as the kernel does, ends the scheduler where the
 * kernel would, and passes on to the part that does the work. Here the functions about DSQs; the
 * others are inherited.
 */
final class ExtCalls extends IdleCalls implements ExtKernel.All {
    private final Inserter inserter;
    private final Dispatcher dispatcher;
    private final Reenqueuer reenqueuer;
    private final Lockups lockups;

    // Overrides for the next move.
    private long moveSliceNs;
    private long moveVtime;
    private boolean moveSliceSet;
    private boolean moveVtimeSet;

    ExtCalls(
            Ext ext,
            OpsCaller caller,
            Inserter inserter,
            Dispatcher dispatcher,
            IdleCpus idle,
            Kicks kicks,
            Reenqueuer reenqueuer,
            TaskTable tasks,
            ExtTimers timers,
            Lockups lockups) {
        super(ext, caller, kicks, tasks, timers, idle);
        this.lockups = lockups;
        this.inserter = inserter;
        this.dispatcher = dispatcher;
        this.reenqueuer = reenqueuer;
    }

    @Override
    public void hang(String where) {
        lockups.hang(where);
    }

    // Insertion.

    @Override
    public boolean dsqInsert(Task task, long dsqId, long sliceNs, long enqFlags) {
        return insert(task, dsqId, sliceNs, 0, enqFlags, false);
    }

    @Override
    public boolean dsqInsertVtime(Task task, long dsqId, long sliceNs, long vtime, long enqFlags) {
        return insert(task, dsqId, sliceNs, vtime, enqFlags, true);
    }

    private boolean insert(
            Task task, long dsqId, long sliceNs, long vtime, long enqFlags, boolean byVtime) {
        long flags = vetted(dsqId, enqFlags);
        if (flags < 0) {
            return false;
        }
        Task direct = ext.directTask;
        if (direct == null) {
            dispatcher.buffer(here(), task, dsqId, sliceNs, vtime, flags, byVtime);
            return true;
        }
        if (ext.directDone) {
            ext.error(task + " already direct-dispatched");
            return true;
        }
        ext.directDone = true;
        if (direct != task) {
            ext.error("scheduling for " + direct + " but trying to direct-dispatch " + task);
            return true;
        }
        task.scx.directDsq = dsqId;
        task.scx.directSliceNs = sliceNs;
        task.scx.directVtime = vtime;
        task.scx.directByVtime = byVtime;
        task.scx.directEnqFlags = flags;
        return true;
    }

    /** The flags with what the scheduler's settings add, or -1 after an error. */
    private long vetted(long dsqId, long enqFlags) {
        if ((enqFlags & Scx.ENQ_INTERNAL_MASK) != 0) {
            ext.error("invalid enq_flags 0x" + Long.toHexString(enqFlags));
            return -1;
        }
        boolean local = dsqId == Scx.DSQ_LOCAL || Scx.isLocalOn(dsqId);
        if (local) {
            boolean always = ext.loaded().hasFlag(Scx.OPS_ALWAYS_ENQ_IMMED);
            return always ? enqFlags | Scx.ENQ_IMMED : enqFlags;
        }
        if ((enqFlags & Scx.ENQ_IMMED) != 0) {
            ext.error("SCX_ENQ_IMMED on a non-local DSQ 0x" + Long.toHexString(dsqId));
            return -1;
        }
        if ((enqFlags & Scx.ENQ_RESCUE) != 0) {
            ext.error("SCX_ENQ_RESCUE on a non-local DSQ 0x" + Long.toHexString(dsqId));
            return -1;
        }
        return enqFlags;
    }

    @Override
    public int dispatchNrSlots() {
        return ext.loaded().maxBatch - here().buffered;
    }

    @Override
    public void dispatchCancel() {
        ExtCpu cpu = here();
        if (cpu.buffered == 0) {
            ext.error("dispatch buffer underflow");
        } else {
            cpu.buffered--;
            cpu.bufferTask[cpu.buffered] = null;
        }
    }

    // Moves.

    @Override
    public boolean dsqMoveToLocal(long dsqId, long enqFlags) {
        if (vetted(Scx.DSQ_LOCAL, enqFlags) < 0) {
            return false;
        }
        ExtCpu cpu = here();
        dispatcher.flush(cpu);
        DispatchQueue dsq = userDsq(dsqId);
        if (dsq == null) {
            ext.error(String.format(Locale.ROOT, "invalid DSQ ID 0x%016x", dsqId));
            return false;
        }
        if (dispatcher.consume(cpu, dsq, vetted(Scx.DSQ_LOCAL, enqFlags))) {
            cpu.dispatched++;
            return true;
        }
        return false;
    }

    @Override
    public void dsqMoveSetSlice(long sliceNs) {
        moveSliceNs = sliceNs;
        moveSliceSet = true;
    }

    @Override
    public void dsqMoveSetVtime(long vtime) {
        moveVtime = vtime;
        moveVtimeSet = true;
    }

    @Override
    public boolean dsqMove(long fromDsq, long untilSequence, Task task, long toDsq, long enqFlags) {
        return move(fromDsq, untilSequence, task, toDsq, enqFlags);
    }

    @Override
    public boolean dsqMoveVtime(
            long fromDsq, long untilSequence, Task task, long toDsq, long enqFlags) {
        return move(fromDsq, untilSequence, task, toDsq, enqFlags | Inserter.BY_VTIME);
    }

    private boolean move(long fromDsq, long untilSequence, Task task, long toDsq, long enqFlags) {
        long flags = vetted(toDsq, enqFlags & ~Inserter.BY_VTIME);
        if (flags < 0 || ext.loaded().aborting) {
            return false;
        }
        boolean present =
                task.scx.dsq instanceof DispatchQueue dsq
                        && dsq.id() == fromDsq
                        && dsq.isUser()
                        && task.scx.dsqSequence - untilSequence <= 0;
        if (present) {
            if (moveVtimeSet) {
                task.scx.dsqVtime = moveVtime;
            }
            if (moveSliceSet) {
                ext.setSlice(task, moveSliceNs);
            }
            dispatcher.move(localCpu(), task, toDsq, flags | (enqFlags & Inserter.BY_VTIME));
        }
        moveSliceSet = false;
        moveVtimeSet = false;
        return present;
    }

    // DSQs.

    private @Nullable DispatchQueue userDsq(long dsqId) {
        return Scx.isBuiltin(dsqId) ? null : ext.loaded().userDsqs.find(dsqId);
    }

    private int cpuOfLocalDsq(long dsqId) {
        int named = (int) (dsqId & Scx.DSQ_LOCAL_CPU_MASK);
        return named < 0 ? named : ext.cpuOf(named);
    }

    @Override
    public int createDsq(long dsqId, int node) {
        if (Scx.isBuiltin(dsqId) || node < -1 || node >= core.topology().nodeCount()) {
            return Scx.EINVAL;
        }
        DsqTable table = ext.loaded().userDsqs;
        if (table.find(dsqId) != null) {
            return Scx.EEXIST;
        }
        if (table.isFull()) {
            return Scx.ENOMEM;
        }
        table.add(new DispatchQueue(dsqId, -1));
        return 0;
    }

    @Override
    public void destroyDsq(long dsqId) {
        DispatchQueue dsq = userDsq(dsqId);
        if (dsq == null) {
            return;
        }
        if (dsq.length() > 0) {
            ext.error(
                    String.format(
                            Locale.ROOT,
                            "attempting to destroy in-use dsq 0x%016x (nr=%d)",
                            dsqId,
                            dsq.length()));
            return;
        }
        dsq.destroy();
        ext.loaded().userDsqs.remove(dsq);
    }

    @Override
    public int dsqNrQueued(long dsqId) {
        if (dsqId == Scx.DSQ_LOCAL) {
            return localCpu().local.length();
        }
        if (Scx.isLocalOn(dsqId)) {
            int cpu = cpuOfLocalDsq(dsqId);
            return validCpu(cpu) ? ext.cpu(cpu).local.length() : Scx.ENOENT;
        }
        DispatchQueue dsq = userDsq(dsqId);
        return dsq == null ? Scx.ENOENT : dsq.length();
    }

    @Override
    public @Nullable Task dsqPeek(long dsqId) {
        if (Scx.isBuiltin(dsqId)) {
            ext.error("peek disallowed on builtin DSQ 0x" + Long.toHexString(dsqId));
            return null;
        }
        DispatchQueue dsq = userDsq(dsqId);
        if (dsq == null) {
            ext.error("peek on non-existent DSQ 0x" + Long.toHexString(dsqId));
            return null;
        }
        return dsq.first();
    }

    @Override
    public @Nullable Task dsqFirst(long dsqId, boolean reverse) {
        DispatchQueue dsq = userDsq(dsqId);
        if (dsq == null) {
            return null;
        }
        return reverse ? dsq.last() : dsq.first();
    }

    @Override
    public @Nullable Task dsqNext(Task task, boolean reverse) {
        return reverse ? task.scx.dsqPrevious : task.scx.dsqNext;
    }

    @Override
    public long dsqSequence(long dsqId) {
        DispatchQueue dsq = userDsq(dsqId);
        return dsq == null ? Scx.ENOENT : dsq.sequence();
    }

    @Override
    public void dsqReenqueue(long dsqId, long reenqFlags) {
        if ((reenqFlags & ~Scx.REENQ_ANY) != 0) {
            ext.error("invalid SCX_REENQ flags 0x" + Long.toHexString(reenqFlags));
            return;
        }
        if (dsqId == Scx.DSQ_GLOBAL || dsqId == Scx.DSQ_BYPASS) {
            ext.error("DSQ 0x" + Long.toHexString(dsqId) + " not allowed for reenq");
            return;
        }
        if (dsqId == Scx.DSQ_LOCAL) {
            inserter.reenqueueLater(localCpu(), caller.lockedCpu());
        } else if (Scx.isLocalOn(dsqId)) {
            int cpu = cpuOfLocalDsq(dsqId);
            if (validCpu(cpu)) {
                inserter.reenqueueLater(ext.cpu(cpu), caller.lockedCpu());
            }
        } else {
            DispatchQueue dsq = userDsq(dsqId);
            if (dsq == null) {
                ext.error("non-existent DSQ 0x" + Long.toHexString(dsqId));
            } else {
                inserter.reenqueueLater(here(), dsq, caller.lockedCpu());
            }
        }
    }

    @Override
    public int reenqueueLocal() {
        return reenqueuer.local(here(), true);
    }

    // Tasks.

    @Override
    public boolean taskSetSlice(Task task, long sliceNs) {
        if (caller.lockedCpu() == task.cpu) {
            ext.setSlice(task, sliceNs);
            return true;
        }
        long request = sliceNs;
        if (request != Scx.SLICE_INF
                && Long.compareUnsigned(request, Scx.SLICE_REQUEST_MAX_NS) > 0) {
            ext.loaded().count(ScxEvent.SLICE_CLAMPED);
            request = Scx.SLICE_REQUEST_MAX_NS;
        }
        task.scx.requestedSliceNs = request;
        return true;
    }

    @Override
    public boolean taskSetDsqVtime(Task task, long vtime) {
        task.scx.dsqVtime = vtime;
        return true;
    }
}
