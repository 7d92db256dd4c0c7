package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.StopWork;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * Moves waiting fair tasks to CPUs with less to do (kernel/sched/fair.c: sched_balance_rq and what
 * calls it).
 *
 * <p><b>When.</b> At a busy CPU's tick, once per interval of each of its domains; for CPUs without
 * a tick, when a busy CPU with more than one task finds their interval over (the kernel wakes one
 * idle CPU for that; here it is done in the busy CPU's event); when a CPU is about to go idle.
 *
 * <p><b>What.</b> The CPU compares the groups of a domain ({@link BusiestGroup}) and takes tasks
 * from the busiest CPU of the busiest group, oldest first, not those that ran in the last half
 * millisecond. What cannot be moved in several attempts is forced: the running task is pushed away.
 *
 * <p><b>Left out.</b> Misfit tasks, asymmetric packing, the cost limit of balancing before idling
 * (balancing costs nothing here), a second destination for pinned tasks.
 */
final class LoadBalancer {
    private static final int MAX_MOVES = 32;
    private static final int BUSY_FACTOR = 16;
    private static final int MAX_PINNED_INTERVAL_MS = 512;
    private static final long MS_NS = 1_000_000;
    private static final long CACHE_HOT_NS = 500_000;
    private static final int MAX_INTERVAL_PARTS = 10;
    private static final int SIDES = 1024;
    private static final int MAX_SHIFT = 62;

    private final SchedCore core;
    private final FairLoads loads;
    private final Throttling throttling;
    private final SeededRandom random;
    private final BusiestGroup busiest;
    private final Site[][] sites;
    private final CpuSet candidates;
    private final int[] pushTo;
    private final StopWork pusher = this::pushRunning;
    private int overloaded;
    private final boolean[] overloadedCpu;
    private boolean allPinned;
    private boolean somePinned;

    /** One CPU's account of one of its domains. */
    private static final class Site {
        final SchedDomain domain;

        /** Per group: tasks stayed because of their affinity. */
        final boolean[] pinned;

        long balancedAtNs;
        int intervalMs;
        int failed;
        int newIdleRatio = SIDES / 2;
        int newIdleCalls = SIDES / 2;
        int newIdleSuccesses = SIDES / 4;

        Site(SchedDomain domain) {
            this.domain = domain;
            intervalMs = domain.weight;
            pinned = new boolean[domain.groups.length];
        }
    }

    private enum Idle {
        BUSY,
        IDLE,
        NEWLY
    }

    LoadBalancer(
            SchedCore core,
            FairLoads loads,
            SchedDomains domains,
            Throttling throttling,
            SeededRandom random) {
        this.core = core;
        this.loads = loads;
        this.throttling = throttling;
        this.random = random;
        busiest = new BusiestGroup(loads);
        int n = core.cpuCount();
        candidates = new CpuSet(n);
        pushTo = new int[n];
        overloadedCpu = new boolean[n];
        sites = new Site[n][];
        for (int cpu = 0; cpu < n; cpu++) {
            SchedDomain[] chain = domains.of(cpu);
            sites[cpu] = new Site[chain.length];
            for (int level = 0; level < chain.length; level++) {
                sites[cpu][level] = new Site(chain[level]);
            }
        }
    }

    /** A queue's length changed: keeps the number of CPUs with waiting tasks. */
    void queueChanged(FairQueue q) {
        boolean now = q.queued > 1;
        if (overloadedCpu[q.rq.cpu] != now) {
            overloadedCpu[q.rq.cpu] = now;
            overloaded += now ? 1 : -1;
            core.attend(ClassId.FAIR, somethingToPull());
        }
    }

    boolean somethingToPull() {
        return overloaded > 0;
    }

    // When to balance.

    /** The tick of a busy CPU. */
    void tick(RunQueue rq) {
        if (!rq.active) {
            return;
        }
        balanceDomains(rq, Idle.BUSY);
        if (rq.running > 1) {
            balanceIdleCpus(rq.cpu);
        }
    }

    private void balanceIdleCpus(int from) {
        int n = core.cpuCount();
        for (int i = 1; i < n; i++) {
            int cpu = (from + i) % n;
            RunQueue rq = core.runQueue(cpu);
            if (rq.active && loads.isIdle(cpu)) {
                balanceDomains(rq, Idle.IDLE);
            }
        }
    }

    private void balanceDomains(RunQueue rq, Idle idle) {
        Idle state = idle;
        for (Site site : sites[rq.cpu]) {
            if (core.nowNs() - site.balancedAtNs >= intervalNs(site, state)) {
                if (balance(rq, site, state) > 0) {
                    state = rq.current == null && rq.running == 0 ? Idle.IDLE : Idle.BUSY;
                }
                site.balancedAtNs = core.nowNs();
            }
        }
    }

    private long intervalNs(Site site, Idle idle) {
        long tickNs = core.tickClock().periodNs();
        long busyFactor = idle == Idle.BUSY ? BUSY_FACTOR : 1;
        long ticks = site.intervalMs * busyFactor * MS_NS / tickNs;
        if (idle == Idle.BUSY) {
            ticks--;
        }
        long most = 1000 * MS_NS / tickNs * core.activeCpus().size() / MAX_INTERVAL_PARTS;
        return Math.clamp(ticks, 1, Math.max(1, most)) * tickNs;
    }

    /** A CPU has nothing of its class left to run: tries to get something; true if it did. */
    boolean pullForIdle(RunQueue rq, @Nullable Task prev) {
        boolean asked = prev != null && !prev.schedClass.below(ClassId.FAIR);
        if (overloaded == 0 || !rq.active || !asked) {
            return false;
        }
        int before = rq.runningByClass[ClassId.FAIR.ordinal()];
        for (Site site : sites[rq.cpu]) {
            if (random.below(SIDES) > site.newIdleRatio) {
                noteNewIdle(site, false);
                continue;
            }
            boolean pulled = balance(rq, site, Idle.NEWLY) > 0;
            noteNewIdle(site, pulled);
            if (pulled) {
                break;
            }
        }
        return rq.runningByClass[ClassId.FAIR.ordinal()] > before;
    }

    private static void noteNewIdle(Site site, boolean success) {
        site.newIdleCalls++;
        site.newIdleSuccesses += success ? 1 : 0;
        if (site.newIdleCalls >= SIDES) {
            site.newIdleRatio = site.newIdleSuccesses;
            site.newIdleCalls /= 2;
            site.newIdleSuccesses /= 2;
        }
    }

    // One pass over a domain.

    private int balance(RunQueue rq, Site site, Idle idle) {
        candidates.copyFrom(site.domain.span);
        candidates.retainAll(core.activeCpus());
        if (!mayBalance(rq, site, idle)) {
            return 0;
        }
        boolean retry = true;
        while (retry) {
            retry = false;
            int group =
                    busiest.find(site.domain, rq.cpu, candidates, idle != Idle.BUSY, site.pinned);
            int from = group < 0 ? -1 : busiest.busiestCpu(site.domain.groups[group], candidates);
            if (from < 0 || from == rq.cpu) {
                site.failed = 0;
                backOff(site, idle, false);
                return 0;
            }
            allPinned = true;
            somePinned = false;
            RunQueue source = core.runQueue(from);
            int moved = source.running > 1 ? pull(rq, source, site, idle) : 0;
            if (source.running <= 1 && moved == 0) {
                allPinned = false;
            }
            site.pinned[group] = somePinned && busiest.imbalance > 0;
            if (moved > 0) {
                site.failed = 0;
                site.intervalMs = site.domain.weight;
                return moved;
            }
            if (allPinned) {
                candidates.remove(from);
                retry = candidates.intersects(site.domain.span) && hasOther(site, rq.cpu);
                if (!retry) {
                    site.failed = 0;
                    backOff(site, idle, true);
                    return 0;
                }
            } else {
                failedToMove(rq, source, site, idle);
            }
        }
        return 0;
    }

    private boolean hasOther(Site site, int cpu) {
        for (int other = candidates.first(); other >= 0; other = candidates.next(other + 1)) {
            if (other != cpu && !site.domain.groups[site.domain.groupOf(cpu)].contains(other)) {
                return true;
            }
        }
        return false;
    }

    /** One CPU balances for its group: an idle one, else the first. */
    private boolean mayBalance(RunQueue rq, Site site, Idle idle) {
        if (!rq.active) {
            return false;
        }
        if (idle == Idle.NEWLY) {
            return rq.runningByClass[ClassId.FAIR.ordinal()] == 0;
        }
        CpuSet own = site.domain.groups[site.domain.groupOf(rq.cpu)];
        for (int cpu = own.first(); cpu >= 0; cpu = own.next(cpu + 1)) {
            if (candidates.contains(cpu) && loads.isIdle(cpu)) {
                return cpu == rq.cpu;
            }
        }
        return own.nextShared(0, candidates) == rq.cpu;
    }

    private static void backOff(Site site, Idle idle, boolean pinned) {
        if (idle == Idle.NEWLY) {
            return;
        }
        int most = pinned ? MAX_PINNED_INTERVAL_MS : 2 * site.domain.weight;
        if (site.intervalMs < most) {
            site.intervalMs *= 2;
        }
    }

    private void failedToMove(RunQueue rq, RunQueue source, Site site, Idle idle) {
        if (idle != Idle.NEWLY) {
            site.failed++;
        }
        boolean stubborn =
                busiest.unit == BusiestGroup.Unit.TASKS
                        && site.failed > site.domain.cacheNiceTries + 2;
        Task running = source.current;
        if (stubborn && running != null && running.allowed.contains(rq.cpu)) {
            pushTo[source.cpu] = rq.cpu;
            core.requestStop(source, pusher);
        }
        site.intervalMs = site.domain.weight;
    }

    /** What the stop task of a CPU does: moves the task that it has just displaced. */
    private void pushRunning(RunQueue source) {
        RunQueue target = core.runQueue(pushTo[source.cpu]);
        FairQueue q = loads.queue(source.cpu);
        if (!target.active) {
            return;
        }
        for (FairEntity e = q.listTail; e != null; e = e.listPrevious) {
            if (!e.delayed && e.task.allowed.contains(target.cpu) && isMovable(e, source)) {
                move(e.task, source, target);
                return;
            }
        }
    }

    // Moving.

    private int pull(RunQueue rq, RunQueue source, Site site, Idle idle) {
        FairQueue q = loads.queue(source.cpu);
        int most = Math.min(MAX_MOVES, source.running);
        int moved = 0;
        long left = busiest.imbalance;
        FairEntity entity = q.listTail;
        for (int looked = 0; looked < most && entity != null && left > 0; looked++) {
            if (idle != Idle.BUSY && source.running <= 1) {
                break;
            }
            FairEntity before = entity.listPrevious;
            if (!mayMove(entity, q, source, rq, site)) {
                q.unlist(entity);
                q.listAtHead(entity);
            } else {
                long amount = amount(entity);
                int shift = Math.min(site.failed, MAX_SHIFT);
                if (busiest.unit != BusiestGroup.Unit.TASKS && amount >> shift > left) {
                    q.unlist(entity);
                    q.listAtHead(entity);
                } else {
                    move(entity.task, source, rq);
                    left -= amount;
                    moved++;
                    if (idle == Idle.NEWLY) {
                        break;
                    }
                }
            }
            entity = before;
        }
        return moved;
    }

    private long amount(FairEntity entity) {
        return switch (busiest.unit) {
            case LOAD -> Math.max(1, loads.taskLoad(entity));
            case UTIL -> loads.taskUtil(entity);
            case TASKS -> 1;
        };
    }

    private boolean isMovable(FairEntity entity, RunQueue source) {
        Task task = entity.task;
        return source.current != task
                && !task.isMigrationDisabled()
                && !task.migrationPending
                && !throttling.mustWait(entity);
    }

    private boolean mayMove(
            FairEntity entity, FairQueue q, RunQueue source, RunQueue target, Site site) {
        Task task = entity.task;
        if (entity.delayed && busiest.unit != BusiestGroup.Unit.LOAD) {
            return false;
        }
        if (!task.allowed.contains(target.cpu)) {
            somePinned = true;
            return false;
        }
        allPinned = false;
        if (!isMovable(entity, source)) {
            return false;
        }
        return !isHot(entity, q, target, site) || site.failed > site.domain.cacheNiceTries;
    }

    private boolean isHot(FairEntity entity, FairQueue q, RunQueue target, Site site) {
        if (entity.task.policy == SchedPolicy.IDLE || site.domain.threads) {
            return false;
        }
        if (target.running > 0 && q.buddy == entity) {
            return true;
        }
        return core.clockTaskNs(q.rq) - entity.task.execStartNs < CACHE_HOT_NS;
    }

    private void move(Task task, RunQueue source, RunQueue target) {
        core.deactivate(source, task, Queueing.NOCLOCK);
        core.setCpu(task, target.cpu);
        core.activate(target, task, Queueing.NOCLOCK);
        core.wakeupPreempt(target, task, 0);
    }
}
