package org.scxfleet.sched.rt;

import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedClass;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.RtEntity;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * The RT scheduling class (kernel/sched/rt.c): the task with the highest priority runs; among
 * equals the one that came first, until it leaves (FIFO) or for a slice of ticks (RR).
 *
 * <p><b>Spreading.</b> The highest tasks of all run queues should run. A CPU that has to make one
 * wait pushes it to the CPU with the lowest priority below its own; a CPU that steps down pulls a
 * waiting higher one from elsewhere. A task wakes where it slept unless that CPU is taken by one
 * that it would have to wait for.
 *
 * <p><b>Limits.</b> Nothing throttles this class in the modelled build (no RT_GROUP_SCHED): only
 * the deadline servers take time from it. Left out: group scheduling, the IPI chain of pulls.
 */
public final class RtClass extends SchedClass {
    /** A round-robin slice. */
    public static final long RR_SLICE_NS = 100_000_000L;

    private static final int NEVER_LOWER = -1;

    private final SchedCore core;
    private final RtQueue[] queues;
    private final int rrTicks;

    /** CPUs with a waiting task that may run elsewhere. */
    private final CpuSet overloaded;

    public RtClass(SchedCore core) {
        super(ClassId.RT);
        this.core = core;
        rrTicks = (int) Math.max(1, RR_SLICE_NS / core.tickClock().periodNs());
        queues = new RtQueue[core.cpuCount()];
        for (int cpu = 0; cpu < queues.length; cpu++) {
            queues[cpu] = new RtQueue();
        }
        overloaded = new CpuSet(core.cpuCount());
    }

    private RtEntity entity(Task task) {
        RtEntity known = task.rt;
        if (known != null) {
            return known;
        }
        RtEntity made = new RtEntity(task);
        made.ticksLeft = rrTicks;
        task.rt = made;
        return made;
    }

    private void noteOverload(int cpu) {
        RtQueue q = queues[cpu];
        if (q.queued > 1 && q.migratable > 0) {
            overloaded.add(cpu);
        } else {
            overloaded.remove(cpu);
        }
        core.attend(ClassId.RT, !overloaded.isEmpty());
    }

    private static boolean canMigrate(Task task) {
        return task.allowedCount > 1 && !task.isMigrationDisabled();
    }

    @Override
    public void enqueue(RunQueue rq, Task task, long flags) {
        RtEntity entity = entity(task);
        RtQueue q = queues[rq.cpu];
        q.insert(entity, task.priority, (flags & Queueing.HEAD) != 0);
        entity.queued = true;
        q.queued++;
        entity.migratable = canMigrate(task);
        if (entity.migratable) {
            q.migratable++;
        }
        entity.roundRobin = task.policy == SchedPolicy.RR;
        q.roundRobin += entity.roundRobin ? 1 : 0;
        noteOverload(rq.cpu);
    }

    @Override
    public boolean dequeue(RunQueue rq, Task task, long flags) {
        RtEntity entity = entity(task);
        RtQueue q = queues[rq.cpu];
        updateCurrent(rq);
        q.remove(entity);
        entity.queued = false;
        q.queued--;
        if (entity.migratable) {
            q.migratable--;
        }
        q.roundRobin -= entity.roundRobin ? 1 : 0;
        noteOverload(rq.cpu);
        return true;
    }

    @Override
    public boolean picksWithoutTasks(RunQueue rq) {
        return !overloaded.isEmpty();
    }

