package org.scxfleet.sched.ext;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps.PreemptReason;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.sched.Pick;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedChange;
import org.scxfleet.sched.SchedClass;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.ExtEntity;
import org.scxfleet.task.ExtEntity.ExtState;
import org.scxfleet.task.ExtEntity.OpsState;
import org.scxfleet.task.ExtEntity.ReenqueueReason;
import org.scxfleet.task.Task;
import org.scxfleet.task.Weight;
import org.scxfleet.topology.CpuSet;

/**
 * The ext scheduling class: when each op of the loaded scheduler is called, and in which order
 * (kernel/sched/ext/ext.c, the class hooks).
 *
 * <p><b>What.</b> The core calls the hooks; each keeps the books (waiting list, slice, custody) and
 * calls the ops that belong to the event. Where a task is queued is the {@link Enqueuer}'s
 * question, what runs next the {@link Dispatcher}'s.
 *
 * <p><b>Worth knowing.</b> A running task with slice left keeps the CPU on any reschedule; a
 * slice's end is seen only at a tick; ops.dispatch runs before the previous task's ops.stopping; a
 * task preempted by a higher class goes to the head of its local DSQ without ops.enqueue.
 *
 * <p><b>Left out.</b> Sub-schedulers and their capabilities, core scheduling.
 */
public final class ExtClass extends SchedClass {
    private final Ext ext;
    private final SchedCore core;
    private final OpsCaller caller;
    private final Inserter inserter;
    private final Enqueuer enqueuer;
    private final Dispatcher dispatcher;
    private final IdleCpus idle;
    private final Reenqueuer reenqueuer;
    private final SchedChange change;
    private final Kicks kicks;

    ExtClass(
            Ext ext,
            OpsCaller caller,
            Inserter inserter,
            Enqueuer enqueuer,
            Dispatcher dispatcher,
            IdleCpus idle,
            Reenqueuer reenqueuer,
            SchedChange change,
            Kicks kicks) {
        super(ClassId.EXT);
        this.kicks = kicks;
        this.ext = ext;
        this.change = change;
        this.core = ext.core();
        this.caller = caller;
        this.inserter = inserter;
        this.enqueuer = enqueuer;
        this.dispatcher = dispatcher;
        this.idle = idle;
        this.reenqueuer = reenqueuer;
    }

    @Override
    public boolean picksWithoutTasks(RunQueue rq) {
        return ext.isActive();
    }

    @Override
    public boolean isSkipped() {
        return !ext.isActive();
    }

    @Override
    public boolean queuesWakeups() {
        LoadedScheduler loaded = ext.scheduler();
        return loaded != null && loaded.hasFlag(Scx.OPS_ALLOW_QUEUED_WAKEUP);
    }

    @Override
    public void enqueue(RunQueue rq, Task task, long flags) {
        ExtCpu cpu = ext.cpu(rq);
        int sticky = task.scx.stickyCpu;
        task.scx.stickyCpu = -1;
        if (task.scx.queued) {
            return;
        }
        if ((flags & Queueing.RESTORE) != 0 && rq.current == task) {
            // It goes on running: it must not be handed to the scheduler in between.
            sticky = rq.cpu;
        }
        cpu.inWakeup = (flags & Queueing.WAKEUP) != 0;
        cpu.beginWaiting(task, core.nowNs());
        task.scx.queued = true;
        if (!task.migrating) {
            caller.runnable(task, flags);
        }
        if (rq.runningByClass[ClassId.EXT.ordinal()] == 1) {
            core.servers().classRunnable(ClassId.EXT, rq);
        }
        enqueuer.enqueue(cpu, task, flags | cpu.extraEnqFlags, sticky);
        if ((flags & Queueing.RQ_SELECTED) != 0 && task.scx.selectedCpu != rq.cpu) {
            ext.loaded().count(ScxEvent.SELECT_CPU_FALLBACK);
        }
        cpu.inWakeup = false;
    }

