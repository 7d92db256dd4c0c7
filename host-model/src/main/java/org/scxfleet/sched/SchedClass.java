package org.scxfleet.sched;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * A scheduling class: the hooks by which the core drives it (struct sched_class).
 *
 * <p>Every hook runs with the run queue to itself. The core keeps the counts of tasks per class; a
 * class keeps its queues, by CPU number. The defaults do nothing.
 */
public abstract class SchedClass {
    private final ClassId id;

    protected SchedClass(ClassId id) {
        this.id = id;
    }

    public final ClassId id() {
        return id;
    }

    /** Puts a task on the queue; it is not running. */
    public abstract void enqueue(RunQueue rq, Task task, long flags);

    /**
     * Takes a task off the queue; it may be running.
     *
     * @return false if it stays queued for now (delayed dequeue of the fair class)
     */
    public abstract boolean dequeue(RunQueue rq, Task task, long flags);

    /**
     * The task to run next, or null. A class may return {@link Pick#retry} to have the whole choice
     * made anew.
     *
     * @param prev the task running so far, of any class, queued or not; null = idle
     */
    public abstract @Nullable Task pick(RunQueue rq, @Nullable Task prev);

    /** The running task stops running; {@code next} runs instead, null = idle or unknown. */
    public abstract void putPrevious(RunQueue rq, Task task, @Nullable Task next);

    /** The task starts running; {@code first} tells a real switch from a change of parameters. */
    public abstract void setNext(RunQueue rq, Task task, boolean first);

    /** CPU for a task that wakes up or is new; executes on the waker's CPU. */
    public abstract int selectCpu(Task task, int prevCpu, long wakeFlags);

    /** A task of this class became runnable and the CPU runs a task of this class. */
    public abstract void wakeupPreempt(RunQueue rq, Task task, long wakeFlags);

    /** Accounts the running time of the current task, of this class, up to now. */
    public abstract void updateCurrent(RunQueue rq);

    public abstract void tick(RunQueue rq, Task task);

    /** The slice timer of the CPU fired while a task of this class runs. */
    public void hrtick(RunQueue rq) {}

    /**
     * The CPU, on which tasks of this class are queued or run, needs its tick: only a CPU that may
     * go without one asks.
     */
    public boolean needsTick(RunQueue rq) {
        return false;
    }

    /** A tick of the CPU has something for {@link #afterTick} to do. */
    public boolean isBalanceDue(RunQueue rq) {
        return false;
    }

    /**
     * After the tick of a busy CPU at which that was due, whatever class it runs; what the kernel
     * does in a soft interrupt.
     */
    public void afterTick(RunQueue rq) {}

    /** The current task yields. */
    public void yield(RunQueue rq) {}

    /** The current task yields to another of the same class on some CPU; true if it helped. */
    public boolean yieldTo(RunQueue rq, Task to) {
        return false;
    }

    /**
     * True if the class wants to be asked even without a queued task. Consulted only while it
     * attends to picks: {@link SchedCore#attend}.
     */
    public boolean picksWithoutTasks(RunQueue rq) {
        return false;
    }

    /**
     * A wake-up of a task of this class may be left to the CPU that is to run it, by an interrupt
     * (ttwu_queue); the target then does not know that a CPU was selected.
     */
    public boolean queuesWakeups() {
        return false;
    }

    /** The class is not used at present: skipped in picks. */
    public boolean isSkipped() {
        return false;
    }

    /** After a wake-up, when the run queue lock would be released. */
    public void taskWoken(RunQueue rq, Task task) {}

    /**
     * At the end of each choice of a next task, when the run queue lock would be released; only
     * while the class attends to picks.
     */
    public void afterPick(RunQueue rq) {}

    /** Affinity changed; the task is dequeued. */
    public void affinityChanged(RunQueue rq, Task task, CpuSet allowed) {}

    /** Nice or policy weight changed; the task is dequeued. */
    public void weightChanged(RunQueue rq, Task task) {}

    /** Priority changed within the class; the task is queued again if it was. */
    public void priorityChanged(RunQueue rq, Task task, int oldPriority) {}

    /** The task is about to enter this class; it is dequeued. */
    public void switchingTo(RunQueue rq, Task task) {}

    /** The task has entered this class and is queued again if it was. */
    public void switchedTo(RunQueue rq, Task task) {}

    /** The task is about to leave this class, still queued. */
    public void switchingFrom(RunQueue rq, Task task) {}

    /** The task has left this class; it is dequeued. */
    public void switchedFrom(RunQueue rq, Task task) {}

    /** A new task of this class got its parameters. */
    public void taskForked(Task task, @Nullable Task parent) {}

    /** The task ended and its last switch is done. */
    public void taskDead(Task task) {}

    /** Before a move to another cgroup; 0, or an errno that forbids it. */
    public int prepareCgroupMove(Task task, int from, int to) {
        return 0;
    }

    /** The task belongs to another cgroup now; it is dequeued. */
    public void cgroupMoved(RunQueue rq, Task task, int from, int to) {}

    /** The task moves to another CPU's queue; it is not queued. */
    public void migrating(Task task, int toCpu) {}

    /** The CPU has more than one task now, of whatever classes; told to the fair class. */
    public void severalTasks(RunQueue rq) {}

    /** The CPU has switched to its idle task and stopped its tick; told to the fair class. */
    public void cpuIdle(RunQueue rq) {}

    public void cpuOnline(RunQueue rq) {}

    /** The CPU goes offline; its tasks are pushed away after this. */
    public void cpuOffline(RunQueue rq) {}

    /**
     * Adds the tasks that wait for the CPU in the order in which it would run them; those left out
     * follow in the order of their numbers. For pushing them away.
     */
    public void collectWaiting(RunQueue rq, List<Task> into) {}
}
