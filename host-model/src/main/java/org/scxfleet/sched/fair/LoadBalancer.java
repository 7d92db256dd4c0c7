package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;

/**
 * When fair tasks are moved to CPUs with less to do (kernel/sched/fair.c: sched_balance_trigger,
 * sched_balance_domains, sched_balance_newidle). How is {@link BalancePass}'s matter.
 *
 * <p><b>Periodically.</b> At a busy CPU's tick, once per interval of each of its domains; the
 * interval is a domain's number of CPUs in ms, doubled while there is nothing to do, and 16 times
 * that, less a tick, while the CPU is busy. For CPUs without a tick: {@link IdleBalancer}.
 *
 * <p><b>Before idling.</b> A CPU that runs out of tasks looks for some in ever larger domains,
 * while some CPU is known to have more than one, and by a throw of the dice that makes it rarer
 * where it did not help.
 *
 * <p><b>Left out.</b> The cost of balancing, by which the kernel lets CPUs with very short idle
 * periods do without (balancing costs nothing here).
 */
final class LoadBalancer {
    private static final long AT_MOST_S = 60;
    private static final long S_NS = 1_000_000_000;
    private static final int AVERAGE_SHIFT = 3;
    private static final long LONGEST_AVERAGE_NS = 2 * IdleBalancer.WORTHWHILE_IDLE_NS;

    private final SchedCore core;
    private final FairLoads loads;
    private final Groups groups;
    private final SeededRandom random;
    private final DomainSite[][] sites;
    private final BalancePass pass;
    private final IdleBalancer idleBalancer;
    private final long[] nextBalance;
    private final long[] averageIdleNs;
    private boolean overloaded;

    /**
     * @param owner number of the kernel in the event queue
     */
    LoadBalancer(
            SchedCore core,
            int owner,
            FairLoads loads,
            Groups groups,
            SchedDomains domains,
            Throttling throttling,
            SeededRandom random) {
        this.core = core;
        this.loads = loads;
        this.groups = groups;
        this.random = random;
        int n = core.cpuCount();
        nextBalance = new long[n];
        averageIdleNs = new long[n];
        sites = new DomainSite[n][];
        for (int cpu = 0; cpu < n; cpu++) {
            SchedDomain[] chain = domains.of(cpu);
            averageIdleNs[cpu] = LONGEST_AVERAGE_NS;
            sites[cpu] = new DomainSite[chain.length];
            for (int level = 0; level < chain.length; level++) {
                SchedDomain parent = level + 1 < chain.length ? chain[level + 1] : null;
                sites[cpu][level] = new DomainSite(chain[level], parent, cpu);
            }
        }
        pass = new BalancePass(core, loads, throttling, sites);
        idleBalancer =
                new IdleBalancer(
                        core,
                        owner,
                        FairClass.firstInterrupt(n),
                        loads,
                        groups,
                        domains,
                        nextBalance,
                        cpu -> balanceDomains(core.runQueue(cpu), BalanceKind.IDLE));
    }

    /** A CPU has more than one task now. */
    void severalTasks() {
        if (!overloaded) {
            setOverloaded(true);
        }
    }

    private void setOverloaded(boolean now) {
        overloaded = now;
        core.attend(ClassId.FAIR, now);
    }

    boolean somethingToPull() {
        return overloaded;
    }

    /** The interrupt by which an idle CPU is asked to balance for all idle ones. */
    void interrupt(int cpu) {
        idleBalancer.interrupt(cpu);
    }

    /** The CPU stops its tick. */
    void becameIdle(RunQueue rq) {
        int cpu = rq.cpu;
        long since = loads.idleSinceNs(cpu);
        if (since > 0 && rq.busySinceNs > since) {
            long idleNs = rq.busySinceNs - since;
            averageIdleNs[cpu] += (idleNs - averageIdleNs[cpu]) >> AVERAGE_SHIFT;
            averageIdleNs[cpu] = Math.min(averageIdleNs[cpu], LONGEST_AVERAGE_NS);
        }
        loads.becameIdle(cpu);
        if (rq.active) {
            nextBalance[cpu] = Math.min(nextBalance[cpu], tick() + S_NS / tickNs());
            if (sites[cpu].length > 0) {
                bringForward(sites[cpu][0], cpu);
            }
            idleBalancer.becameIdle(cpu, averageIdleNs[cpu]);
        }
    }