    @Override
    public boolean dequeue(RunQueue rq, Task task, long flags) {
        ExtEntity entity = task.scx;
        if (!entity.queued) {
            return true;
        }
        boolean sleeps = (flags & Queueing.SLEEP) != 0;
        long deqFlags = sleeps ? flags : flags | Scx.DEQ_SCHED_CHANGE;
        ext.cpu(rq).removeRunnable(task);
        if (entity.opsState == OpsState.QUEUED) {
            entity.opsState = OpsState.NONE;
        }
        boolean moves = entity.stickyCpu >= 0;
        if (!moves) {
            inserter.endCustody(task, deqFlags);
        }
        if (rq.current == task && caller.has(Op.STOPPING)) {
            updateCurrent(rq);
            caller.stopping(task, false);
        }
        if (!task.migrating) {
            caller.quiescent(task, deqFlags);
        }
        entity.dequeuedForSleep = sleeps;
        entity.queued = false;
        inserter.removeFromDsq(task);
        inserter.clearVerdict(task);
        return true;
    }

    @Override
    public @Nullable Task pick(RunQueue rq, @Nullable Task prev) {
        ExtCpu cpu = ext.cpu(rq);
        cpu.kickSync++;
        cpu.idleBesideLocalTask = false;
        if (rq.nextClass.above(ClassId.EXT)) {
            rq.nextClass = ClassId.EXT;
        }
        boolean found = dispatcher.dispatchOne(cpu, prev);
        if (rq.nextClass.above(ClassId.EXT)) {
            return Pick.retry();
        }
        if (!found) {
            return null;
        }
        Task next = dispatcher.keepsPrev() ? prev : cpu.local.first();
        if (next == null) {
            throw new IllegalStateException("CPU " + rq.cpu + ": the dispatched task is gone");
        }
        if (next.scx.sliceNs == 0) {
            ext.refillSlice(next);
            if (next == prev) {
                next.execStartNs = core.chargeFromNs(rq, true);
            }
        }
        return next;
    }

    @Override
    public void putPrevious(RunQueue rq, Task task, @Nullable Task next) {
        ExtCpu cpu = ext.cpu(rq);
        cpu.kickSync++;
        updateCurrent(rq);
        if (task.scx.queued) {
            caller.stopping(task, true);
            cpu.beginWaiting(task, core.nowNs());
            putBack(cpu, task, next);
        }
        if (next != null && next != task && next.schedClass.above(ClassId.EXT)) {
            releaseCpu(cpu, next);
        }
    }

    private void putBack(ExtCpu cpu, Task task, @Nullable Task next) {
        if (task.scx.sliceNs != 0 && !cpu.bypassing) {
            if (task.scx.immed) {
                task.scx.reenqueueReason = ReenqueueReason.PREEMPTED;
                enqueuer.enqueue(cpu, task, Scx.ENQ_REENQ, -1);
                cpu.idleBesideLocalTask = next == null && task.scx.dsq == cpu.local;
                task.scx.reenqueueReason = ReenqueueReason.NONE;
            } else {
                inserter.insert(cpu.local, task, 0, 0, Scx.ENQ_HEAD);
                cpu.idleBesideLocalTask = next == null;
            }
        } else if (next == null) {
            enqueuer.enqueue(cpu, task, Scx.ENQ_LAST, -1);
            if (task.scx.dsq == cpu.local) {
                cpu.rq.reschedAfterSwitch = true;
            }
        } else {
            enqueuer.enqueue(cpu, task, 0, -1);
        }
    }

    private void releaseCpu(ExtCpu cpu, Task next) {
        LoadedScheduler loaded = ext.loaded();
        if (cpu.cpuReleased || !loaded.watchesPreemption()) {
            return;
        }
        if (loaded.implemented.contains(Op.CPU_RELEASE)) {
            caller.cpuRelease(cpu.rq.cpu, reason(next.schedClass), next);
        }
        cpu.cpuReleased = true;
    }

    private static PreemptReason reason(ClassId id) {
        return switch (id) {
            case STOP -> PreemptReason.STOP;
            case DEADLINE -> PreemptReason.DEADLINE;
            case RT -> PreemptReason.RT;
            case FAIR, EXT, IDLE -> PreemptReason.UNKNOWN;
        };
    }

    @Override
    public void setNext(RunQueue rq, Task task, boolean first) {
        ExtCpu cpu = ext.cpu(rq);
        if (task.scx.queued) {
            inserter.removeFromDsq(task);
        }
        task.execStartNs = core.chargeFromNs(rq, first);
        if (task.scx.queued) {
            caller.running(task);
        }
        cpu.removeRunnable(task);
        task.scx.resetRunnableAt = true;
        task.scx.reenqueueCount = 0;
        applyRequestedSlice(task);
        cpu.canStopTick = task.scx.sliceNs == Scx.SLICE_INF;
    }

