package org.scxfleet.sched.fair;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventRank;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.topology.CpuSet;

/**
 * Balancing for CPUs that have stopped their tick (kernel/sched/fair.c: nohz_balancer_kick,
 * kick_ilb, _nohz_idle_balance).
 *
 * <p><b>What.</b> A busy CPU that finds at its tick that there may be something to do for idle CPUs
 * sends an interrupt to one of them, the lowest on an idle core. That one balances for all idle
 * CPUs in turn, from the one after it, for itself last, and stops when it gets something to do. On
 * the way it lets their averages decay, which at other times nobody does.
 *
 * <p><b>When.</b> The busy CPU has more than one task, or real-time tasks take much of it, or
 * another CPU of its cache is busy too; and the next balancing of some idle CPU is due.
 *
 * <p><b>Later than a wake-up of the same tick.</b> It is a soft interrupt that balances, after the
 * interrupt. By then a kernel thread that the same tick woke has displaced the hog of the busy CPU,
 * and the idle sibling, or another idle CPU, takes the hog. So a hog with a CPU for itself moves on
 * each time such a thread preempts it at a tick.
 *
 * <p><b>Cost.</b> O(idle CPUs) at most once a tick for the whole machine.
 */
final class IdleBalancer {
    private static final int STATS = 1;
    private static final int BALANCE = 2;
    private static final int NEXT = 4;
    private static final long AT_MOST_S = 60;

    /** Balancing begins when the interrupt has arrived and, as long again, is over. */
    private static final int WAY_AND_WORK = 2;

    private static final long BLOCKED_PERIOD_MS = 32;
    private static final long MS_NS = 1_000_000;
    private static final long S_MS = 1_000;

    /** Shorter average idle periods are not worth an update of averages. */
    static final long WORTHWHILE_IDLE_NS = 500_000;

    private final SchedCore core;
    private final FairLoads loads;
    private final Groups groups;
    private final SchedDomains domains;
    private final IntConsumer balance;
    private final long[] nextBalance;
    private final CpuSet stopped;
    private final boolean[] blockedHere;
    private final long[] blockedUpdateTick;
    private final int[] asked;
    private final int[] timers;
    private boolean blocked;
    private boolean newlyStopped;
    private long nextTick;
    private long nextBlockedTick;

    /**
     * @param owner number of the kernel in the event queue
     * @param firstSource of the events: from there on, by CPU
     * @param nextBalance tick of each CPU's next balancing
     * @param balance balances the domains of a CPU, which is idle
     */
    IdleBalancer(
            SchedCore core,
            int owner,
            int firstSource,
            FairLoads loads,
            Groups groups,
            SchedDomains domains,
            long[] nextBalance,
            IntConsumer balance) {
        this.core = core;
        this.loads = loads;
        this.groups = groups;
        this.domains = domains;
        this.nextBalance = nextBalance;
        this.balance = balance;
        int n = core.cpuCount();
        stopped = new CpuSet(n);
        blockedHere = new boolean[n];
        blockedUpdateTick = new long[n];
        asked = new int[n];
        timers = new int[n];
        for (int cpu = 0; cpu < n; cpu++) {
            timers[cpu] = core.queue().register(EventRank.IRQ_WORK, owner, firstSource + cpu);
            stop(cpu);
        }
    }

    private void stop(int cpu) {
        stopped.add(cpu);
        SchedDomain cache = domains.cacheOf(cpu);
        if (cache != null) {
            cache.busyCpus--;
        }
        newlyStopped = true;
    }

    /** A CPU stops its tick. */
    void becameIdle(int cpu, long averageIdleNs) {
        long tick = tick();
        if (blocked && tick >= nextBlockedTick && averageIdleNs >= WORTHWHILE_IDLE_NS) {
            run(cpu, STATS);
        }
        blockedHere[cpu] = true;
        if (!stopped.contains(cpu)) {
            stop(cpu);
        }
        blocked = true;
    }