    private void bringForward(DomainSite site, int cpu) {
        nextBalance[cpu] =
                Math.min(nextBalance[cpu], site.balancedAtTick + intervalTicks(site, false));
    }

    private long intervalTicks(DomainSite site, boolean busy) {
        return site.intervalTicks(busy, tickNs(), core.activeCpus().size());
    }

    private long tick() {
        return core.tickClock().ticksAt(core.nowNs());
    }

    private long tickNs() {
        return core.tickClock().periodNs();
    }

    /**
     * The tick of that CPU has something for a soft interrupt to do; what the hard interrupt does
     * is done.
     */
    boolean isDue(RunQueue rq) {
        if (!rq.active || sites[rq.cpu].length == 0) {
            return false;
        }
        idleBalancer.busyTick(rq, smallest(sites[rq.cpu]));
        return tick() >= nextBalance[rq.cpu];
    }

    /** The tick of a busy CPU. */
    void tick(RunQueue rq) {
        DomainSite[] chain = sites[rq.cpu];
        if (!rq.active || chain.length == 0) {
            return;
        }
        if (!core.threadsInterrupts()) {
            idleBalancer.busyTick(rq, smallest(chain));
        }
        if (tick() >= nextBalance[rq.cpu]) {
            groups.decay(rq.cpu, core.nowNs());
            balanceDomains(rq, BalanceKind.BUSY);
        }
    }

    private static @Nullable SchedDomain smallest(DomainSite[] chain) {
        return chain.length == 0 ? null : chain[0].domain;
    }

    private void balanceDomains(RunQueue rq, BalanceKind kind) {
        BalanceKind state = kind;
        boolean busy = isBusy(rq, state);
        long tick = tick();
        long next = tick + AT_MOST_S * S_NS / tickNs();
        for (DomainSite site : sites[rq.cpu]) {
            if (tick >= site.balancedAtTick + intervalTicks(site, busy)) {
                int moved = balance(rq, site, state);
                if (moved > 0) {
                    state = loads.isIdle(rq.cpu) ? BalanceKind.IDLE : BalanceKind.BUSY;
                    busy = isBusy(rq, state);
                }
                site.balancedAtTick = tick;
                next = Math.min(next, tick + intervalTicks(site, busy));
                if (!pass.mayGoOn()) {
                    break;
                }
            } else {
                next = Math.min(next, site.balancedAtTick + intervalTicks(site, busy));
            }
        }
        nextBalance[rq.cpu] = next;
    }

    private boolean isBusy(RunQueue rq, BalanceKind kind) {
        return kind == BalanceKind.BUSY && !loads.hasOnlyIdlePolicy(rq.cpu);
    }

    private int balance(RunQueue rq, DomainSite site, BalanceKind kind) {
        int moved = pass.run(rq, site, kind);
        if (site.parent == null && pass.compared()) {
            boolean now = pass.sawOverload();
            if (now != overloaded) {
                setOverloaded(now);
            }
        }
        return moved;
    }

    /** A CPU has nothing of its class left to run: tries to get something; true if it did. */
    boolean pullForIdle(RunQueue rq, @Nullable Task prev) {
        boolean asked = prev != null && !prev.schedClass.below(ClassId.FAIR);
        if (!overloaded || !rq.active || !asked || sites[rq.cpu].length == 0) {
            return false;
        }
        groups.decay(rq.cpu, core.nowNs());
        for (DomainSite site : sites[rq.cpu]) {
            bringForward(site, rq.cpu);
            int success = site.throwForNewIdle(random, core.nowNs());
            if (success == 0) {
                continue;
            }
            boolean pulled = balance(rq, site, BalanceKind.NEWLY_IDLE) > 0;
            site.noteNewIdle(pulled ? success : 0, core.nowNs());
            if (pulled || !pass.mayGoOn()) {
                break;
            }
        }
        return rq.runningByClass[ClassId.FAIR.ordinal()] > 0;
    }
}
