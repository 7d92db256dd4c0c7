package org.scxfleet.sched.ext;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.Scx;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.task.Task;

/**
 * The ext class's part of a run queue (struct scx_rq): local DSQ, waiting list, dispatch buffer,
 * deferred work, kicks.
 */
final class ExtCpu {
    private static final int SMALL_BUFFER = 2;

    final RunQueue rq;
    final DispatchQueue local;

    /** SCX_RQ_ONLINE. */
    boolean online = true;

    boolean bypassing;
    boolean inDispatch;
    boolean inWakeup;

    /**
     * The pick had settled on the idle task when ops.stopping gave the previous task a slice, so
     * that it was left on the local DSQ. The kernel does not look again by itself (ext.c
     * put_prev_task_scx); the next reschedule does.
     */
    boolean idleBesideLocalTask;

    boolean cpuReleased;

    /** The task that was switched in last has an infinite slice (SCX_RQ_CAN_STOP_TICK). */
    boolean canStopTick;

    /** One update_idle(true) is owed when the CPU looks for work and finds none. */
    boolean owesIdleNotice;

    /** Deferred work is to be done at the end of the present pick. */
    boolean deferredInPick;

    /** The local DSQ is to be looked through for immediate tasks that cannot run at once. */
    boolean reenqueueLocal;

    /** ... and all its other tasks are to be handed over too. */
    boolean reenqueueAll;

    /** User DSQs whose tasks are to be handed over, in order of the requests. */
    final ArrayDeque<DispatchQueue> reenqueueUser = new ArrayDeque<>(0);

    /** Flags that a task that another CPU moves here brings with it. */
    long extraEnqFlags;

    /** Passes of put_prev or pick, for KICK_WAIT. */
    long kickSync;

    int perfTarget = Scx.CPUPERF_ONE;

    /** Event for kicks and deferred work of this CPU. */
    int irqWork = -1;

    // Waiting tasks in the order in which they began to wait.
    @Nullable Task runnableHead;
    @Nullable Task runnableTail;

    // Tasks parked for other CPUs' local DSQs.
    @Nullable Task deferredHead;
    @Nullable Task deferredTail;

    // Dispatch buffer: grows up to its limit, because most schedulers use a slot or two.
    @Nullable Task[] bufferTask = {};
    long[] bufferSequence = {};
    long[] bufferDsq = {};
    long[] bufferSliceNs = {};
    long[] bufferVtime = {};
    long[] bufferFlags = {};
    boolean[] bufferByVtime = {};
    int buffered;
    private int bufferLimit;

    /** Tasks dispatched or moved in the present round of ops.dispatch. */
    int dispatched;

    /** Kicks collected on this CPU. */
    Kicks.@Nullable Requests kicks;

    ExtCpu(RunQueue rq) {
        this.rq = rq;
        this.local = new DispatchQueue(Scx.DSQ_LOCAL, rq.cpu);
    }

    /** Empties the dispatch buffer and lets it take so many tasks. */
    void limitBuffer(int capacity) {
        bufferLimit = capacity;
        buffered = 0;
        Arrays.fill(bufferTask, null);
    }

    /** Makes room for one more task; false if the buffer is full. */
    boolean hasBufferSlot() {
        if (buffered >= bufferLimit) {
            return false;
        }
        if (buffered == bufferTask.length) {
            int capacity = Math.min(Math.max(2 * buffered, SMALL_BUFFER), bufferLimit);
            bufferTask = Arrays.copyOf(bufferTask, capacity);
            bufferSequence = Arrays.copyOf(bufferSequence, capacity);
            bufferDsq = Arrays.copyOf(bufferDsq, capacity);
            bufferSliceNs = Arrays.copyOf(bufferSliceNs, capacity);
            bufferVtime = Arrays.copyOf(bufferVtime, capacity);
            bufferFlags = Arrays.copyOf(bufferFlags, capacity);
            bufferByVtime = Arrays.copyOf(bufferByVtime, capacity);
        }
        return true;
    }

    /** The task waits from now on. */
    void beginWaiting(Task task, long nowNs) {
        if (task.scx.resetRunnableAt) {
            task.scx.runnableAtNs = nowNs;
            task.scx.resetRunnableAt = false;
        }
        addRunnable(task);
    }

    private void addRunnable(Task task) {
        if (task.scx.runnableCpu >= 0) {
            throw new IllegalStateException(task + " waits already on CPU " + task.scx.runnableCpu);
        }
        task.scx.runnableCpu = rq.cpu;
        task.scx.runnablePrevious = runnableTail;
        task.scx.runnableNext = null;
        if (runnableTail == null) {
            runnableHead = task;
        } else {
            runnableTail.scx.runnableNext = task;
        }
        runnableTail = task;
    }

    void removeRunnable(Task task) {
        if (task.scx.runnableCpu < 0) {
            return;
        }
        Task before = task.scx.runnablePrevious;
        Task after = task.scx.runnableNext;
        if (before == null) {
            runnableHead = after;
        } else {
            before.scx.runnableNext = after;
        }
        if (after == null) {
            runnableTail = before;
        } else {
            after.scx.runnablePrevious = before;
        }
        task.scx.runnablePrevious = null;
        task.scx.runnableNext = null;
        task.scx.runnableCpu = -1;
    }

    /** The scheduler is gone, and so is what it asked for. */
    void forgetRequests() {
        kicks = null;
        reenqueueLocal = false;
        reenqueueAll = false;
        reenqueueUser.clear();
        buffered = 0;
        Arrays.fill(bufferTask, null);
    }

    void park(Task task) {
        task.scx.deferred = true;
        task.scx.deferredNext = null;
        if (deferredTail == null) {
            deferredHead = task;
        } else {
            deferredTail.scx.deferredNext = task;
        }
        deferredTail = task;
    }

    @Nullable Task unparkFirst() {
        Task task = deferredHead;
        if (task != null) {
            unpark(task);
        }
        return task;
    }

    void unpark(Task task) {
        Task before = null;
        Task at = deferredHead;
        while (at != null && at != task) {
            before = at;
            at = at.scx.deferredNext;
        }
        if (at == null) {
            throw new IllegalStateException(task + " is not parked on CPU " + rq.cpu);
        }
        if (before == null) {
            deferredHead = task.scx.deferredNext;
        } else {
            before.scx.deferredNext = task.scx.deferredNext;
        }
        if (deferredTail == task) {
            deferredTail = before;
        }
        task.scx.deferredNext = null;
        task.scx.deferred = false;
    }
}
