package org.scxfleet.sched.deadline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventRank;
import org.scxfleet.sched.Pick;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedClass;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.DlEntity;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuSet;

/**
 * The deadline scheduling class (kernel/sched/deadline.c): earliest deadline first, each task held
 * to its budget by a constant bandwidth server.
 *
 * <p><b>What.</b> A task that wakes keeps deadline and budget if with them it stays within its
 * bandwidth, else it starts a new period. A task that has used up its budget is throttled until its
 * next period. With hrtick a timer ends the budget to the nanosecond, else the next tick.
 *
 * <p><b>Servers.</b> {@link DeadlineServer}s stand in the same queues; choosing one means asking
 * the class that it serves.
 *
 * <p><b>Inherited priority.</b> A task that inherits a deadline task's priority without being one
 * runs before all deadline tasks and is not throttled.
 *
 * <p><b>Left out.</b> Reclaiming of unused bandwidth (GRUB) and active bandwidth tracking.
 *
 * <p>Sources of {@link EventRank#DEADLINE} events: 2 x CPU for the fair server, plus 1 for the ext
 * server, then 2 x CPU count + task number for tasks.
 */
public final class DeadlineClass extends SchedClass {
    private static final int EBUSY = 16;
    private static final int EINVAL = 22;
    private static final long MIN_BUDGET_NS = 1024;
    private static final int SCALE_SHIFT = 10;

    private final SchedCore core;
    private final int owner;
    private final boolean hrtick;
    private final DeadlineQueue[] queues;
    private final Admission admission;
    private final DeadlineServers servers;
    private final List<@Nullable DlEntity> byTask = new ArrayList<>();

    public DeadlineClass(SchedCore core, int owner, boolean hrtick) {
        super(ClassId.DEADLINE);
        this.core = core;
        this.owner = owner;
        this.hrtick = hrtick;
        queues = new DeadlineQueue[core.cpuCount()];
        DeadlineQueue.Census census = new DeadlineQueue.Census(core);
        for (int cpu = 0; cpu < queues.length; cpu++) {
            queues[cpu] = new DeadlineQueue(census);
        }
        admission = new Admission(core);
        servers = new DeadlineServers(core, owner, queues, admission);
    }

    /** The servers; give them to {@link SchedCore#serveBy}. */
    public DeadlineServers servers() {
        return servers;
    }

    /** Bandwidth claimed by tasks and attached servers, in CPUs times 2^20. */
    public long totalBandwidth() {
        return admission.total();
    }

    /**
     * Whether a task may take these parameters (sched_setattr).
     *
     * @return 0, -EINVAL, or -EBUSY if the machine has no room
     */
    public int admit(Task task, SchedParams params) {
        long periodNs = params.periodNs();
        if (params.policy() != SchedPolicy.DEADLINE
                || params.runtimeNs() < MIN_BUDGET_NS
                || periodNs < DeadlineServers.MIN_PERIOD_NS
                || periodNs > DeadlineServers.MAX_PERIOD_NS) {
            return -EINVAL;
        }
        long old = task.dl == null ? 0 : task.dl.countedBandwidth;
        long changed = Admission.bandwidth(params.runtimeNs(), periodNs);
        return admission.fits(old, changed) ? 0 : -EBUSY;
    }

    private DlEntity entity(Task task) {
        DlEntity known = task.dl;
        if (known != null) {
            return known;
        }
        DlEntity made = new DlEntity(task);
        int source = DeadlineServers.KINDS * core.cpuCount() + task.number;
        made.timer = core.queue().register(EventRank.DEADLINE, owner, source);
        task.dl = made;
        while (byTask.size() <= task.number) {
            byTask.add(null);
        }
        byTask.set(task.number, made);
        return made;
    }

    /** A DEADLINE event of this kernel fired. */
    public void event(int source) {
        int first = DeadlineServers.KINDS * core.cpuCount();
        if (source < first) {
            core.executeOn(source / DeadlineServers.KINDS);
            servers.timer(source);
            return;
        }
        DlEntity entity = byTask.get(source - first);
        if (entity != null) {
            replenishByTimer(entity);
        }
    }

    // Budgets.

