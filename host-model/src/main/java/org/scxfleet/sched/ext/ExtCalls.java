package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.CgroupView;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The scx_bpf_* kernel functions: checks arguments as the kernel does, ends the scheduler where the
 * kernel would, and passes on to the part that does the work.
 */
final class ExtCalls implements ExtKernel.All {
    private static final long TASKLESS_BITS = Scx.ENQ_INTERNAL_MASK;

    private final Ext ext;
    private final SchedCore core;
    private final OpsCaller caller;
    private final Dispatcher dispatcher;
    private final IdleCpus idle;
    private final Kicks kicks;
    private final Reenqueuer reenqueuer;
    private final TaskTable tasks;
    private final ExtTimers timers;
    private final StringBuilder dump = new StringBuilder();
    private final CpuSet none;

    // Overrides for the next move.
    private long moveSliceNs;
    private long moveVtime;
    private boolean moveSliceSet;
    private boolean moveVtimeSet;

    ExtCalls(
            Ext ext,
            OpsCaller caller,
            Dispatcher dispatcher,
            IdleCpus idle,
            Kicks kicks,
            Reenqueuer reenqueuer,
            TaskTable tasks,
            ExtTimers timers) {
        this.ext = ext;
        this.core = ext.core();
        this.caller = caller;
        this.dispatcher = dispatcher;
        this.idle = idle;
        this.kicks = kicks;
        this.reenqueuer = reenqueuer;
        this.tasks = tasks;
        this.timers = timers;
        this.none = new CpuSet(core.cpuCount());
    }

    private ExtCpu here() {
        return ext.cpu(core.thisCpu());
    }

    private boolean validCpu(int cpu) {
        if (cpu >= 0 && cpu < core.cpuCount()) {
            return true;
        }
        ext.error("invalid CPU " + cpu);
        return false;
    }

    // Facts.

    @Override
    public CpuTopology topology() {
        return core.topology();
    }

    @Override
    public long nowNs() {
        return core.nowNs();
    }

    @Override
    public int thisCpu() {
        return core.thisCpu();
    }

    @Override
    public int cpuCount() {
        return core.cpuCount();
    }

    @Override
    public boolean taskRunning(Task task) {
        return core.runQueueOf(task).current == task;
    }

    @Override
    public int taskCpu(Task task) {
        return task.cpu;
    }

    @Override
    public @Nullable Task cpuCurrent(int cpu) {
        return validCpu(cpu) ? core.runQueue(cpu).current : null;
    }

    @Override
    public int taskCgroup(Task task) {
        return task.cgroup;
    }

    @Override
    public int cpuNode(int cpu) {
        return validCpu(cpu) ? core.topology().node(cpu) : -1;
    }

    @Override
    public CpuSet onlineCpus() {
        return core.activeCpus();
    }

    @Override
    public @Nullable Task taskByNumber(int number) {
        return tasks.byNumber(number);
    }

    @Override
    public @Nullable Task taskByPid(int pid) {
        return tasks.byNumber(pid - Task.FIRST_PID);
    }

    @Override
    public long eventCount(ScxEvent event) {
        return ext.loaded().events[event.ordinal()];
    }

    @Override
    public CgroupView cgroups() {
        return ext.cgroups();
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
        ExtCpu cpu = here();
        Task direct = cpu.directTask;
        if (direct == null) {
            dispatcher.buffer(cpu, task, dsqId, sliceNs, vtime, flags, byVtime);
            return true;
        }
        if (direct != task) {
            ext.error("scheduling for " + direct + " but trying to direct-dispatch " + task);
            return false;
        }
        if (cpu.directDone) {
            ext.error(task + " already direct-dispatched");
            return false;
        }
        cpu.directDone = true;
        task.scx.directDsq = dsqId;
        task.scx.directSliceNs = sliceNs;
        task.scx.directVtime = vtime;
        task.scx.directByVtime = byVtime;
        task.scx.directEnqFlags = flags;
        return true;
    }

