package org.scxfleet.cgroup;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;

/**
 * CPU bandwidth limits of cgroups (cpu.max): a pool per cgroup, filled with the quota each period
 * (kernel/sched/fair.c: cfs_bandwidth).
 *
 * <p><b>What.</b> CPUs take runtime from the pool in pieces of {@link #SLICE_NS} and use it up
 * locally. A CPU that finds the pool empty is throttled: it stands in a list, and at the next
 * period the pool first pays the debts of those in the list, in order. A CPU whose tasks all sleep
 * gives back what it holds; if others wait, a short timer hands that out.
 *
 * <p><b>Periods.</b> A period timer runs while anyone uses the pool and stops after an idle period.
 * Its phase is the start of the run; the kernel draws it at random.
 *
 * <p><b>Left out.</b> Burst; the doubling of a period whose timer keeps coming late, because here
 * no timer is late.
 *
 * <p>Sources of {@link EventRank#BANDWIDTH} events: 2 x cgroup for the period, plus 1 for the slack
 * timer.
 */
public final class CpuBandwidth {
    /** What a CPU takes at once. */
    public static final long SLICE_NS = 5_000_000;

    /** A CPU that goes idle keeps this much. */
    public static final long KEPT_NS = 1_000_000;

    private static final long SLACK_DELAY_NS = 5_000_000;
    private static final long MIN_BEFORE_REFILL_NS = 2_000_000;
    private static final long NS_PER_US = 1000;

    private final EventQueue queue;
    private final int owner;
    private final CgroupTree tree;
    private final Throttled throttled;
    private @Nullable Pool[] pools = new Pool[4];
    private int limited;

    /** The CPUs' side. */
    public interface Throttled {
        /**
         * Runtime that the cgroup's tasks on the CPU have used beyond what they had, at least 0.
         */
        long debtNs(int cgroup, int cpu);

        /** Gives runtime to a throttled CPU; what then is positive lets the tasks run again. */
        void refill(int cgroup, int cpu, long runtimeNs);

        /** The limit is gone: the tasks run again. */
        void release(int cgroup, int cpu);
    }

    private static final class Pool {
        long quotaNs;
        long periodNs;
        long runtimeNs;
        boolean idle;
        boolean slackStarted;
        final int periodTimer;
        final int slackTimer;
        long periods;
        long throttledPeriods;

        /** CPUs waiting for runtime, a ring of distinct CPUs in order of arrival. */
        int[] waiting = new int[4];

        int waitingCount;

        Pool(int periodTimer, int slackTimer) {
            this.periodTimer = periodTimer;
            this.slackTimer = slackTimer;
        }
    }

    public CpuBandwidth(EventQueue queue, int owner, CgroupTree tree, Throttled throttled) {
        this.queue = queue;
        this.owner = owner;
        this.tree = tree;
        this.throttled = throttled;
    }

    /** Some cgroup has a limit. */
    public boolean isUsed() {
        return limited > 0;
    }

    public boolean isLimited(int cgroup) {
        return pool(cgroup) != null;
    }

    /** Number of periods in which the cgroup was throttled somewhere. */
    public long throttledPeriods(int cgroup) {
        Pool pool = pool(cgroup);
        return pool == null ? 0 : pool.throttledPeriods;
    }

    /** Periods that began while the cgroup used its pool. */
    public long periods(int cgroup) {
        Pool pool = pool(cgroup);
        return pool == null ? 0 : pool.periods;
    }

    private @Nullable Pool pool(int cgroup) {
        if (cgroup >= pools.length) {
            return null;
        }
        Pool pool = pools[cgroup];
        return pool == null || pool.quotaNs < 0 ? null : pool;
    }

    /** Takes over the limit that the tree now has for the cgroup. */
    public void limitChanged(int cgroup) {
        long quotaUs = tree.quotaUs(cgroup);
        boolean wasLimited = isLimited(cgroup);
        if (quotaUs == CgroupTree.UNLIMITED) {
            if (wasLimited) {
                limited--;
                lift(cgroup);
            }
            return;
        }
        if (cgroup >= pools.length) {
            pools = java.util.Arrays.copyOf(pools, Math.max(cgroup + 1, pools.length * 2));
        }
        Pool pool = pools[cgroup];
        if (pool == null) {
            pool =
                    new Pool(
                            queue.register(EventRank.BANDWIDTH, owner, 2 * cgroup),
                            queue.register(EventRank.BANDWIDTH, owner, 2 * cgroup + 1));
            pools[cgroup] = pool;
        }
        if (!wasLimited) {
            limited++;
        }
        pool.quotaNs = quotaUs * NS_PER_US;
        pool.periodNs = tree.periodUs(cgroup) * NS_PER_US;
        pool.runtimeNs = pool.quotaNs;
        if (queue.isArmed(pool.periodTimer)) {
            queue.cancel(pool.periodTimer);
            start(pool);
        }
        distribute(cgroup, pool);
    }