    @Override
    public boolean needsTick(RunQueue rq) {
        ExtCpu cpu = ext.cpu(rq);
        return rq.currentClass() == ClassId.EXT
                && rq.runningByClass[ClassId.EXT.ordinal()] > 0
                && (cpu.bypassing || !cpu.canStopTick);
    }

    private void applyRequestedSlice(Task task) {
        if (task.scx.requestedSliceNs != ExtEntity.NO_REQUEST) {
            ext.setSlice(task, task.scx.requestedSliceNs);
        }
    }

    @Override
    public void updateCurrent(RunQueue rq) {
        Task task = rq.current;
        if (task == null || task.schedClass != ClassId.EXT) {
            return;
        }
        applyRequestedSlice(task);
        long delta = core.accountDelta(rq, task);
        if (delta == 0) {
            return;
        }
        if (task.scx.sliceNs != Scx.SLICE_INF) {
            boolean used = Long.compareUnsigned(task.scx.sliceNs, delta) <= 0;
            task.scx.sliceNs = used ? 0 : task.scx.sliceNs - delta;
        }
        core.servers().charge(ClassId.EXT, rq, delta);
    }

    @Override
    public int selectCpu(Task task, int prevCpu, long wakeFlags) {
        LoadedScheduler loaded = ext.loaded();
        boolean bypassing = ext.cpu(task.cpu).bypassing;
        if (caller.has(Op.SELECT_CPU) && !bypassing) {
            return askForCpu(task, prevCpu, wakeFlags);
        }
        if (bypassing) {
            loaded.count(ScxEvent.BYPASS_DISPATCH);
            task.scx.selectedCpu = prevCpu;
            return prevCpu;
        }
        int cpu = idle.selectDefault(task, prevCpu, wakeFlags, core.topology().allCpus(), 0);
        if (cpu >= 0) {
            // As a refill: a pending request for the slice outlives it.
            ext.refillSlice(task);
            task.scx.directDsq = Scx.DSQ_LOCAL;
            task.scx.directSliceNs = 0;
            task.scx.directByVtime = false;
        }
        task.scx.selectedCpu = cpu >= 0 ? cpu : prevCpu;
        return task.scx.selectedCpu;
    }

    private int askForCpu(Task task, int prevCpu, long wakeFlags) {
        ext.beginDirect(task);
        int cpu = caller.selectCpu(task, prevCpu, wakeFlags);
        ext.endDirect();
        task.scx.selectedCpu = cpu;
        if (cpu < 0 || cpu >= core.cpuCount()) {
            ext.error("invalid CPU " + cpu + " from ops.select_cpu()");
            return prevCpu;
        }
        return cpu;
    }

    @Override
    public void wakeupPreempt(RunQueue rq, Task task, long wakeFlags) {
        // An ext task never preempts by waking; a higher class sends immediate tasks back.
        ExtCpu cpu = ext.cpu(rq);
        if (task.schedClass != ClassId.EXT && cpu.local.immedCount() > 0) {
            inserter.reenqueueLocalLater(cpu, false);
        }
    }

    @Override
    public void tick(RunQueue rq, Task task) {
        ExtCpu cpu = ext.cpu(rq);
        updateCurrent(rq);
        if (cpu.bypassing) {
            ext.setSlice(task, 0);
        } else {
            caller.tick(task);
        }
        if (task.scx.sliceNs == 0) {
            core.resched(rq);
        }
    }

    @Override
    public void yield(RunQueue rq) {
        Task task = rq.current;
        if (task == null) {
            return;
        }
        if (caller.has(Op.YIELD)) {
            caller.yield(task, null);
        } else {
            ext.setSlice(task, 0);
        }
    }

    @Override
    public boolean yieldTo(RunQueue rq, Task to) {
        Task from = rq.current;
        return from != null && caller.has(Op.YIELD) && caller.yield(from, to);
    }

    @Override
    public void taskWoken(RunQueue rq, Task task) {
        runDeferred(ext.cpu(rq));
    }

    @Override
    public void afterPick(RunQueue rq) {
        ExtCpu cpu = ext.cpu(rq);
        if (cpu.deferredInPick) {
            cpu.deferredInPick = false;
            runDeferred(cpu);
        }
        kicks.await(cpu);
    }

