package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeededRandom;

/** One CPU's account of one of its domains (the parts of struct sched_domain that are per CPU). */
final class DomainSite {
    private static final int SIDES = 1024;

    /** Nanoseconds of 1,024 attempts that raise the ratio by one, as a shift. */
    private static final int RATE_SHIFT = 22;

    private static final int LONGEST_MS = 512;
    private static final int BUSY_FACTOR = 16;
    private static final int INTERVAL_PARTS = 10;
    private static final long MS_NS = 1_000_000;
    private static final long S_NS = 1_000_000_000;

    final SchedDomain domain;

    /** The next larger domain of the CPU; null for the largest. */
    final @Nullable SchedDomain parent;

    /** The CPU's group within the domain, and the domain within the parent. */
    final int ownGroup;

    final int groupInParent;

    long balancedAtTick;
    int intervalMs;

    /** Attempts in a row that found an imbalance and moved nothing. */
    int failed;

    private int newIdleRatio = SIDES / 2;
    private int newIdleCalls = SIDES / 2;
    private int newIdleSuccesses = SIDES / 4;
    private long newIdleSinceNs;

    DomainSite(SchedDomain domain, @Nullable SchedDomain parent, int cpu) {
        this.domain = domain;
        this.parent = parent;
        ownGroup = domain.groupOf(cpu);
        groupInParent = parent == null ? -1 : parent.groupOf(cpu);
        intervalMs = domain.weight;
    }

    /** The parent's groups cannot be compared by their sums: affinities keep this one as it is. */
    void imbalanceInParent(boolean imbalanced) {
        if (parent != null) {
            parent.imbalanced[groupInParent] = imbalanced;
        }
    }

    void shortenInterval() {
        intervalMs = domain.weight;
    }

    void lengthenInterval(boolean pinned) {
        if (intervalMs < 2 * domain.weight || (pinned && intervalMs < LONGEST_MS)) {
            intervalMs *= 2;
        }
    }

    /** Ticks from one attempt to the next. */
    long intervalTicks(boolean busy, long tickNs, int cpus) {
        long ms = busy ? (long) intervalMs * BUSY_FACTOR : intervalMs;
        long ticks = Math.ceilDiv(ms * MS_NS, tickNs) - (busy ? 1 : 0);
        long most = S_NS / tickNs * cpus / INTERVAL_PARTS;
        return Math.clamp(ticks, 1, Math.max(1, most));
    }

    /**
     * Whether a CPU about to go idle looks for work in this domain: by a throw of the dice, the
     * more likely the more often it helped.
     *
     * @return how much a success counts; 0 = do not look
     */
    int throwForNewIdle(SeededRandom random, long nowNs) {
        if (newIdleRatio >= SIDES) {
            return 1;
        }
        int weight = 1 + newIdleRatio;
        if (random.below(SIDES) > weight) {
            noteNewIdle(0, nowNs);
            return 0;
        }
        return (SIDES + weight / 2) / weight;
    }

    void noteNewIdle(int success, long nowNs) {
        newIdleCalls++;
        newIdleSuccesses += success;
        if (newIdleCalls >= SIDES) {
            long slowly = (nowNs - newIdleSinceNs) >> RATE_SHIFT;
            newIdleSinceNs = nowNs;
            newIdleRatio = (int) Math.min(SIDES, slowly + newIdleSuccesses);
            newIdleCalls /= 2;
            newIdleSuccesses /= 2;
        }
    }
}