    /** The flags with what the scheduler's settings add, or -1 after an error. */
    private long vetted(long dsqId, long enqFlags) {
        if ((enqFlags & TASKLESS_BITS) != 0) {
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
            ext.error(String.format(java.util.Locale.ROOT, "invalid DSQ ID 0x%016x", dsqId));
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
                task.scx.sliceNs = moveSliceNs;
            }
            dispatcher.move(here(), task, toDsq, flags | (enqFlags & Inserter.BY_VTIME));
            here().dispatched++;
        }
        moveSliceSet = false;
        moveVtimeSet = false;
        return present;
    }

    // DSQs.

    private @Nullable DispatchQueue userDsq(long dsqId) {
        return Scx.isBuiltin(dsqId) ? null : ext.loaded().userDsqs.find(dsqId);
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
                            java.util.Locale.ROOT,
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
            return here().local.length();
        }
        if (Scx.isLocalOn(dsqId)) {
            int cpu = (int) (dsqId & Scx.DSQ_LOCAL_CPU_MASK);
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
        if (here().bypassing) {
            return;
        }
        if (dsqId == Scx.DSQ_LOCAL || Scx.isLocalOn(dsqId)) {
            int cpu =
                    dsqId == Scx.DSQ_LOCAL
                            ? core.thisCpu()
                            : (int) (dsqId & Scx.DSQ_LOCAL_CPU_MASK);
            if (validCpu(cpu) && core.runQueue(cpu).active) {
                timers.reenqueueLater(ext.cpu(cpu));
            }
            return;
        }
        DispatchQueue dsq = userDsq(dsqId);
        if (dsq == null) {
            ext.error("non-existent DSQ 0x" + Long.toHexString(dsqId));
        } else {
            timers.reenqueueLater(dsq);
        }
    }

    @Override
    public int reenqueueLocal() {
        return reenqueuer.localOnRequest(here());
    }

    // Tasks.

    @Override
    public boolean taskSetSlice(Task task, long sliceNs) {
        boolean own = core.thisCpu() == task.cpu || task == here().directTask;
        if (own) {
            task.scx.sliceNs = sliceNs;
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

    @Override
    public void kickCpu(int cpu, long kickFlags) {
        kicks.kick(cpu, kickFlags);
    }

    // Idle CPUs.

    private boolean idleTracked() {
        if (!idle.isEnabled()) {
            ext.error("built-in idle tracking is disabled");
            return false;
        }
        return true;
    }

    @Override
    public int selectCpuDefault(Task task, int prevCpu, long wakeFlags) {
        if (!validCpu(prevCpu) || !idleTracked() || crossTask(task)) {
            return ~prevCpu;
        }
        int cpu = pickFor(task, prevCpu, wakeFlags, core.topology().allCpus(), 0);
        return cpu >= 0 ? cpu : ~prevCpu;
    }

    @Override
    public int selectCpuAnd(
            Task task, int prevCpu, long wakeFlags, CpuSet allowed, long pickFlags) {
        if (!validCpu(prevCpu)) {
            return Scx.EINVAL;
        }
        if (!idleTracked() || crossTask(task)) {
            return Scx.EBUSY;
        }
        return pickFor(task, prevCpu, wakeFlags, allowed, pickFlags);
    }

    private boolean crossTask(Task task) {
        Task direct = here().directTask;
        if (caller.op == Op.SELECT_CPU && direct != task) {
            ext.error("select_cpu kfunc called cross-task on " + task);
            return true;
        }
        return false;
    }

    private int pickFor(Task task, int prevCpu, long wakeFlags, CpuSet allowed, long pickFlags) {
        if (task.allowedCount == 1 || task.isMigrationDisabled()) {
            int only = task.isMigrationDisabled() ? task.cpu : task.allowed.first();
            return allowed.contains(only) && idle.claim(only) ? only : Scx.EBUSY;
        }
        return idle.selectDefault(task, prevCpu, wakeFlags, allowed, pickFlags);
    }

    private boolean wholeMasks() {
        if (idle.isPerNode()) {
            ext.error("SCX_OPS_BUILTIN_IDLE_PER_NODE enabled");
            return false;
        }
        return idleTracked();
    }

    private boolean nodeMasks(int node) {
        if (!idle.isPerNode()) {
            ext.error("per-node idle tracking is disabled");
            return false;
        }
        if (node < 0 || node >= core.topology().nodeCount()) {
            ext.error("invalid node " + node);
            return false;
        }
        return idleTracked();
    }

    @Override
    public CpuSet idleCpus() {
        return wholeMasks() ? idle.idleOf(0) : none;
    }

    @Override
    public CpuSet idleSmtCpus() {
        return wholeMasks() ? idle.idleCoresOf(0) : none;
    }

    @Override
    public CpuSet idleCpusOfNode(int node) {
        return nodeMasks(node) ? idle.idleOf(node) : none;
    }

    @Override
    public CpuSet idleSmtCpusOfNode(int node) {
        return nodeMasks(node) ? idle.idleCoresOf(node) : none;
    }

    @Override
    public boolean testAndClearCpuIdle(int cpu) {
        return idleTracked() && validCpu(cpu) && idle.claim(cpu);
    }

    @Override
    public int pickIdleCpu(CpuSet allowed, long pickFlags) {
        return wholeMasks() ? idle.pickInNode(allowed, 0, pickFlags) : Scx.EBUSY;
    }

    @Override
    public int pickAnyCpu(CpuSet allowed, long pickFlags) {
        if (idle.isPerNode()) {
            ext.error("per-node idle tracking is enabled");
            return Scx.EBUSY;
        }
        if (idle.isEnabled()) {
            int cpu = idle.pickInNode(allowed, 0, pickFlags);
            if (cpu >= 0) {
                return cpu;
            }
        }
        return anyOf(allowed);
    }

    private int anyOf(CpuSet allowed) {
        int cpu = core.anyDistributed(allowed, core.topology().allCpus());
        return cpu >= 0 ? cpu : Scx.EBUSY;
    }

    @Override
    public int pickIdleCpuInNode(CpuSet allowed, int node, long pickFlags) {
        return nodeMasks(node) ? idle.pick(allowed, node, pickFlags) : Scx.EBUSY;
    }

    @Override
    public int pickAnyCpuInNode(CpuSet allowed, int node, long pickFlags) {
        if (!nodeMasks(node)) {
            return Scx.EBUSY;
        }
        int cpu = idle.pick(allowed, node, pickFlags);
        return cpu >= 0 ? cpu : anyOf(allowed);
    }

    // Performance.

    @Override
    public int cpuPerfCapacity(int cpu) {
        return validCpu(cpu) ? core.topology().capacityPer1024(cpu) : Scx.CPUPERF_ONE;
    }

    @Override
    public int cpuPerfCurrent(int cpu) {
        return validCpu(cpu) ? Scx.CPUPERF_ONE : Scx.CPUPERF_ONE;
    }

    @Override
    public void cpuPerfSet(int cpu, int perf) {
        if (perf < 0 || perf > Scx.CPUPERF_ONE) {
            ext.error("Invalid cpuperf target " + perf + " for CPU " + cpu);
        } else if (validCpu(cpu)) {
            ext.cpu(cpu).perfTarget = perf;
        }
    }

    // Ends, dumps, timers.

    @Override
    public void exit(long exitCode, String message) {
        ext.claimExit(ExitKind.UNREG_BPF, exitCode, core.thisCpu(), message);
    }

    @Override
    public void error(String message) {
        ext.claimExit(ExitKind.ERROR_BPF, 0, core.thisCpu(), message);
    }

    @Override
    public void dumpText(String text) {
        boolean dumping =
                caller.op == Op.DUMP || caller.op == Op.DUMP_CPU || caller.op == Op.DUMP_TASK;
        if (dumping) {
            dump.append(text);
        } else {
            ext.error("scx_bpf_dump() must only be called from ops.dump() and friends");
        }
    }

    /** The text that dump ops have written since the last call. */
    String takeDump() {
        String text = dump.toString();
        dump.setLength(0);
        return text;
    }

    @Override
    public void armTimer(int timerKey, long atNs) {
        timers.arm(timerKey, Math.max(atNs, core.nowNs()));
    }

    @Override
    public void cancelTimer(int timerKey) {
        timers.cancel(timerKey);
    }

    /** The class of a CPU's current task, for tests of context. */
    ClassId currentClass(int cpu) {
        RunQueue rq = core.runQueue(cpu);
        return rq.currentClass();
    }
}
