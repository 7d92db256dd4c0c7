package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;

/**
 * The stop class: one task per CPU that preempts everything, to move the running task away
 * (kernel/sched/stop_task.c).
 */
public final class StopClass extends SchedClass {
    private final SchedCore core;

    public StopClass(SchedCore core) {
        super(ClassId.STOP);
        this.core = core;
    }

    @Override
    public void enqueue(RunQueue rq, Task task, long flags) {}

    @Override
    public boolean dequeue(RunQueue rq, Task task, long flags) {
        return true;
    }

    @Override
    public @Nullable Task pick(RunQueue rq, @Nullable Task prev) {
        return rq.stopTask.queued ? rq.stopTask : null;
    }

    @Override
    public void putPrevious(RunQueue rq, Task task, @Nullable Task next) {
        updateCurrent(rq);
    }

    @Override
    public void setNext(RunQueue rq, Task task, boolean first) {
        task.execStartNs = core.clockTaskNs(rq);
    }

    @Override
    public int selectCpu(Task task, int prevCpu, long wakeFlags) {
        return task.cpu;
    }

    @Override
    public void wakeupPreempt(RunQueue rq, Task task, long wakeFlags) {}

    @Override
    public void updateCurrent(RunQueue rq) {
        core.accountDelta(rq, rq.stopTask);
    }

    @Override
    public void tick(RunQueue rq, Task task) {}

    /** The stop task of a CPU, asleep. */
    static Task stopTask(int cpu, int cpuCount) {
        Task task = new Task(-1 - cpu, "migration/" + cpu, 0, cpuCount, 0);
        task.schedClass = ClassId.STOP;
        task.kernelThread = true;
        task.cpu = cpu;
        task.state = TaskState.SLEEPING;
        return task;
    }
}