    private static boolean isBoosted(Task task) {
        return task.policy != SchedPolicy.DEADLINE;
    }

    private void readParameters(DlEntity entity, Task task) {
        entity.budgetNs = task.dlRuntimeNs;
        entity.relativeDeadlineNs = task.dlDeadlineNs;
        entity.periodNs = task.dlPeriodNs;
        long bandwidth =
                isBoosted(task) ? 0 : Admission.bandwidth(entity.budgetNs, entity.periodNs);
        admission.change(entity.countedBandwidth, bandwidth);
        entity.countedBandwidth = bandwidth;
    }

    private void newPeriod(DlEntity entity) {
        entity.deadlineNs = core.nowNs() + entity.relativeDeadlineNs;
        entity.runtimeNs = entity.budgetNs;
    }

    private boolean overflows(DlEntity entity) {
        long left = (entity.relativeDeadlineNs >> SCALE_SHIFT) * (entity.runtimeNs >> SCALE_SHIFT);
        long until = (entity.deadlineNs - core.nowNs()) >> SCALE_SHIFT;
        return until * (entity.budgetNs >> SCALE_SHIFT) < left;
    }

    private void wakeUp(DlEntity entity) {
        boolean constrained = entity.relativeDeadlineNs < entity.periodNs;
        boolean late = entity.deadlineNs < core.nowNs();
        if (!late && !overflows(entity)) {
            return;
        }
        if (constrained && !late) {
            // Keep the deadline; what may be used until then is the density times the time left.
            double density = entity.budgetNs / (double) entity.relativeDeadlineNs;
            entity.runtimeNs = (long) (density * (entity.deadlineNs - core.nowNs()));
        } else {
            newPeriod(entity);
        }
    }

    private long nextPeriodNs(DlEntity entity) {
        return entity.deadlineNs - entity.relativeDeadlineNs + entity.periodNs;
    }

    private void replenish(DlEntity entity) {
        if (entity.yielded) {
            entity.runtimeNs = Math.min(entity.runtimeNs, 0);
        }
        while (entity.runtimeNs <= 0) {
            entity.deadlineNs += entity.periodNs;
            entity.runtimeNs += entity.budgetNs;
        }
        if (entity.deadlineNs < core.nowNs()) {
            newPeriod(entity);
        }
        entity.yielded = false;
        entity.throttled = false;
    }

    private void replenishByTimer(DlEntity entity) {
        Task task = entity.task;
        if (task == null || !entity.throttled || task.state == TaskState.DEAD) {
            return;
        }
        RunQueue rq = core.runQueue(task.cpu);
        replenish(entity);
        if (!task.queued || task.schedClass != ClassId.DEADLINE) {
            return;
        }
        countAgain(rq);
        queues[rq.cpu].insert(entity);
        core.wakeupPreempt(rq, task, 0);
        Task running = rq.current;
        if (running != null && running != task && running.schedClass == ClassId.DEADLINE) {
            taskWoken(rq, task);
        }
    }

    private void throttle(RunQueue rq, DlEntity entity) {
        entity.throttled = true;
        queues[rq.cpu].remove(entity);
        rq.running--;
        rq.runningByClass[ClassId.DEADLINE.ordinal()]--;
        long at = nextPeriodNs(entity);
        if (at > core.nowNs()) {
            core.queue().arm(entity.timer, at);
        } else {
            replenish(entity);
            countAgain(rq);
            queues[rq.cpu].insert(entity);
        }
        core.resched(rq);
    }

    private static void countAgain(RunQueue rq) {
        rq.running++;
        rq.runningByClass[ClassId.DEADLINE.ordinal()]++;
    }

    // Queueing.

    @Override
    public void enqueue(RunQueue rq, Task task, long flags) {
        DlEntity entity = entity(task);
        readParameters(entity, task);
        if (isBoosted(task)) {
            entity.throttled = false;
            entity.deadlineNs = core.nowNs();
            entity.runtimeNs = Long.MAX_VALUE;
        } else if ((flags & (Queueing.WAKEUP | Queueing.INITIAL)) != 0) {
            if (!entity.throttled) {
                throttleIfEarly(entity);
            }
            if (!entity.throttled) {
                wakeUp(entity);
            }
        } else if (entity.deadlineNs < core.nowNs() && !entity.throttled) {
            newPeriod(entity);
        }
        if (entity.throttled) {
            rq.running--;
            rq.runningByClass[ClassId.DEADLINE.ordinal()]--;
        } else {
            queues[rq.cpu].insert(entity);
        }
    }

