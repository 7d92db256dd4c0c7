package org.scxfleet.sched.fair;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.StopWork;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * One attempt of a CPU to even out one of its domains (kernel/sched/fair.c: sched_balance_rq,
 * detach_tasks, can_migrate_task, active_load_balance_cpu_stop).
 *
 * <p><b>What.</b> The CPU compares the groups of the domain ({@link BusiestGroup}) and takes tasks
 * from the busiest CPU of the busiest group, the one that ran longest ago first. It leaves those
 * that ran in the last half millisecond, those that have had more than their share where the target
 * has tasks itself, and those that amount to more than is to be moved; the longer attempts fail,
 * the more of that is forgiven. What cannot be moved because it is always running is pushed away by
 * the stop task of its CPU.
 *
 * <p><b>Affinity.</b> A CPU none of whose tasks may come is left out and the domain looked at once
 * more. A task that may not come to this CPU, but to another of its group, is taken there. What
 * stays is told to the next larger domain, whose sums then count less.
 *
 * <p><b>Left out.</b> Misfit tasks, asymmetric packing, preferred caches and nodes, the lock that
 * lets only one CPU at a time balance between nodes.
 */
final class BalancePass {
    private static final int MAX_LOOKED_AT = 32;
    private static final int MAX_LOOKED_AT_RT = 8;
    private static final long CACHE_HOT_NS = 500_000;
    private static final int MAX_SHIFT = 62;

    private final SchedCore core;
    private final FairLoads loads;
    private final Throttling throttling;
    private final DomainSite[][] sites;
    private final BusiestGroup busiest;
    private final CpuSet cpus;
    private final FairEntity[] detached = new FairEntity[MAX_LOOKED_AT];
    private final int[] pushTo;
    private final StopWork pusher = this::pushRunning;

    // The present attempt.

    private BalanceKind kind = BalanceKind.BUSY;
    private DomainSite site;
    private RunQueue target;
    private RunQueue source;
    private long imbalance;
    private int looked;
    private boolean active;
    private boolean allPinned;
    private boolean somePinned;
    private int otherTarget;
    private boolean mayGoOn;
    private boolean compared;

    @SuppressWarnings("NullAway.Init")
    BalancePass(SchedCore core, FairLoads loads, Throttling throttling, DomainSite[][] sites) {
        this.core = core;
        this.loads = loads;
        this.throttling = throttling;
        this.sites = sites;
        busiest = new BusiestGroup(loads);
        cpus = new CpuSet(core.cpuCount());
        pushTo = new int[core.cpuCount()];
        Arrays.fill(pushTo, -1);
    }

    /** After {@link #run}: the CPU may look at its larger domains. */
    boolean mayGoOn() {
        return mayGoOn;
    }

    /** After {@link #run}: the groups have been looked at. */
    boolean compared() {
        return compared;
    }

    /** After {@link #run} that compared: some CPU of the domain has more than one task. */
    boolean sawOverload() {
        return busiest.sawOverload();
    }

    /**
     * Balances.
     *
     * @return number of tasks moved
     */
    int run(RunQueue rq, DomainSite at, BalanceKind how) {
        kind = how;
        site = at;
        target = rq;
        active = false;
        allPinned = false;
        somePinned = false;
        mayGoOn = true;
        compared = false;
        cpus.setToAnd(site.domain.span, core.activeCpus());
        while (true) {
            if (!isForThisCpu()) {
                mayGoOn = false;
                return balanced();
            }
            int group = compareGroups();
            int from = group < 0 ? -1 : busiest.busiestCpu(site.domain, group, cpus);
            if (from < 0) {
                return balanced();
            }
            source = core.runQueue(from);
            imbalance = busiest.imbalance;
            allPinned = true;
            boolean pulls = source.running > 1;
            int moved = pulls ? pull() : 0;
            if (pulls && allPinned) {
                cpus.remove(from);
                if (!site.domain.groups[site.ownGroup].containsAll(cpus)) {
                    continue;
                }
                site.failed = 0;
                backOff();
                return 0;
            }
            if (moved > 0) {
                site.failed = 0;
                site.shortenInterval();
                return moved;
            }
            failedToMove(rq);
            return 0;
        }
    }

    /** One CPU balances for its group: the first that is idle, preferably with its core. */
    private boolean isForThisCpu() {
        int cpu = target.cpu;
        if (!cpus.contains(cpu)) {
            return false;
        }
        if (kind == BalanceKind.NEWLY_IDLE) {
            return target.running == 0;
        }
        CpuSet own = site.domain.groups[site.ownGroup];
        boolean wantsCore = core.topology().hasSmt() && !site.domain.threads;
        int idle = loads.firstIdle(own, cpus, wantsCore);
        return cpu == (idle >= 0 ? idle : own.first());
    }

