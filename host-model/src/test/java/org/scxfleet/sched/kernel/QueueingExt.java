package org.scxfleet.sched.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedClass;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;

/** Stands in for sched_ext: one FIFO per CPU, slices of 20 ms that end at ticks. */
final class QueueingExt extends SchedClass {
    private static final long SLICE_NS = 20_000_000;

    private final SchedCore core;
    private final List<ArrayDeque<Task>> waiting = new ArrayList<>();
    private final long[] leftNs;

    QueueingExt(SchedCore core) {
        super(ClassId.EXT);
        this.core = core;
        leftNs = new long[core.cpuCount()];
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            waiting.add(new ArrayDeque<>());
        }
    }

    @Override
    public void enqueue(RunQueue rq, Task task, long flags) {
        waiting.get(rq.cpu).add(task);
        if (rq.runningByClass[ClassId.EXT.ordinal()] == 1) {
            core.servers().classRunnable(ClassId.EXT, rq);
        }
    }

    @Override
    public boolean dequeue(RunQueue rq, Task task, long flags) {
        updateCurrent(rq);
        waiting.get(rq.cpu).remove(task);
        return true;
    }

    @Override
    public @Nullable Task pick(RunQueue rq, @Nullable Task prev) {
        boolean mayKeep = prev != null && prev.schedClass == ClassId.EXT && prev.queued;
        Task first = waiting.get(rq.cpu).peek();
        if (mayKeep && first == null && leftNs[rq.cpu] <= 0) {
            leftNs[rq.cpu] = SLICE_NS;
        }
        return mayKeep && leftNs[rq.cpu] > 0 ? prev : first;
    }

    @Override
    public void putPrevious(RunQueue rq, Task task, @Nullable Task next) {
        updateCurrent(rq);
        if (task.queued) {
            if (leftNs[rq.cpu] > 0) {
                waiting.get(rq.cpu).addFirst(task);
            } else {
                waiting.get(rq.cpu).addLast(task);
            }
        }
    }

    @Override
    public void setNext(RunQueue rq, Task task, boolean first) {
        waiting.get(rq.cpu).remove(task);
        task.execStartNs = core.clockTaskNs(rq);
        leftNs[rq.cpu] = SLICE_NS;
    }

    @Override
    public int selectCpu(Task task, int prevCpu, long wakeFlags) {
        return prevCpu;
    }

    @Override
    public void wakeupPreempt(RunQueue rq, Task task, long wakeFlags) {}

    @Override
    public void updateCurrent(RunQueue rq) {
        Task task = rq.current;
        if (task == null || task.schedClass != ClassId.EXT) {
            return;
        }
        long delta = core.accountDelta(rq, task);
        leftNs[rq.cpu] -= delta;
        core.servers().charge(ClassId.EXT, rq, delta);
    }

    @Override
    public void tick(RunQueue rq, Task task) {
        updateCurrent(rq);
        if (leftNs[rq.cpu] <= 0) {
            core.resched(rq);
        }
    }
}