    /** Deferred work in the kernel's order: parked dispatches, then re-enqueues. */
    void runDeferred(ExtCpu cpu) {
        if (ext.scheduler() == null) {
            return;
        }
        if (cpu.deferredHead != null) {
            dispatcher.moveParked(cpu);
        }
        // A task that bounces back at once is taken again; the limit of re-enqueues ends that.
        while (cpu.reenqueueLocal) {
            boolean all = cpu.reenqueueAll;
            cpu.reenqueueLocal = false;
            cpu.reenqueueAll = false;
            reenqueuer.local(cpu, all);
        }
        DispatchQueue dsq = cpu.reenqueueUser.poll();
        while (dsq != null) {
            reenqueuer.user(dsq);
            dsq = cpu.reenqueueUser.poll();
        }
    }

    @Override
    public void affinityChanged(RunQueue rq, Task task, CpuSet allowed) {
        LoadedScheduler loaded = ext.scheduler();
        if (loaded != null && (!loaded.cidForm || task.scx.state == ExtState.ENABLED)) {
            caller.setCpumask(task, allowed);
        }
    }

    @Override
    public void weightChanged(RunQueue rq, Task task) {
        if (task.scx.state == ExtState.ENABLED) {
            task.scx.weight = Weight.toCgroupScale(task.loadWeight());
            caller.setWeight(task, task.scx.weight);
        }
    }

    @Override
    public void switchingTo(RunQueue rq, Task task) {
        enableTask(task);
        if (!ext.loaded().cidForm) {
            caller.setCpumask(task, task.allowed);
        }
    }

    /** The task enters ext. The cid form hears of its affinity before its weight. */
    void enableTask(Task task) {
        task.scx.weight = Weight.toCgroupScale(task.loadWeight());
        caller.enable(task);
        if (ext.loaded().cidForm) {
            caller.setCpumask(task, task.allowed);
        }
        caller.setWeight(task, task.scx.weight);
        task.scx.state = ExtState.ENABLED;
    }

    @Override
    public void switchedFrom(RunQueue rq, Task task) {
        disableTask(task);
    }

    /** The task leaves ext; slice and vtime start anew next time. */
    void disableTask(Task task) {
        if (task.scx.state != ExtState.ENABLED) {
            return;
        }
        inserter.clearVerdict(task);
        caller.disable(task);
        task.scx.state = ExtState.READY;
        task.scx.dsqVtime = 0;
        ext.setSlice(task, 0);
        task.scx.reenqueueCount = 0;
        task.scx.resetRunnableAt = true;
    }

    @Override
    public void taskDead(Task task) {
        if (task.scx.state == ExtState.ENABLED) {
            disableTask(task);
        }
        if (task.scx.state == ExtState.READY) {
            caller.exitTask(task, false);
        }
        task.scx.state = ExtState.DEAD;
    }

    @Override
    public int prepareCgroupMove(Task task, int from, int to) {
        return caller.cgroupPrepMove(task, from, to);
    }

    @Override
    public void cgroupMoved(RunQueue rq, Task task, int from, int to) {
        if (task.scx.state == ExtState.ENABLED || task.scx.state == ExtState.READY) {
            caller.cgroupMove(task, from, to);
        }
    }

    @Override
    public void cpuOnline(RunQueue rq) {
        ext.cpu(rq).online = true;
    }

    /**
     * Waiting tasks come to the local DSQ, the one that waits longest last; the core then pushes
     * them away one by one.
     */
    @Override
    public void cpuOffline(RunQueue rq) {
        ExtCpu cpu = ext.cpu(rq);
        cpu.online = false;
        idle.forget(rq.cpu);
        Task task = cpu.runnableTail;
        while (task != null) {
            Task before = task.scx.runnablePrevious;
            if (task.scx.dsq != cpu.local) {
                change.requeue(task);
            }
            task = before;
        }
    }

    /** Tasks waiting for the CPU, in the order in which it would run them. */
    @Override
    public void collectWaiting(RunQueue rq, List<Task> into) {
        ExtCpu cpu = ext.cpu(rq);
        for (Task task = cpu.local.first(); task != null; task = DispatchQueue.after(task)) {
            into.add(task);
        }
    }
}
