package org.scxfleet.sched.fair;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.cgroup.CpuBandwidth;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedClass;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;

/**
 * The fair scheduling class: EEVDF (kernel/sched/fair.c of Linux 7.3, the class hooks).
 *
 * <p><b>What.</b> The core calls the hooks; each keeps the books of the cgroups ({@link Groups}),
 * moves the entity into or out of the CPU's {@link FairQueue}, and asks for a reschedule where the
 * kernel does. Where a task wakes is the {@link WakePlacement}'s question, which CPU it runs on
 * later the {@link LoadBalancer}'s, whether its cgroup may run at all the {@link Throttling}'s.
 *
 * <p><b>Slices.</b> With hrtick a timer ends the slice to the nanosecond. It is armed when a task
 * starts to run with others waiting, or when others arrive; not when the task whose slice ended is
 * chosen again, so such a task runs on until the next tick.
 *
 * <p><b>Sleepers.</b> A task that sleeps while it is ahead of its share stays queued, delayed,
 * until it is chosen and found asleep, so that it cannot shed its debt by a short sleep.
 *
 * <p><b>Left out.</b> NUMA balancing, preferred caches, misfit tasks, core scheduling, interrupts'
 * share of a CPU.
 */
public final class FairClass extends SchedClass {
    private final SchedCore core;
    private final FairFeatures features;
    private final SliceTimer sliceTimer;
    private final BooleanSupplier allTasksElsewhere;
    private final FairQueue[] queues;
    private final Groups groups;
    private final Throttling throttling;
    private final WakePlacement placement;
    private final LoadBalancer balancer;

    /**
     * @param seed of the random numbers by which idle CPUs decide whether to look for work
     * @param allTasksElsewhere tells whether sched_ext has taken all tasks of this class
     */
    public FairClass(
            SchedCore core,
            int owner,
            long seed,
            CgroupTree cgroups,
            FairFeatures features,
            BooleanSupplier allTasksElsewhere) {
        super(ClassId.FAIR);
        this.core = core;
        this.features = features;
        this.sliceTimer = new SliceTimer(core, features.hrtick());
        this.allTasksElsewhere = allTasksElsewhere;
        queues = new FairQueue[core.cpuCount()];
        long tickNs = core.tickClock().periodNs();
        for (int cpu = 0; cpu < queues.length; cpu++) {
            queues[cpu] = new FairQueue(core.runQueue(cpu), features, tickNs, queues.length);
        }
        groups = new Groups(core, cgroups, features);
        throttling = new Throttling(core, owner, this, groups, cgroups);
        FairLoads loads = new FairLoads(core, queues, groups);
        SchedDomains domains = new SchedDomains(core.topology());
        placement = new WakePlacement(core, loads, domains);
        SeededRandom dice = new SeededRandom(seed);
        balancer = new LoadBalancer(core, owner, loads, groups, domains, throttling, dice);
        for (int cgroup = 0; cgroup < cgroups.count(); cgroup++) {
            if (cgroups.quotaUs(cgroup) != CgroupTree.UNLIMITED) {
                throttling.bandwidth().limitChanged(cgroup);
            }
        }
    }

    /** The entity of a task, made when it first comes to this class. */
    static FairEntity entity(Task task) {
        FairEntity known = task.fair;
        if (known != null) {
            return known;
        }
        FairEntity made = new FairEntity(task);
        task.fair = made;
        return made;
    }

    /**
     * Source of the first of this class's IRQ_WORK events on a machine of so many CPUs; one per CPU
     * from there on.
     */
    public static int firstInterrupt(int cpuCount) {
        return 2 * cpuCount;
    }

    /** Takes an IRQ_WORK event: the CPU is asked to balance for all idle ones. */
    public void interrupt(int source) {
        int cpu = source - firstInterrupt(core.cpuCount());
        core.executeOn(cpu);
        balancer.interrupt(cpu);
    }

    FairQueue queue(int cpu) {
        return queues[cpu];
    }

    Groups groups() {
        return groups;
    }

    /** Bandwidth limits: tell it when a cgroup's limit changes; it takes the BANDWIDTH events. */
    public CpuBandwidth bandwidth() {
        return throttling.bandwidth();
    }

    @Override
    public boolean isSkipped() {
        return allTasksElsewhere.getAsBoolean();
    }

    @Override
    public boolean picksWithoutTasks(RunQueue rq) {
        return balancer.somethingToPull() && !isSkipped();
    }

    // Arrival and departure.