    /** A constrained task that wakes after its deadline waits for its next period. */
    private void throttleIfEarly(DlEntity entity) {
        long nextNs = nextPeriodNs(entity);
        if (entity.deadlineNs >= 0 && entity.deadlineNs < core.nowNs() && core.nowNs() < nextNs) {
            entity.throttled = true;
            entity.runtimeNs = Math.min(entity.runtimeNs, 0);
            core.queue().arm(entity.timer, nextNs);
        }
    }

    @Override
    public boolean dequeue(RunQueue rq, Task task, long flags) {
        DlEntity entity = entity(task);
        updateCurrent(rq);
        if (entity.queued) {
            queues[rq.cpu].remove(entity);
        } else {
            countAgain(rq);
        }
        return true;
    }

    @Override
    public boolean picksWithoutTasks(RunQueue rq) {
        return queues[rq.cpu].first() != null;
    }

    @Override
    public @Nullable Task pick(RunQueue rq, @Nullable Task prev) {
        DeadlineQueue q = queues[rq.cpu];
        if (q.tasks == 0 && prev != null && prev.schedClass == ClassId.DEADLINE) {
            pull(rq);
        }
        DlEntity first = q.first();
        while (first != null) {
            if (first.task != null) {
                return first.task;
            }
            DeadlineServer server = servers.of(first, rq.cpu);
            Task task = server == null ? null : server.pick(prev);
            if (task == Pick.retry() || task != null) {
                return task;
            }
            first = q.first();
        }
        return null;
    }

    @Override
    public void putPrevious(RunQueue rq, Task task, @Nullable Task next) {
        updateCurrent(rq);
    }

    @Override
    public void setNext(RunQueue rq, Task task, boolean first) {
        task.execStartNs = core.clockTaskNs(rq);
        if (first) {
            startHrtick(rq, entity(task));
        }
    }

    private void startHrtick(RunQueue rq, DlEntity entity) {
        if (hrtick && entity.queued && entity.runtimeNs > 0 && entity.runtimeNs < Long.MAX_VALUE) {
            long wallNs = entity.runtimeNs * 1024 / Math.max(1, rq.speedPer1024);
            core.queue().arm(rq.hrtickTimer, core.nowNs() + Math.max(wallNs, MIN_BUDGET_NS));
        }
    }

    @Override
    public void updateCurrent(RunQueue rq) {
        Task task = rq.current;
        if (task == null || task.schedClass != ClassId.DEADLINE) {
            return;
        }
        DlEntity entity = entity(task);
        long delta = core.accountDelta(rq, task);
        if (isBoosted(task)) {
            return;
        }
        entity.runtimeNs -= (delta * rq.speedPer1024) >> SCALE_SHIFT;
        if (entity.queued && (entity.runtimeNs <= 0 || entity.yielded)) {
            throttle(rq, entity);
        }
    }

    @Override
    public void tick(RunQueue rq, Task task) {
        updateCurrent(rq);
        startHrtick(rq, entity(task));
    }

    @Override
    public boolean needsTick(RunQueue rq) {
        return queues[rq.cpu].first() != null;
    }

    @Override
    public void hrtick(RunQueue rq) {
        Task task = rq.current;
        if (task != null) {
            tick(rq, task);
        }
    }

    @Override
    public void yield(RunQueue rq) {
        Task task = rq.current;
        if (task != null && !isBoosted(task)) {
            entity(task).yielded = true;
            updateCurrent(rq);
            if (entity(task).queued) {
                throttle(rq, entity(task));
            }
        }
    }

    @Override
    public void wakeupPreempt(RunQueue rq, Task task, long wakeFlags) {
        Task running = rq.current;
        if (task.schedClass != ClassId.DEADLINE || running == task) {
            return;
        }
        DlEntity entity = entity(task);
        if (!entity.queued) {
            return;
        }
        if (running == null
                || running.schedClass.below(ClassId.DEADLINE)
                || (running.schedClass == ClassId.DEADLINE
                        && entity.deadlineNs < entity(running).deadlineNs)) {
            core.resched(rq);
        }
    }