    private void lift(int cgroup) {
        Pool pool = pools[cgroup];
        if (pool == null) {
            return;
        }
        pool.quotaNs = -1;
        queue.cancel(pool.periodTimer);
        queue.cancel(pool.slackTimer);
        pool.slackStarted = false;
        while (pool.waitingCount > 0) {
            int cpu = pool.waiting[0];
            forget(pool, cpu);
            throttled.release(cgroup, cpu);
        }
    }

    /** Takes up to that much from the pool; 0 if it is empty. */
    public long take(int cgroup, long wantedNs) {
        Pool pool = pool(cgroup);
        if (pool == null) {
            return wantedNs;
        }
        start(pool);
        long taken = Math.min(pool.runtimeNs, wantedNs);
        if (taken > 0) {
            pool.runtimeNs -= taken;
            pool.idle = false;
        }
        return taken;
    }

    /** Returns runtime of a CPU where the cgroup has nothing left to run. */
    public void giveBack(int cgroup, long runtimeNs) {
        Pool pool = pool(cgroup);
        if (pool == null) {
            return;
        }
        pool.runtimeNs += runtimeNs;
        if (pool.runtimeNs > SLICE_NS && pool.waitingCount > 0) {
            boolean refillsSoon = refillWithin(pool, SLACK_DELAY_NS + MIN_BEFORE_REFILL_NS);
            if (!refillsSoon && !pool.slackStarted) {
                pool.slackStarted = true;
                queue.arm(pool.slackTimer, queue.nowNs() + SLACK_DELAY_NS);
            }
        }
    }

    /** The CPU waits for runtime from now on. */
    public void wait(int cgroup, int cpu) {
        Pool pool = pool(cgroup);
        if (pool == null) {
            throw new IllegalStateException("cgroup " + cgroup + " is throttled without a limit");
        }
        if (pool.waitingCount == pool.waiting.length) {
            pool.waiting = java.util.Arrays.copyOf(pool.waiting, pool.waitingCount * 2);
        }
        pool.waiting[pool.waitingCount++] = cpu;
    }

    private static void forget(Pool pool, int cpu) {
        int to = 0;
        for (int from = 0; from < pool.waitingCount; from++) {
            if (pool.waiting[from] != cpu) {
                pool.waiting[to++] = pool.waiting[from];
            }
        }
        pool.waitingCount = to;
    }

    private void start(Pool pool) {
        if (!queue.isArmed(pool.periodTimer)) {
            long periods = queue.nowNs() / pool.periodNs + 1;
            queue.arm(pool.periodTimer, periods * pool.periodNs);
        }
    }

    private boolean refillWithin(Pool pool, long timeNs) {
        return queue.isArmed(pool.periodTimer)
                && queue.deadlineNs(pool.periodTimer) - queue.nowNs() < timeNs;
    }

    /** A timer of this kernel's bandwidth control fired. */
    public void event(int source) {
        int cgroup = source >> 1;
        Pool pool = pool(cgroup);
        if (pool == null) {
            return;
        }
        if ((source & 1) == 0) {
            periodBegins(cgroup, pool);
        } else {
            pool.slackStarted = false;
            if (!refillWithin(pool, MIN_BEFORE_REFILL_NS) && pool.runtimeNs > SLICE_NS) {
                distribute(cgroup, pool);
            }
        }
    }

    private void periodBegins(int cgroup, Pool pool) {
        pool.periods++;
        pool.runtimeNs = pool.quotaNs;
        boolean waits = pool.waitingCount > 0;
        if (pool.idle && !waits) {
            return;
        }
        queue.arm(pool.periodTimer, queue.nowNs() + pool.periodNs);
        if (!waits) {
            pool.idle = true;
            return;
        }
        pool.throttledPeriods++;
        distribute(cgroup, pool);
        pool.idle = false;
    }

    private void distribute(int cgroup, Pool pool) {
        while (pool.waitingCount > 0 && pool.runtimeNs > 0) {
            int cpu = pool.waiting[0];
            long debtNs = throttled.debtNs(cgroup, cpu);
            long grantNs = Math.min(debtNs + 1, pool.runtimeNs);
            pool.runtimeNs -= grantNs;
            if (grantNs > debtNs) {
                forget(pool, cpu);
            }
            throttled.refill(cgroup, cpu, grantNs);
        }
    }
}
