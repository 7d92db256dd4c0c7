package org.scxfleet.sched;

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

    /** sched_setscheduler. */
    public void setScheduler(Task task, SchedParams params) {
        int normal = normalPriority(params);
        int priority =
                task.priority < task.normalPriority ? Math.min(task.priority, normal) : normal;
        change(
                task,
                core.classFor(params.policy(), priority),
                () -> {
                    apply(task, params);
                    task.priority = priority;
                });
    }

    /** Gives the task the priority of a waiter, or its own back (rt_mutex_setprio). */
    public void setPriority(Task task, int priority) {
        if (priority == task.priority) {
            return;
        }
        core.recorder()
                .record(TraceKind.BOOST, task.cpu, task.number, priority, task.normalPriority);
        change(task, core.classFor(task.policy, priority), () -> task.priority = priority);
    }

    /** Moves the task into the class that its policy and priority call for now. */
    public void reclassify(Task task) {
        change(task, core.classFor(task.policy, task.priority), () -> {});
    }

    private void change(Task task, ClassId to, Runnable edit) {
        RunQueue rq = core.runQueueOf(task);
        ClassId from = task.schedClass;
        int oldPriority = task.priority;
        int oldWeight = task.loadWeight();
        long flags =
                Queueing.SAVE
                        | Queueing.MOVE
                        | Queueing.NOCLOCK
                        | (from == to ? 0 : Queueing.CLASS);
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
        } else if (task.loadWeight() != oldWeight) {
            core.classOf(task).weightChanged(rq, task);
        }
        long head = oldPriority < task.priority ? Queueing.HEAD : 0;
        end(rq, task, flags | head, to, oldPriority);
    }

    /** sched_setaffinity. The mask must hold at least one CPU. */
    public void setAffinity(Task task, CpuSet allowed) {
        if (allowed.isEmpty()) {
            throw new IllegalArgumentException(task + ": an affinity needs at least one CPU");
        }
        RunQueue rq = core.runQueueOf(task);
        begin(rq, task, Queueing.SAVE | Queueing.NOCLOCK, task.schedClass);
        task.allowed.copyFrom(allowed);
        task.allowedCount = allowed.size();
        core.classOf(task).affinityChanged(rq, task, task.allowed);
        end(rq, task, Queueing.RESTORE | Queueing.NOCLOCK, task.schedClass, task.priority);
        migrator.enforceAffinity(task);
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