    /** The tick of a busy CPU: should someone balance for the idle ones? */
    void busyTick(RunQueue rq, @Nullable SchedDomain smallest) {
        SchedDomain cache = domains.cacheOf(rq.cpu);
        if (stopped.testAndRemove(rq.cpu) && cache != null) {
            cache.busyCpus++;
        }
        long tick = tick();
        int flags = blocked && tick > nextBlockedTick ? STATS : 0;
        if (tick >= nextTick) {
            if (stopped.isEmpty()) {
                return;
            }
            if (hasSomethingToGive(rq, smallest, cache)) {
                flags |= STATS | BALANCE;
            }
        }
        if (newlyStopped) {
            flags |= NEXT;
        }
        if (flags != 0) {
            kick(flags, tick);
        }
    }

    private boolean hasSomethingToGive(
            RunQueue rq, @Nullable SchedDomain smallest, @Nullable SchedDomain cache) {
        if (rq.running >= 2) {
            return true;
        }
        boolean reduced =
                smallest != null
                        && loads.runnableTasks(rq.cpu) >= 1
                        && loads.isReduced(rq.cpu, smallest.imbalancePct);
        return reduced || (cache != null && cache.busyCpus > 1);
    }

    private void kick(int flags, long tick) {
        if ((flags & BALANCE) != 0) {
            nextTick = tick + 1;
        }
        int cpu = chosen();
        if (cpu < 0 || (asked[cpu] & flags) == flags) {
            return;
        }
        int before = asked[cpu];
        asked[cpu] |= flags;
        if (before != 0) {
            return;
        }
        if (core.runQueue(cpu).powered) {
            core.queue().arm(timers[cpu], core.nowNs() + WAY_AND_WORK * core.costs().ipiNs());
        } else {
            // A virtual CPU that does not execute: the one that asks does it.
            interrupt(cpu);
        }
    }

    private int chosen() {
        return loads.firstIdle(stopped, stopped, core.topology().hasSmt());
    }

    /** The interrupt arrives. */
    void interrupt(int cpu) {
        int flags = asked[cpu];
        asked[cpu] = 0;
        if (flags != 0 && loads.isIdle(cpu)) {
            run(cpu, flags);
        }
    }

    private void run(int here, int flags) {
        long tick = tick();
        long next = tick + AT_MOST_S * ticks(S_MS);
        boolean leftOver = false;
        if ((flags & STATS) != 0) {
            blocked = false;
        }
        if ((flags & NEXT) != 0) {
            newlyStopped = false;
        }
        int cpu = stopped.nextSharedAfter(here, stopped);
        for (int left = stopped.size(); left > 0; left--) {
            if (loads.isIdle(cpu)) {
                if ((flags & BALANCE) != 0 && !loads.isIdle(here)) {
                    blocked |= (flags & STATS) != 0;
                    newlyStopped |= (flags & NEXT) != 0;
                    return;
                }
                if ((flags & STATS) != 0) {
                    leftOver |= decay(cpu, tick);
                }
                if ((flags & BALANCE) != 0 && tick >= nextBalance[cpu]) {
                    balance.accept(cpu);
                }
                next = Math.min(next, nextBalance[cpu]);
            }
            cpu = stopped.nextSharedAfter(cpu, stopped);
        }
        nextTick = next;
        if ((flags & STATS) != 0) {
            nextBlockedTick = tick + ticks(BLOCKED_PERIOD_MS);
        }
        blocked |= leftOver;
    }

    /** True if there is something left to decay. */
    private boolean decay(int cpu, long tick) {
        if (!blockedHere[cpu]) {
            return false;
        }
        if (tick <= blockedUpdateTick[cpu]) {
            return true;
        }
        blockedUpdateTick[cpu] = tick;
        blockedHere[cpu] = groups.decay(cpu, core.nowNs());
        return blockedHere[cpu];
    }

    private long tick() {
        return core.tickClock().ticksAt(core.nowNs());
    }

    private long ticks(long ms) {
        return Math.ceilDiv(ms * MS_NS, core.tickClock().periodNs());
    }
}
