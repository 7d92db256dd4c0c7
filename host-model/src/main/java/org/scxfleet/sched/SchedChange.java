package org.scxfleet.sched;

import org.scxfleet.ops.TracePoint;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.trace.TraceKind;

/**
 * Changes of a task's parameters: nice, policy, affinity, cgroup, inherited priority.
 *
 * <p>All follow one pattern, as in the kernel (core.c sched_change_begin, sched_change_end): take
 * the task off its queue and off its CPU, change it, put it back; on a change of class with the
 * hooks of both classes around it. Hence the callbacks that a sched_ext scheduler sees for a nice
 * change of a queued task.
 */
public final class SchedChange {
    private static final int DEADLINE_PRIORITY = -1;
    private static final int FAIR_BASE = 120;
    private static final int FIRST_FAIR_PRIORITY = 100;
    private static final long SAVE_AND_NOCLOCK = Queueing.SAVE | Queueing.NOCLOCK;

    private final SchedCore core;
    private final Migrator migrator;
    private boolean wasQueued;
    private boolean wasRunning;

    public SchedChange(SchedCore core, Migrator migrator) {
        this.core = core;
        this.migrator = migrator;
    }

    /** Gives a new task its parameters and class; it is not queued. */
    public static void initialise(Task task, SchedParams params) {
        apply(task, params);
        task.priority = task.normalPriority;
    }

    private static int normalPriority(SchedParams params) {
        if (params.policy() == SchedPolicy.DEADLINE) {
            return DEADLINE_PRIORITY;
        }
        return params.policy().isRealTime()
                ? SchedParams.MAX_RT_PRIORITY - params.rtPriority()
                : FAIR_BASE + params.nice();
    }

    private static void apply(Task task, SchedParams params) {
        task.policy = params.policy();
        task.nice = params.nice();
        task.rtPriority = params.rtPriority();
        task.normalPriority = normalPriority(params);
        if (params.policy() == SchedPolicy.DEADLINE) {
            task.dlRuntimeNs = params.runtimeNs();
            task.dlDeadlineNs = params.deadlineNs();
            task.dlPeriodNs = params.periodNs();
        } else {
            task.customSliceNs = params.runtimeNs();
        }
    }

    /** set_user_nice. */
    public void setNice(Task task, int nice) {
        if (task.nice == nice) {
            return;
        }
        if (!task.policy.isFair() && task.policy != SchedPolicy.EXT) {
            task.nice = nice;
            return;
        }
        RunQueue rq = core.runQueueOf(task);
        begin(rq, task, Queueing.SAVE | Queueing.NOCLOCK, task.schedClass);
        int oldPriority = task.priority;
        task.nice = nice;
        task.normalPriority = FAIR_BASE + nice;
        if (task.priority == oldPriority && oldPriority >= 100) {
            task.priority = task.normalPriority;
        }
        core.classOf(task).weightChanged(rq, task);
        end(rq, task, Queueing.RESTORE | Queueing.NOCLOCK, task.schedClass, oldPriority);
    }

    /** sched_setscheduler; nothing if nothing changes. */
    public void setScheduler(Task task, SchedParams params) {
        if (isSame(task, params)) {
            return;
        }
        int normal = normalPriority(params);
        int priority =
                task.priority < task.normalPriority ? Math.min(task.priority, normal) : normal;
        boolean moves = priority != task.priority || priority < 0;
        change(
                task,
                core.classFor(params.policy(), priority),
                SAVE_AND_NOCLOCK | (moves ? Queueing.MOVE : 0),
                task.priority < priority,
                () -> {
                    apply(task, params);
                    task.priority = priority;
                });
    }

    private static boolean isSame(Task task, SchedParams params) {
        if (task.policy != params.policy() || params.policy() == SchedPolicy.DEADLINE) {
            return false;
        }
        return task.policy.isRealTime()
                ? task.rtPriority == params.rtPriority()
                : task.nice == params.nice() && task.customSliceNs == params.runtimeNs();
    }

    /** Gives the task the priority of a waiter, or its own back (rt_mutex_setprio). */
    public void setPriority(Task task, int priority) {
        if (priority == task.priority) {
            return;
        }
        core.recorder()
                .record(TraceKind.BOOST, task.cpu, task.number, priority, task.normalPriority);
        boolean atHead =
                task.priority < priority && priority >= 0 && priority < FIRST_FAIR_PRIORITY;
        change(
                task,
                core.classFor(task.policy, priority),
                SAVE_AND_NOCLOCK | Queueing.MOVE,
                atHead,
                () -> task.priority = priority);
    }

    /** Moves the task into the class that its policy and priority call for now. */
    public void reclassify(Task task) {
        change(
                task,
                core.classFor(task.policy, task.priority),
                SAVE_AND_NOCLOCK | Queueing.MOVE,
                false,
                () -> {});
    }