    private int compareGroups() {
        SchedDomain domain = site.domain;
        boolean periodic = kind != BalanceKind.NEWLY_IDLE;
        long tick = core.tickClock().ticksAt(core.nowNs());
        if (periodic || tick >= domain.capacityDueTick[site.ownGroup]) {
            updateCapacity(tick);
        }
        compared = true;
        int group = busiest.find(domain, site.ownGroup, cpus, kind != BalanceKind.BUSY);
        if (periodic && isCacheDomain()) {
            domain.idleScan = idleScan(domain, busiest.sumOfUtil());
        }
        return group;
    }

    /** The largest domain that shares a cache. */
    private boolean isCacheDomain() {
        SchedDomain parent = site.parent;
        return site.domain.sharesCache && (parent == null || !parent.sharesCache);
    }

    /** The busier the CPUs of a cache, the fewer are searched for an idle one; none from 85 %. */
    static int idleScan(SchedDomain domain, long sumOfUtil) {
        long scale = GroupStats.SCALE;
        long pct = domain.imbalancePct;
        long util = sumOfUtil / domain.weight;
        long used = Math.min(util * util * pct * pct / (10_000 * scale), scale);
        return (int) ((scale - used) * domain.weight / scale);
    }

    private void updateCapacity(long tick) {
        SchedDomain domain = site.domain;
        int group = site.ownGroup;
        domain.capacityDueTick[group] =
                tick
                        + site.intervalTicks(
                                false, core.tickClock().periodNs(), core.activeCpus().size());
        SchedDomain child = domain.children[group];
        if (child == null) {
            loads.updateCapacity(target.cpu);
            domain.capacity[group] = loads.capacity(target.cpu);
            return;
        }
        long sum = 0;
        if (child.nodes) {
            CpuSet members = domain.groups[group];
            for (int cpu = members.first(); cpu >= 0; cpu = members.next(cpu + 1)) {
                sum += loads.capacity(cpu);
            }
        } else {
            for (long capacity : child.capacity) {
                sum += capacity;
            }
        }
        domain.capacity[group] = sum;
    }

    private int balanced() {
        if (!allPinned) {
            site.imbalanceInParent(false);
        }
        site.failed = 0;
        backOff();
        return 0;
    }

    private void backOff() {
        if (kind != BalanceKind.NEWLY_IDLE) {
            site.lengthenInterval(allPinned);
        }
    }

    private void failedToMove(RunQueue rq) {
        if (kind != BalanceKind.NEWLY_IDLE) {
            site.failed++;
        }
        if (needsPush(rq)) {
            Task running = source.current;
            if (running != null && !mayRunOn(running, rq.cpu)) {
                backOff();
                return;
            }
            if (pushTo[source.cpu] < 0 && core.requestStop(source, pusher)) {
                pushTo[source.cpu] = rq.cpu;
            }
        }
        site.shortenInterval();
    }

    private boolean needsPush(RunQueue rq) {
        if (busiest.unit == BusiestGroup.Unit.TASKS
                && site.failed > site.domain.cacheNiceTries + 2) {
            return true;
        }
        int pct = site.domain.imbalancePct;
        return kind != BalanceKind.BUSY
                && loads.runnableTasks(source.cpu) == 1
                && loads.isReduced(source.cpu, pct)
                && loads.capacity(source.cpu) * pct < loads.capacity(rq.cpu) * 100;
    }

    // Moving.

    private int pull() {
        int limit = core.threadsInterrupts() ? MAX_LOOKED_AT_RT : MAX_LOOKED_AT;
        int most = Math.min(limit, source.running);
        int moved = 0;
        looked = 0;
        otherTarget = -1;
        while (true) {
            moved += detachAndAttach(most);
            if (otherTarget < 0 || imbalance <= 0) {
                break;
            }
            cpus.remove(target.cpu);
            target = core.runQueue(otherTarget);
            otherTarget = -1;
            looked = 0;
        }
        if (somePinned && imbalance > 0) {
            site.imbalanceInParent(true);
        }
        return moved;
    }

    private int detachAndAttach(int most) {
        int count = detach(most);
        // The one detached last is attached first.
        for (int i = count - 1; i >= 0; i--) {
            attach(detached[i].task, target);
        }
        return count;
    }

