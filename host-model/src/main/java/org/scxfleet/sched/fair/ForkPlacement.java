package org.scxfleet.sched.fair;

import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * On which CPU a new task starts (kernel/sched/fair.c: sched_balance_find_dst_cpu,
 * sched_balance_find_dst_group, sched_balance_find_dst_group_cpu).
 *
 * <p>From the largest domain down it goes to the group with most room, there to the CPU that became
 * idle last, or has least load, and on from there through the smaller domains of that CPU. A group
 * must be clearly better than the one at hand.
 */
final class ForkPlacement {
    private static final int PER_CENT = 100;
    private static final int NODE_IMBALANCE = 2;

    private final SchedCore core;
    private final FairLoads loads;
    private final SchedDomains domains;
    private final GroupStats local = new GroupStats();
    private GroupStats best = new GroupStats();
    private GroupStats scratch = new GroupStats();

    ForkPlacement(SchedCore core, FairLoads loads, SchedDomains domains) {
        this.core = core;
        this.loads = loads;
        this.domains = domains;
    }

    /**
     * Chooses.
     *
     * @param here CPU of the parent
     * @param fallback CPU for a task that may not use any of the domain
     */
    int select(Task task, int here, int fallback) {
        int cpu = here;
        SchedDomain[] chain = domains.of(here);
        int level = topLevel(chain);
        if (level < 0 || !chain[level].span.intersects(task.allowed)) {
            return fallback;
        }
        int chosen = here;
        while (level >= 0) {
            SchedDomain domain = domains.of(cpu)[level];
            int group = roomiestGroup(domain, task, cpu);
            if (group >= 0) {
                chosen = roomiestCpu(domain.groups[group], task, cpu);
                if (chosen != cpu) {
                    cpu = chosen;
                    level = levelBelow(domains.of(cpu), domain.weight);
                    continue;
                }
            }
            level--;
        }
        return core.isCpuUsable(task, chosen) ? chosen : fallback;
    }

    private static int topLevel(SchedDomain[] chain) {
        int top = -1;
        for (int level = 0; level < chain.length && chain[level].near; level++) {
            top = level;
        }
        return top;
    }

    private static int levelBelow(SchedDomain[] chain, int weight) {
        int below = -1;
        for (int level = 0; level < chain.length && chain[level].weight < weight; level++) {
            below = level;
        }
        return below;
    }

    /** The group to go to, or -1 to stay. */
    private int roomiestGroup(SchedDomain domain, Task task, int cpu) {
        int own = domain.groupOf(cpu);
        boolean localAllowed = false;
        boolean found = false;
        int group = own;
        do {
            if (domain.groups[group].intersects(task.allowed)) {
                GroupStats stats = group == own ? local : scratch;
                stats.measureForNew(loads, domain, group, task.allowed);
                localAllowed |= group == own;
                if (group != own && (!found || isRoomier())) {
                    scratch = best;
                    best = stats;
                    found = true;
                }
            }
            group = domain.groupAfter(group);
        } while (group != own);
        if (!found) {
            return -1;
        }
        return !localAllowed || isBetterThanLocal(domain, task) ? best.group : -1;
    }

    /** Has the group just measured more room than the best so far? */
    private boolean isRoomier() {
        if (scratch.type != best.type) {
            return scratch.type.compareTo(best.type) < 0;
        }
        return switch (scratch.type) {
            case OVERLOADED, FULLY_BUSY -> scratch.averageLoad < best.averageLoad;
            case REDUCED, CROWDED_CORE, IMBALANCED -> false;
            case HAS_SPARE ->
                    scratch.idleCpus > best.idleCpus
                            || (scratch.idleCpus == best.idleCpus && scratch.util < best.util);
        };
    }

    private boolean isBetterThanLocal(SchedDomain domain, Task task) {
        if (local.type != best.type) {
            return local.type.compareTo(best.type) > 0;
        }
        return switch (local.type) {
            case OVERLOADED, FULLY_BUSY -> {
                long allowance = GroupStats.SCALE * (domain.imbalancePct - PER_CENT) / PER_CENT;
                boolean nearly = domain.nodes && best.averageLoad + allowance >= local.averageLoad;
                yield !nearly
                        && best.averageLoad < local.averageLoad + allowance
                        && PER_CENT * local.averageLoad > domain.imbalancePct * best.averageLoad;
            }
            case REDUCED, CROWDED_CORE, IMBALANCED -> false;
            case HAS_SPARE ->
                    local.idleCpus < best.idleCpus
                            && !(domain.nodes && isSmallNodeImbalance(domain, task));
        };
    }

    private boolean isSmallNodeImbalance(SchedDomain domain, Task task) {
        CpuSet here = domain.groups[local.group];
        int allowedHere = 0;
        for (int cpu = here.nextShared(0, task.allowed);
                cpu >= 0;
                cpu = here.nextShared(cpu + 1, task.allowed)) {
            allowedHere++;
        }
        int tasks = Math.min(allowedHere, domain.nodeImbalanceTasks);
        int imbalance = Math.abs(local.idleCpus - best.idleCpus);
        return local.tasks + 1 <= tasks ? imbalance <= NODE_IMBALANCE : imbalance == 0;
    }

    private int roomiestCpu(CpuSet group, Task task, int from) {
        if (group.size() == 1) {
            return group.first();
        }
        int idlest = -1;
        long idleSinceNs = -1;
        int least = from;
        long leastLoad = Long.MAX_VALUE;
        for (int cpu = group.nextShared(0, task.allowed);
                cpu >= 0;
                cpu = group.nextShared(cpu + 1, task.allowed)) {
            if (!core.runQueue(cpu).active) {
                continue;
            }
            if (loads.isIdle(cpu)) {
                if (loads.idleSinceNs(cpu) > idleSinceNs) {
                    idleSinceNs = loads.idleSinceNs(cpu);
                    idlest = cpu;
                }
            } else if (idlest < 0 && loads.load(cpu) < leastLoad) {
                leastLoad = loads.load(cpu);
                least = cpu;
            }
        }
        return idlest >= 0 ? idlest : least;
    }
}