    @Override
    public void enqueue(RunQueue rq, Task task, long flags) {
        FairEntity entity = entity(task);
        FairQueue q = queues[rq.cpu];
        if (entity.throttled) {
            if (throttling.mustWait(entity) && q.current != entity) {
                throttling.putAside(rq, entity);
                return;
            }
            entity.throttled = false;
            if (rq.isIdle()) {
                core.resched(rq);
            }
        }
        if ((flags & Queueing.DELAYED) != 0) {
            wakeDelayed(rq, q, entity);
            return;
        }
        arrive(rq, q, entity, (flags & Queueing.INITIAL) != 0);
        if ((flags & Queueing.MIGRATED) != 0) {
            // Its cache is cold already.
            task.execStartNs = 0;
        }
    }

    private void arrive(RunQueue rq, FairQueue q, FairEntity entity, boolean initial) {
        if (entity.queued) {
            throw new IllegalStateException(entity.task + " is queued already");
        }
        if (q.current != null) {
            updateCurrent(rq);
        }
        FairQueue.setSlice(entity);
        if (initial) {
            groups.startAverages(entity);
        }
        groups.enqueue(entity, core.nowNs());
        q.reweight(entity, groups.treeWeight(entity));
        if (throttling.isUsed()) {
            throttling.arrived(entity);
        }
        int others = q.queued;
        q.place(entity, others, initial);
        entity.queued = true;
        q.queued++;
        if (!entity.delayed) {
            q.runnable++;
        }
        q.listAtHead(entity);
        q.countIdlePolicy(entity, 1);
        if (q.current != entity) {
            q.insert(entity);
        }
        if (others == 0) {
            core.servers().classRunnable(ClassId.FAIR, rq);
        }
        sliceTimer.restart(rq, q);
    }

    private void wakeDelayed(RunQueue rq, FairQueue q, FairEntity entity) {
        if (!entity.delayed || !entity.queued) {
            throw new IllegalStateException(entity.task + " is not a delayed sleeper");
        }
        updateCurrent(rq);
        if (q.updateLag(entity)) {
            boolean waits = q.current != entity;
            if (waits) {
                q.remove(entity);
            }
            entity.queued = false;
            q.place(entity, q.queued - 1, false);
            entity.queued = true;
            if (waits) {
                q.insert(entity);
            }
        }
        groups.wakesUp(entity, core.nowNs());
        entity.delayed = false;
        q.runnable++;
    }

    @Override
    public boolean dequeue(RunQueue rq, Task task, long flags) {
        FairEntity entity = entity(task);
        if (entity.throttled) {
            throttling.countAgain(rq, entity);
            entity.throttled = (flags & Queueing.SLEEP) == 0;
            return true;
        }
        FairQueue q = queues[rq.cpu];
        updateCurrent(rq);
        boolean sleeps = (flags & Queueing.SLEEP) != 0;
        boolean mayDelay =
                features.delayDequeue()
                        && sleeps
                        && (flags & (Queueing.SPECIAL | Queueing.DELAYED)) == 0;
        if (mayDelay && !q.isEligible(entity)) {
            q.updateLag(entity);
            groups.fallsAsleep(entity, core.nowNs());
            entity.delayed = true;
            q.runnable--;
            q.clearBuddy(entity);
            return false;
        }
        leave(rq, q, entity, sleeps);
        return true;
    }

    private void leave(RunQueue rq, FairQueue q, FairEntity entity, boolean sleeps) {
        q.clearBuddy(entity);
        q.updateLag(entity);
        if (q.current != entity) {
            q.remove(entity);
        }
        if (!sleeps) {
            entity.deadlineNs -= entity.vruntimeNs;
            entity.relativeDeadline = true;
        }
        groups.dequeue(entity, sleeps, entity.task.migrating, core.nowNs());
        entity.queued = false;
        q.unlist(entity);
        q.countIdlePolicy(entity, -1);
        q.queued--;
        if (!entity.delayed) {
            q.runnable--;
        } else if (sleeps) {
            entity.delayed = false;
        }
        if (throttling.isUsed()) {
            throttling.left(entity);
        }
        sliceTimer.restart(rq, q);
    }

    // Tasks that wait for their cgroup's quota.

    private void setAside(RunQueue rq, FairEntity entity) {
        leave(rq, queues[rq.cpu], entity, true);
        entity.throttled = true;
        throttling.putAside(rq, entity);
    }

    /** A task that was set aside may run again. */
    void comeBack(RunQueue rq, FairEntity entity) {
        throttling.countAgain(rq, entity);
        entity.throttled = false;
        if (rq.running > 1) {
            severalTasks(rq);
        }
        arrive(rq, queues[rq.cpu], entity, false);
    }

