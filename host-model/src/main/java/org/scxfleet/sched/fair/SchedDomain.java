package org.scxfleet.sched.fair;

import org.scxfleet.topology.CpuSet;

/**
 * CPUs among which load is balanced, in groups; the groups are the domains one level below (struct
 * sched_domain).
 */
final class SchedDomain {
    final CpuSet span;

    /** Groups in order of their first CPU. */
    final CpuSet[] groups;

    final int weight;

    /** The CPUs are threads of one core. */
    final boolean threads;

    /** The CPUs share a last-level cache. */
    final boolean sharesCache;

    /** The groups are on different nodes. */
    final boolean nodes;

    /** The groups are domains themselves, whose tasks better spread over the groups. */
    final boolean prefersSiblings;

    /** Groups of the groups: threads of one core. */
    final boolean groupsAreCores;

    /** Imbalance below this is left alone, per cent. */
    final int imbalancePct;

    /** Failed attempts after which tasks that ran a moment ago are moved too. */
    final int cacheNiceTries;

    SchedDomain(
            CpuSet span,
            CpuSet[] groups,
            boolean threads,
            boolean sharesCache,
            boolean nodes,
            boolean prefersSiblings) {
        this.span = span;
        this.groups = groups;
        this.threads = threads;
        this.sharesCache = sharesCache;
        this.nodes = nodes;
        this.prefersSiblings = prefersSiblings;
        groupsAreCores = !threads && groups[0].size() > 1 && prefersSiblings && sharesCache;
        weight = span.size();
        imbalancePct = threads ? 110 : 117;
        cacheNiceTries = nodes ? 2 : threads ? 0 : 1;
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
}