    /**
     * @param atHead a task whose priority falls is put before its equals
     */
    private void change(Task task, ClassId to, long queueing, boolean atHead, Runnable edit) {
        if (to == ClassId.EXT && task.blockedOn >= 0) {
            core.proxyExecution().putToSleep(task);
        }
        RunQueue rq = core.runQueueOf(task);
        ClassId from = task.schedClass;
        int oldPriority = task.priority;
        int oldWeight = task.loadWeight();
        long flags = queueing | (from == to ? 0 : Queueing.CLASS);
        begin(rq, task, flags, to);
        edit.run();
        if (from != to) {
            core.recorder()
                    .record(
                            TraceKind.CLASS_CHANGE,
                            task.cpu,
                            task.number,
                            from.ordinal(),
                            to.ordinal());
        } else if (to == ClassId.EXT || task.loadWeight() != oldWeight) {
            core.classOf(task).weightChanged(rq, task);
        }
        end(rq, task, flags | (atHead ? Queueing.HEAD : 0), to, oldPriority);
    }

    /**
     * sched_setaffinity; nothing if nothing changes.
     *
     * @return false if no CPU of the mask is online (-EINVAL)
     */
    public boolean setAffinity(Task task, CpuSet allowed) {
        if (allowed.equals(task.allowed)) {
            return true;
        }
        // The kernel takes a destination before it looks whether one is needed.
        int destination = core.anyDistributed(core.activeCpus(), allowed);
        if (destination < 0) {
            return false;
        }
        RunQueue rq = core.runQueueOf(task);
        begin(rq, task, Queueing.SAVE | Queueing.NOCLOCK, task.schedClass);
        task.allowed.copyFrom(allowed);
        task.allowedCount = allowed.size();
        core.classOf(task).affinityChanged(rq, task, task.allowed);
        end(rq, task, Queueing.RESTORE | Queueing.NOCLOCK, task.schedClass, task.priority);
        migrator.enforceAffinity(task, destination);
        return true;
    }

    /**
     * Moves the task to another cgroup.
     *
     * @return 0, or the errno with which a class forbids it
     */
    public int setCgroup(Task task, int cgroup) {
        int from = task.cgroup;
        if (from == cgroup) {
            return 0;
        }
        for (ClassId id : ClassId.values()) {
            if (id != ClassId.IDLE) {
                int error = core.schedClass(id).prepareCgroupMove(task, from, cgroup);
                if (error != 0) {
                    return error;
                }
            }
        }
        RunQueue rq = core.runQueueOf(task);
        long flags = Queueing.SAVE | Queueing.MOVE | Queueing.NOCLOCK;
        begin(rq, task, flags, task.schedClass);
        task.cgroup = cgroup;
        for (ClassId id : ClassId.values()) {
            if (id != ClassId.IDLE) {
                core.schedClass(id).cgroupMoved(rq, task, from, cgroup);
            }
        }
        boolean running = wasRunning;
        end(rq, task, flags, task.schedClass, task.priority);
        if (running) {
            core.resched(rq);
        }
        core.recorder().event(TracePoint.CGROUP_ATTACH_TASK, task, null, cgroup);
        return 0;
    }

    /** Takes the task off and puts it back unchanged; how bypass hands tasks over. */
    public void requeue(Task task) {
        RunQueue rq = core.runQueueOf(task);
        long flags = Queueing.SAVE | Queueing.MOVE | Queueing.NOCLOCK;
        begin(rq, task, flags, task.schedClass);
        end(rq, task, flags, task.schedClass, task.priority);
    }

    private void begin(RunQueue rq, Task task, long flags, ClassId to) {
        boolean classChange = to != task.schedClass;
        if (classChange) {
            core.classOf(task).switchingFrom(rq, task);
        }
        wasQueued = task.queued;
        wasRunning = rq.current == task;
        if (wasQueued) {
            core.dequeueTask(rq, task, flags);
        }
        if (wasRunning) {
            core.classOf(task).putPrevious(rq, task, task);
        }
        if (classChange) {
            core.classOf(task).switchedFrom(rq, task);
        }
    }

    private void end(RunQueue rq, Task task, long flags, ClassId to, int oldPriority) {
        boolean queued = wasQueued;
        boolean running = wasRunning;
        ClassId from = task.schedClass;
        if (from != to) {
            task.schedClass = to;
            core.classOf(task).switchingTo(rq, task);
        }
        if (queued) {
            core.enqueueTask(rq, task, flags);
        }
        if (running) {
            core.classOf(task).setNext(rq, task, false);
        }
        if (from == to) {
            if (task.priority != oldPriority) {
                core.classOf(task).priorityChanged(rq, task, oldPriority);
            }
            return;
        }
        if (running) {
            rq.nextClass = to;
        }
        core.classOf(task).switchedTo(rq, task);
        if (queued && !running) {
            core.wakeupPreempt(rq, task, 0);
        }
        if (running && to.below(from)) {
            core.resched(rq);
        }
    }
}