    void accountUpToNow(RunQueue rq) {
        updateCurrent(rq);
    }

    // The choice.

    @Override
    public @Nullable Task pick(RunQueue rq, @Nullable Task prev) {
        FairQueue q = queues[rq.cpu];
        Task next = pickQueued(rq, q);
        if (next == null && balancer.pullForIdle(rq, prev)) {
            next = pickQueued(rq, q);
        }
        return next;
    }

    private @Nullable Task pickQueued(RunQueue rq, FairQueue q) {
        while (q.queued > 0) {
            if (q.current != null && q.current.queued) {
                updateCurrent(rq);
            }
            FairEntity best = q.pick(true);
            if (best == null) {
                throw new IllegalStateException("no eligible task on CPU " + rq.cpu);
            }
            if (best.delayed) {
                leave(rq, q, best, true);
                core.forgetQueued(rq, best.task);
            } else if (throttling.isUsed() && throttling.mustWait(best)) {
                setAside(rq, best);
            } else {
                return best.task;
            }
        }
        return null;
    }

    @Override
    public void putPrevious(RunQueue rq, Task task, @Nullable Task next) {
        FairQueue q = queues[rq.cpu];
        FairEntity entity = entity(task);
        if (entity.queued) {
            updateCurrent(rq);
        }
        groups.stopped(entity, core.nowNs());
        q.current = null;
        if (entity.queued) {
            q.insert(entity);
        }
    }

    @Override
    public void setNext(RunQueue rq, Task task, boolean first) {
        FairQueue q = queues[rq.cpu];
        FairEntity entity = entity(task);
        if (q.current != null) {
            throw new IllegalStateException(task + " starts while " + q.current.task + " runs");
        }
        if (entity.queued) {
            q.remove(entity);
        }
        groups.started(entity, core.nowNs());
        task.execStartNs = core.clockTaskNs(rq);
        q.current = entity;
        q.clearBuddy(entity);
        if (!entity.queued) {
            return;
        }
        q.reweight(entity, groups.treeWeight(entity));
        q.unlist(entity);
        q.listAtHead(entity);
        if (first) {
            q.protect(entity);
            sliceTimer.start(rq, q, entity, true);
        }
    }

    // Running.

    @Override
    public void updateCurrent(RunQueue rq) {
        FairQueue q = queues[rq.cpu];
        FairEntity entity = q.current;
        if (entity == null) {
            return;
        }
        long delta = core.accountDelta(rq, entity.task);
        if (delta == 0) {
            return;
        }
        if (throttling.isUsed()) {
            throttling.account(rq, entity, delta);
        }
        entity.vruntimeNs += FairQueue.virtualNs(delta, entity.treeWeight);
        boolean sliceEnded = q.renewDeadline(entity);
        core.servers().charge(ClassId.FAIR, rq, delta);
        if (q.queued == 1) {
            return;
        }
        if (sliceEnded || !q.isProtected(entity)) {
            askToLeave(rq);
            q.clearBuddy(entity);
        }
    }

    private void askToLeave(RunQueue rq) {
        if (features.lazyPreemption()) {
            core.reschedLazy(rq);
        } else {
            core.resched(rq);
        }
    }

    @Override
    public void tick(RunQueue rq, Task task) {
        updateCurrent(rq);
        FairQueue q = queues[rq.cpu];
        FairEntity entity = q.current;
        if (entity != null && entity.queued) {
            groups.tick(entity, core.nowNs());
            q.reweight(entity, groups.treeWeight(entity));
        }
    }

    @Override
    public boolean needsTick(RunQueue rq) {
        Task current = rq.currentClass() == ClassId.FAIR ? rq.current : null;
        return rq.runningByClass[ClassId.FAIR.ordinal()] > 1
                || (current != null && throttling.limits(current.cgroup));
    }

    @Override
    public boolean isBalanceDue(RunQueue rq) {
        return !isSkipped() && balancer.isDue(rq);
    }

    @Override
    public void afterTick(RunQueue rq) {
        if (!isSkipped()) {
            balancer.tick(rq);
        }
    }

    @Override
    public void hrtick(RunQueue rq) {
        if (rq.current != null && rq.currentClass() == ClassId.FAIR) {
            tick(rq, rq.current);
            core.resched(rq);
        }
    }

    @Override
    public void yield(RunQueue rq) {
        FairQueue q = queues[rq.cpu];
        FairEntity entity = q.current;
        if (entity == null || rq.running == 1) {
            return;
        }
        q.clearBuddy(entity);
        updateCurrent(rq);
        if (q.isEligible(entity)) {
            entity.vruntimeNs = entity.deadlineNs;
            entity.deadlineNs += FairQueue.virtualNs(entity.sliceNs, entity.treeWeight);
        }
    }

