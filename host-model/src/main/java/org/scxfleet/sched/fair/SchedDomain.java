package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.topology.CpuSet;

/**
 * CPUs among which load is balanced, in groups; the groups are the domains one level below (struct
 * sched_domain, sched_group, sched_group_capacity, sched_domain_shared). What CPUs of the domain
 * know in common is here; what each keeps for itself is the {@link LoadBalancer}'s.
 */
final class SchedDomain {
    private static final int THREADS_IMBALANCE_PCT = 110;
    private static final int IMBALANCE_PCT = 117;

    /**
     * Nodes farther than this apart are balanced, but tasks do not start or wake across: 30, or 32
     * on the AMD servers whose sockets are 32 apart (node_reclaim_distance).
     */
    private static final int NEAR_DISTANCE = 32;

    final CpuSet span;

    /** Groups in order of their first CPU. */
    final CpuSet[] groups;

    /** CPUs of each group, ascending. */
    final int[][] members;

    /** The domain that each group is; null for a single CPU. */
    final @Nullable SchedDomain[] children;

    final int weight;

    /** The CPUs are threads of one core. */
    final boolean threads;

    /** The CPUs share a last-level cache. */
    final boolean sharesCache;

    /** The groups are on different nodes. */
    final boolean nodes;

    /** Tasks may start and wake anywhere in it. */
    final boolean near;

    /** The groups are domains themselves, whose tasks better spread over the groups. */
    final boolean prefersSiblings;

    /** The groups are threads of one core. */
    final boolean groupsAreCores;

    /** Cores of each group. */
    final int[] cores;

    /** Imbalance below this is left alone, per cent. */
    final int imbalancePct;

    /** Failed attempts after which tasks that ran a moment ago are moved too. */
    final int cacheNiceTries;

    /** Tasks of a node among which a small imbalance between nodes is left alone. */
    int nodeImbalanceTasks = 1;

    // What changes.

    /** Capacity left for fair tasks per group, 1024 per CPU, and the tick of its next update. */
    final long[] capacity;

    final long[] capacityDueTick;

    /** Per group: balancing within it failed because of affinities. */
    final boolean[] imbalanced;

    /**
     * CPUs that a waking task may look at for an idle one; the domain of a last-level cache only.
     */
    int idleScan;

    /** CPUs that have not stopped their tick; the domain of a last-level cache only. */
    int busyCpus;

    /** What a domain is made for. */
    enum Level {
        THREADS,
        CACHE,
        NODE,
        NODES
    }

    SchedDomain(
            CpuSet span,
            CpuSet[] groups,
            @Nullable SchedDomain[] children,
            int[] cores,
            Level level,
            int distance,
            int capacityPerCpu) {
        this.span = span;
        this.groups = groups;
        this.children = children;
        this.cores = cores;
        threads = level == Level.THREADS;
        sharesCache = threads || level == Level.CACHE;
        nodes = level == Level.NODES;
        near = !nodes || distance <= NEAR_DISTANCE;
        SchedDomain child = children[0];
        prefersSiblings = child != null && !child.nodes;
        groupsAreCores = child != null && child.threads;
        weight = span.size();
        members = new int[groups.length][];
        imbalancePct = threads ? THREADS_IMBALANCE_PCT : IMBALANCE_PCT;
        cacheNiceTries = nodes ? 2 : threads ? 0 : 1;
        capacity = new long[groups.length];
        capacityDueTick = new long[groups.length];
        imbalanced = new boolean[groups.length];
        idleScan = weight;
        busyCpus = weight;
        for (int group = 0; group < groups.length; group++) {
            members[group] = groups[group].toArray();
            capacity[group] = (long) groups[group].size() * capacityPerCpu;
        }
    }

    /** The group of the CPU. */
    int groupOf(int cpu) {
        for (int group = 0; group < groups.length; group++) {
            if (groups[group].contains(cpu)) {
                return group;
            }
        }
        throw new IllegalArgumentException("CPU " + cpu + " is not in " + span);
    }

    /** The group after that one, the first after the last. */
    int groupAfter(int group) {
        return group + 1 == groups.length ? 0 : group + 1;
    }
}