    @Override
    public @Nullable Task pick(RunQueue rq, @Nullable Task prev) {
        RtQueue q = queues[rq.cpu];
        if (prev != null && !prev.schedClass.below(ClassId.RT) && q.highest() > prev.priority) {
            pull(rq);
        }
        RtEntity first = q.head(q.highest());
        return first == null ? null : first.task;
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
    public void afterPick(RunQueue rq) {
        if (rq.currentClass() == ClassId.RT && overloaded.contains(rq.cpu)) {
            pushAll(rq);
        }
    }

    @Override
    public void updateCurrent(RunQueue rq) {
        Task task = rq.current;
        if (task != null && task.schedClass == ClassId.RT) {
            core.accountDelta(rq, task);
        }
    }

    @Override
    public boolean needsTick(RunQueue rq) {
        return queues[rq.cpu].roundRobin > 1;
    }

    @Override
    public void tick(RunQueue rq, Task task) {
        updateCurrent(rq);
        if (task.policy != SchedPolicy.RR) {
            return;
        }
        RtEntity entity = entity(task);
        if (--entity.ticksLeft > 0) {
            return;
        }
        entity.ticksLeft = rrTicks;
        RtQueue q = queues[rq.cpu];
        if (entity.queued && !q.isAlone(entity)) {
            q.toTail(entity);
            core.resched(rq);
        }
    }

    @Override
    public void yield(RunQueue rq) {
        Task task = rq.current;
        if (task != null && entity(task).queued) {
            queues[rq.cpu].toTail(entity(task));
        }
    }

    @Override
    public void wakeupPreempt(RunQueue rq, Task task, long wakeFlags) {
        Task running = rq.current;
        if (running == null || task.schedClass != ClassId.RT) {
            return;
        }
        if (running.schedClass.below(ClassId.RT) || task.priority < running.priority) {
            core.resched(rq);
            return;
        }
        // Equals: if only the running one can go elsewhere, let it, and run the bound one here.
        if (running.schedClass == ClassId.RT
                && task.priority == running.priority
                && !rq.needResched
                && canMigrate(running)
                && !canMigrate(task)
                && lowestCpu(running) >= 0) {
            RtQueue q = queues[rq.cpu];
            RtEntity entity = entity(task);
            int priority = entity.listPriority;
            q.remove(entity);
            q.insert(entity, priority, true);
            core.resched(rq);
        }
    }

    // Spreading over CPUs.

    @Override
    public int selectCpu(Task task, int prevCpu, long wakeFlags) {
        Task running = core.runQueue(prevCpu).current;
        boolean taken =
                running != null
                        && (running.schedClass.above(ClassId.RT)
                                || (running.schedClass == ClassId.RT
                                        && (!canMigrate(running)
                                                || running.priority <= task.priority)));
        if (!taken && task.allowed.contains(prevCpu)) {
            return prevCpu;
        }
        int target = lowestCpu(task);
        return target >= 0 && task.priority < priorityOn(target) ? target : prevCpu;
    }

    /** Priority of what a CPU has: below {@link RtQueue#NONE} if RT or deadline tasks are there. */
    private int priorityOn(int cpu) {
        RunQueue rq = core.runQueue(cpu);
        if (rq.runningByClass[ClassId.DEADLINE.ordinal()] > 0
                || rq.runningByClass[ClassId.STOP.ordinal()] > 0) {
            return NEVER_LOWER;
        }
        int highest = queues[cpu].highest();
        if (highest < RtQueue.NONE) {
            return highest;
        }
        return rq.current == null && rq.running == 0 ? RtQueue.NONE + 1 : RtQueue.NONE;
    }

    /**
     * The CPU with the lowest priority below the task's: among those its own, then the executing
     * one, then the nearest, then the first; -1 if there is none.
     */
    private int lowestCpu(Task task) {
        int lowest = task.priority;
        for (int cpu = task.allowed.first(); cpu >= 0; cpu = task.allowed.next(cpu + 1)) {
            if (core.isCpuUsable(task, cpu)) {
                lowest = Math.max(lowest, priorityOn(cpu));
            }
        }
        if (lowest <= task.priority) {
            return -1;
        }
        if (isAt(task, task.cpu, lowest)) {
            return task.cpu;
        }
        if (isAt(task, core.thisCpu(), lowest)) {
            return core.thisCpu();
        }
        CpuSet near = core.topology().cpusOfLlc(core.topology().llc(task.cpu));
        for (int cpu = near.first(); cpu >= 0; cpu = near.next(cpu + 1)) {
            if (isAt(task, cpu, lowest)) {
                return cpu;
            }
        }
        for (int cpu = task.allowed.first(); cpu >= 0; cpu = task.allowed.next(cpu + 1)) {
            if (isAt(task, cpu, lowest)) {
                return cpu;
            }
        }
        return -1;
    }

    private boolean isAt(Task task, int cpu, int priority) {
        return core.isCpuUsable(task, cpu) && priorityOn(cpu) == priority;
    }

    @Override
    public void taskWoken(RunQueue rq, Task task) {
        Task running = rq.current;
        boolean waits =
                running != null
                        && running != task
                        && !rq.needResched
                        && canMigrate(task)
                        && (running.schedClass == ClassId.RT
                                || running.schedClass == ClassId.DEADLINE)
                        && (!canMigrate(running) || running.priority <= task.priority);
        if (waits) {
            pushAll(rq);
        }
    }

    private void pushAll(RunQueue rq) {
        while (pushOne(rq)) {
            // Each push moves one task to a CPU of lower priority, so this ends.
        }
    }

    private boolean pushOne(RunQueue rq) {
        if (!overloaded.contains(rq.cpu)) {
            return false;
        }
        Task task = highestWaiting(rq, null);
        if (task == null) {
            return false;
        }
        Task running = rq.current;
        if (running != null
                && running.schedClass == ClassId.RT
                && task.priority < running.priority) {
            core.resched(rq);
            return false;
        }
        int target = lowestCpu(task);
        if (target < 0 || target == rq.cpu) {
            return false;
        }
        move(task, rq, core.runQueue(target));
        return true;
    }

    /** The highest waiting task that may go elsewhere, and to that CPU if one is given. */
    private @Nullable Task highestWaiting(RunQueue rq, @Nullable RunQueue to) {
        RtQueue q = queues[rq.cpu];
        for (int priority = q.highest();
                priority < RtQueue.NONE;
                priority = q.nextUsed(priority + 1)) {
            for (RtEntity e = q.head(priority); e != null; e = e.next) {
                if (e.task != rq.current
                        && canMigrate(e.task)
                        && !e.task.isHeldByProxy()
                        && (to == null || core.isCpuUsable(e.task, to.cpu))) {
                    return e.task;
                }
            }
        }
        return null;
    }

    private void pull(RunQueue rq) {
        for (int cpu = overloaded.first(); cpu >= 0; cpu = overloaded.next(cpu + 1)) {
            if (cpu == rq.cpu) {
                continue;
            }
            RunQueue source = core.runQueue(cpu);
            Task task = highestWaiting(source, rq);
            // A task that is about to take its own CPU stays there.
            if (task != null
                    && task.priority < queues[rq.cpu].highest()
                    && (source.current == null || task.priority >= source.current.priority)) {
                move(task, source, rq);
            }
        }
    }

    private void move(Task task, RunQueue source, RunQueue target) {
        core.deactivate(source, task, Queueing.NOCLOCK);
        core.setCpu(task, target.cpu);
        core.activate(target, task, Queueing.NOCLOCK);
        core.wakeupPreempt(target, task, 0);
    }

    // Changes of a task.

    @Override
    public void priorityChanged(RunQueue rq, Task task, int oldPriority) {
        if (rq.current == task) {
            if (task.priority > queues[rq.cpu].highest() || task.priority > oldPriority) {
                core.resched(rq);
            }
        } else if (task.queued) {
            Task running = rq.current;
            if (running == null || task.priority < running.priority) {
                core.resched(rq);
            }
        }
    }

    @Override
    public void switchedTo(RunQueue rq, Task task) {
        if (task.queued && rq.current != task) {
            if (overloaded.contains(rq.cpu)) {
                taskWoken(rq, task);
            }
            Task running = rq.current;
            if (task.cpu == rq.cpu && (running == null || task.priority < running.priority)) {
                core.resched(rq);
            }
        }
    }

    @Override
    public void switchedFrom(RunQueue rq, Task task) {
        entity(task).ticksLeft = rrTicks;
    }
}