    private int detach(int most) {
        if (source.running <= 1) {
            allPinned = false;
            return 0;
        }
        FairQueue q = loads.queue(source.cpu);
        int count = 0;
        while (q.listTail != null && imbalance > 0) {
            if (kind != BalanceKind.BUSY && source.running <= 1) {
                break;
            }
            if (++looked > most) {
                break;
            }
            FairEntity entity = q.listTail;
            if (!mayMove(entity, q) || !fits(entity)) {
                q.unlist(entity);
                q.listAtHead(entity);
                continue;
            }
            core.deactivate(source, entity.task, Queueing.NOCLOCK);
            core.setCpu(entity.task, target.cpu);
            detached[count++] = entity;
            if (kind == BalanceKind.NEWLY_IDLE) {
                break;
            }
        }
        return count;
    }

    private void attach(Task task, RunQueue rq) {
        core.activate(rq, task, Queueing.NOCLOCK);
        core.wakeupPreempt(rq, task, 0);
    }

    /** Not more than is to be moved; takes it from the imbalance. */
    private boolean fits(FairEntity entity) {
        if (busiest.unit == BusiestGroup.Unit.TASKS) {
            imbalance--;
            return true;
        }
        long amount =
                busiest.unit == BusiestGroup.Unit.LOAD
                        ? Math.max(1, loads.taskLoad(entity))
                        : loads.taskUtil(entity);
        if (amount >> Math.min(site.failed, MAX_SHIFT) > imbalance) {
            return false;
        }
        imbalance -= amount;
        return true;
    }

    private boolean mayMove(FairEntity entity, FairQueue q) {
        Task task = entity.task;
        if (entity.delayed && !active && busiest.unit != BusiestGroup.Unit.LOAD) {
            return false;
        }
        if (throttling.isThrottled(task.cgroup, target.cpu)) {
            return false;
        }
        if (site.failed == 0 && loads.queue(target.cpu).queued > 0 && !q.isEligible(entity)) {
            return false;
        }
        if ((task.kernelThread && task.allowedCount == 1) || task.isHeldByProxy()) {
            return false;
        }
        if (!mayRunOn(task, target.cpu)) {
            somePinned = true;
            if (kind != BalanceKind.NEWLY_IDLE && otherTarget < 0 && !active) {
                otherTarget = otherTarget(task);
            }
            return false;
        }
        allPinned = false;
        if (core.runQueueOf(task).current == task || task.migrationPending) {
            return false;
        }
        return active || site.failed > site.domain.cacheNiceTries || !isHot(entity, q);
    }

    private static boolean mayRunOn(Task task, int cpu) {
        return task.allowed.contains(cpu) && !task.isMigrationDisabled();
    }

    /** Another CPU of the group that may take the task, -1 if there is none. */
    private int otherTarget(Task task) {
        if (task.isMigrationDisabled()) {
            return -1;
        }
        CpuSet own = site.domain.groups[site.ownGroup];
        for (int cpu = own.nextShared(0, cpus); cpu >= 0; cpu = own.nextShared(cpu + 1, cpus)) {
            if (task.allowed.contains(cpu)) {
                return cpu;
            }
        }
        return -1;
    }

    private boolean isHot(FairEntity entity, FairQueue q) {
        if (entity.task.policy == SchedPolicy.IDLE || site.domain.threads) {
            return false;
        }
        if (target.running > 0 && q.buddy == entity) {
            return true;
        }
        return core.clockTaskNs(q.rq) - entity.task.execStartNs < CACHE_HOT_NS;
    }

    /** What the stop task of a CPU does: moves a task, usually the one that it displaced. */
    private void pushRunning(RunQueue from) {
        int to = pushTo[from.cpu];
        pushTo[from.cpu] = -1;
        if (to < 0 || !from.active || !core.runQueue(to).active || from.running <= 1) {
            return;
        }
        DomainSite shared = siteSpanning(to, from.cpu);
        if (shared == null) {
            return;
        }
        site = shared;
        target = core.runQueue(to);
        active = true;
        FairQueue q = loads.queue(from.cpu);
        for (FairEntity e = q.listTail; e != null; e = e.listPrevious) {
            if (mayMove(e, q)) {
                core.deactivate(from, e.task, Queueing.NOCLOCK);
                core.setCpu(e.task, to);
                attach(e.task, target);
                site.failed = 0;
                break;
            }
        }
        active = false;
    }

    private @Nullable DomainSite siteSpanning(int cpu, int other) {
        for (DomainSite candidate : sites[cpu]) {
            if (candidate.domain.span.contains(other)) {
                return candidate;
            }
        }
        return null;
    }
}