    // Wake-ups.

    @Override
    public int selectCpu(Task task, int prevCpu, long wakeFlags) {
        return placement.select(entity(task), prevCpu, wakeFlags);
    }

    @Override
    public void wakeupPreempt(RunQueue rq, Task task, long wakeFlags) {
        Task running = rq.current;
        if (running == null
                || running == task
                || running.schedClass != ClassId.FAIR
                || task.schedClass != ClassId.FAIR) {
            return;
        }
        FairQueue q = queues[rq.cpu];
        FairEntity wakee = entity(task);
        FairEntity current = entity(running);
        if (!wakee.queued || throttling.mustWait(wakee)) {
            return;
        }
        boolean currentIdles = running.policy == SchedPolicy.IDLE;
        boolean wakeeIdles = task.policy == SchedPolicy.IDLE;
        if (currentIdles && !wakeeIdles) {
            preempt(rq, q, current);
            return;
        }
        updateCurrent(rq);
        boolean may =
                currentIdles == wakeeIdles && task.policy == SchedPolicy.NORMAL && !wakee.delayed;
        boolean shorter = features.preemptShort() && wakee.sliceNs < current.sliceNs;
        if (may && (shorter || (wakeFlags & Queueing.WAKE_FORK) == 0)) {
            boolean chosen = pickAwake(rq, q, !shorter) == wakee;
            if (chosen || (shorter && q.isEligible(wakee))) {
                preempt(rq, q, current);
                if (shorter) {
                    q.preferShort(wakee);
                }
                return;
            }
        }
        if (features.runToParity()) {
            q.tightenProtection(current);
        }
    }

    private @Nullable FairEntity pickAwake(RunQueue rq, FairQueue q, boolean honourProtection) {
        FairEntity best = q.pick(honourProtection);
        while (best != null && best.delayed) {
            leave(rq, q, best, true);
            core.forgetQueued(rq, best.task);
            best = q.pick(honourProtection);
        }
        return best;
    }

    private void preempt(RunQueue rq, FairQueue q, FairEntity current) {
        q.cancelProtection(current);
        askToLeave(rq);
    }

    // Changes of a task.

    @Override
    public void weightChanged(RunQueue rq, Task task) {
        FairEntity entity = entity(task);
        // The tree weight follows when the task is queued again.
        groups.taskReweighted(entity);
    }

    @Override
    public void switchingFrom(RunQueue rq, Task task) {
        FairEntity entity = entity(task);
        if (entity.delayed && entity.queued) {
            updateCurrent(rq);
            leave(rq, queues[rq.cpu], entity, true);
            core.forgetQueued(rq, task);
        }
    }

    @Override
    public void switchedFrom(RunQueue rq, Task task) {
        FairEntity entity = entity(task);
        groups.detach(entity, core.nowNs());
        entity.throttled = false;
    }

    @Override
    public void switchedTo(RunQueue rq, Task task) {
        if (task.queued && rq.current == task) {
            core.resched(rq);
        }
    }

    @Override
    public void migrating(Task task, int toCpu) {
        if (!task.migrating) {
            groups.remove(entity(task), core.nowNs());
        }
    }

    @Override
    public void cgroupMoved(RunQueue rq, Task task, int from, int to) {
        FairEntity entity = task.fair;
        if (entity != null) {
            groups.detach(entity, core.nowNs());
        }
    }

    @Override
    public void taskDead(Task task) {
        if (task.fair != null) {
            groups.remove(task.fair, core.nowNs());
        }
    }

    @Override
    public void severalTasks(RunQueue rq) {
        // Whatever their class: when sched_ext gives its tasks back, the balancer knows.
        balancer.severalTasks();
    }

    @Override
    public void cpuIdle(RunQueue rq) {
        balancer.becameIdle(rq);
    }

    @Override
    public void cpuOnline(RunQueue rq) {
        onlineChanged();
    }

    @Override
    public void cpuOffline(RunQueue rq) {
        onlineChanged();
    }

    private void onlineChanged() {
        long sliceNs = FairQueue.baseSliceNs(core.activeCpus().size());
        for (FairQueue q : queues) {
            q.baseSliceNs = sliceNs;
        }
    }

    /** A cgroup's configured weight changed: its tasks follow at their next tick or switch. */
    public void cgroupWeightChanged(int cgroup) {
        groups.weightChanged(cgroup, core.nowNs());
    }
}