    // Spreading over CPUs: the earliest deadlines of all queues should run.

    @Override
    public int selectCpu(Task task, int prevCpu, long wakeFlags) {
        Task running = core.runQueue(prevCpu).current;
        boolean taken =
                running != null
                        && running.schedClass == ClassId.DEADLINE
                        && entity(running).deadlineNs <= entity(task).deadlineNs;
        if (!taken && task.allowed.contains(prevCpu)) {
            return prevCpu;
        }
        int target = latestCpu(task);
        return target >= 0 ? target : prevCpu;
    }

    /** A CPU without deadline tasks, else the one with the latest, later than the task's; or -1. */
    private int latestCpu(Task task) {
        int latest = -1;
        long latestNs = entity(task).deadlineNs;
        CpuSet allowed = task.allowed;
        for (int cpu = allowed.first(); cpu >= 0; cpu = allowed.next(cpu + 1)) {
            if (!core.isCpuUsable(task, cpu)) {
                continue;
            }
            long deadlineNs = earliestTaskNs(cpu);
            if (deadlineNs > latestNs) {
                latestNs = deadlineNs;
                latest = cpu;
            }
        }
        return latest;
    }

    private long earliestTaskNs(int cpu) {
        for (DlEntity e = queues[cpu].first(); e != null; e = e.next) {
            if (e.task != null) {
                return e.deadlineNs;
            }
        }
        return Long.MAX_VALUE;
    }

    @Override
    public void taskWoken(RunQueue rq, Task task) {
        Task running = rq.current;
        if (running == null
                || running == task
                || running.schedClass != ClassId.DEADLINE
                || rq.needResched
                || !entity(task).queued
                || task.allowedCount == 1
                || task.isMigrationDisabled()
                || task.isHeldByProxy()) {
            return;
        }
        int target = latestCpu(task);
        if (target >= 0 && target != rq.cpu) {
            move(task, rq, core.runQueue(target));
        }
    }

    private void pull(RunQueue rq) {
        Task best = null;
        for (int cpu = 0; cpu < queues.length; cpu++) {
            Task task = queues[cpu].tasks > 1 ? earliestWaiting(cpu, rq.cpu) : null;
            if (task != null
                    && (best == null || entity(task).deadlineNs < entity(best).deadlineNs)) {
                best = task;
            }
        }
        if (best != null) {
            move(best, core.runQueue(best.cpu), rq);
        }
    }

    private @Nullable Task earliestWaiting(int cpu, int to) {
        for (DlEntity e = queues[cpu].first(); e != null; e = e.next) {
            Task task = e.task;
            if (task != null
                    && core.runQueue(cpu).current != task
                    && !task.isHeldByProxy()
                    && core.isCpuUsable(task, to)) {
                return task;
            }
        }
        return null;
    }

    private void move(Task task, RunQueue source, RunQueue target) {
        core.deactivate(source, task, Queueing.NOCLOCK);
        core.setCpu(task, target.cpu);
        core.activate(target, task, Queueing.NOCLOCK);
        core.wakeupPreempt(target, task, 0);
    }

    // Changes of a task.

    @Override
    public void switchedFrom(RunQueue rq, Task task) {
        forget(task);
    }

    @Override
    public void switchedTo(RunQueue rq, Task task) {
        if (task.queued && rq.current != task) {
            wakeupPreempt(rq, task, 0);
        }
    }

    @Override
    public void taskDead(Task task) {
        if (task.dl != null) {
            forget(task);
        }
    }

    private void forget(Task task) {
        DlEntity entity = entity(task);
        core.queue().cancel(entity.timer);
        entity.throttled = false;
        entity.deadlineNs = -1;
        admission.change(entity.countedBandwidth, 0);
        entity.countedBandwidth = 0;
    }

    @Override
    public void cpuOffline(RunQueue rq) {
        servers.server(ClassId.FAIR, rq.cpu).stop();
        servers.server(ClassId.EXT, rq.cpu).stop();
    }
}
