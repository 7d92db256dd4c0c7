package org.scxfleet.sched.fair;

import org.scxfleet.topology.CpuSet;

/**
 * Finds out whether a domain is out of balance seen from one CPU, and by how much of what
 * (kernel/sched/fair.c: update_sd_lb_stats, sched_balance_find_src_group, calculate_imbalance,
 * sched_balance_find_src_rq).
 *
 * <p>One object per balancer, used again for each pass; its fields hold the result.
 */
final class BusiestGroup {
    /** What is to be moved, and in which unit {@link #imbalance} counts. */
    enum Unit {
        LOAD,
        UTIL,
        TASKS
    }

    /** How full a group is, from least to most. */
    private static final int HAS_SPARE = 0;

    private static final int FULLY_BUSY = 1;
    private static final int CROWDED_CORE = 2;
    private static final int PINNED_ELSEWHERE = 3;
    private static final int OVERLOADED = 4;

    private final FairLoads loads;
    private final Stats local = new Stats();
    private Stats busiest = new Stats();
    private Stats scratch = new Stats();
    private boolean found;
    private long totalLoad;
    private long totalCapacity;

    Unit unit = Unit.TASKS;
    long imbalance;

    private static final class Stats {
        long load;
        long util;
        long runnable;
        long capacity;
        long averageLoad;
        int tasks;
        int fairTasks;
        int idleCpus;
        int weight;
        int type;
        int cores;
        int group;
    }

    BusiestGroup(FairLoads loads) {
        this.loads = loads;
    }

    /**
     * Looks at all groups of the domain.
     *
     * @param cpus CPUs that may be balanced
     * @param idle the CPU is idle or about to be
     * @param imbalanced groups whose tasks could not be moved because of their affinity
     * @return the group to take from, or -1 if there is nothing to do
     */
    int find(SchedDomain domain, int cpu, CpuSet cpus, boolean idle, boolean[] imbalanced) {
        found = false;
        totalLoad = 0;
        totalCapacity = 0;
        int own = domain.groupOf(cpu);
        for (int group = 0; group < domain.groups.length; group++) {
            Stats stats = group == own ? local : scratch;
            measure(stats, domain, group, cpus, group != own && idle, imbalanced[group]);
            totalLoad += stats.load;
            totalCapacity += stats.capacity;
            if (group != own && (!found || isBusier(stats, busiest)) && stats.fairTasks > 0) {
                scratch = busiest;
                busiest = stats;
                found = true;
            }
        }
        return found && worthwhile(domain, idle) && quantify(domain, idle) ? busiest.group : -1;
    }

    private void measure(
            Stats stats,
            SchedDomain domain,
            int group,
            CpuSet cpus,
            boolean forIdle,
            boolean pinned) {
        stats.load = 0;
        stats.util = 0;
        stats.runnable = 0;
        stats.capacity = 0;
        stats.tasks = 0;
        stats.fairTasks = 0;
        stats.idleCpus = 0;
        stats.group = group;
        CpuSet members = domain.groups[group];
        for (int cpu = members.first(); cpu >= 0; cpu = members.next(cpu + 1)) {
            stats.capacity += loads.capacity(cpu);
            if (!cpus.contains(cpu)) {
                continue;
            }
            loads.age(cpu);
            stats.load += loads.load(cpu);
            stats.util += loads.util(cpu);
            stats.runnable += loads.runnable(cpu);
            stats.tasks += loads.tasks(cpu);
            stats.fairTasks += loads.runnableTasks(cpu);
            stats.idleCpus += loads.isIdle(cpu) ? 1 : 0;
        }
        stats.weight = members.size();
        stats.cores = domain.groupsAreCores ? 1 : stats.weight;
        stats.type = classify(stats, domain, forIdle, pinned);
        stats.averageLoad = stats.type == OVERLOADED ? stats.load * 1024 / stats.capacity : 0;
    }

    private static int classify(Stats stats, SchedDomain domain, boolean forIdle, boolean pinned) {
        long pct = domain.imbalancePct;
        boolean more = stats.tasks > stats.weight;
        if (more
                && (stats.capacity * 100 < stats.util * pct
                        || stats.capacity * pct < stats.runnable * 100)) {
            return OVERLOADED;
        }
        if (pinned) {
            return PINNED_ELSEWHERE;
        }
        if (forIdle && domain.groupsAreCores && stats.fairTasks > 1) {
            return CROWDED_CORE;
        }
        if (stats.tasks < stats.weight) {
            return HAS_SPARE;
        }
        boolean room =
                stats.capacity * pct >= stats.runnable * 100
                        && stats.capacity * 100 > stats.util * pct;
        return room ? HAS_SPARE : FULLY_BUSY;
    }

    private static boolean isBusier(Stats stats, Stats than) {
        if (stats.type != than.type) {
            return stats.type > than.type;
        }
        return switch (stats.type) {
            case OVERLOADED -> stats.averageLoad > than.averageLoad;
            case PINNED_ELSEWHERE -> false;
            case CROWDED_CORE, HAS_SPARE ->
                    stats.idleCpus < than.idleCpus
                            || (stats.idleCpus == than.idleCpus && stats.tasks > than.tasks);
            default -> stats.load * than.capacity > than.load * stats.capacity;
        };
    }

    private boolean worthwhile(SchedDomain domain, boolean idle) {
        if (busiest.type == PINNED_ELSEWHERE) {
            return true;
        }
        if (local.type > busiest.type) {
            return false;
        }
        if (local.type == OVERLOADED) {
            long average = totalLoad * 1024 / totalCapacity;
            if (local.averageLoad >= busiest.averageLoad
                    || local.averageLoad >= average
                    || 100 * busiest.averageLoad <= domain.imbalancePct * local.averageLoad) {
                return false;
            }
        }
        if (domain.prefersSiblings && local.type == HAS_SPARE && siblingImbalance(domain) > 1) {
            return true;
        }
        if (busiest.type == OVERLOADED) {
            return true;
        }
        if (!idle) {
            return false;
        }
        if (busiest.type == CROWDED_CORE && local.cores == local.weight) {
            return true;
        }
        if (busiest.weight > 1 && local.idleCpus <= busiest.idleCpus + 1) {
            return false;
        }
        return busiest.fairTasks != 1;
    }

    private boolean quantify(SchedDomain domain, boolean idle) {
        if (busiest.type == CROWDED_CORE || busiest.type == PINNED_ELSEWHERE) {
            unit = Unit.TASKS;
            imbalance = 1;
        } else if (local.type == HAS_SPARE) {
            fillSpare(domain, idle);
        } else {
            evenOut();
        }
        return imbalance > 0;
    }

    private void fillSpare(SchedDomain domain, boolean idle) {
        if (busiest.type > FULLY_BUSY && !domain.sharesCache) {
            unit = Unit.UTIL;
            imbalance = Math.max(local.capacity, local.util) - local.util;
            if (idle && imbalance == 0) {
                unit = Unit.TASKS;
                imbalance = 1;
            }
            return;
        }
        unit = Unit.TASKS;
        long moves =
                busiest.weight == 1 || domain.prefersSiblings
                        ? siblingImbalance(domain)
                        : Math.max(0, local.idleCpus - busiest.idleCpus);
        imbalance = moves >> 1;
    }

    private long siblingImbalance(SchedDomain domain) {
        long moves;
        if (busiest.cores == local.cores) {
            moves = Math.max(0, busiest.tasks - local.tasks);
        } else {
            moves =
                    Math.max(
                            0,
                            (long) local.cores * busiest.tasks
                                    - (long) busiest.cores * local.tasks);
            moves = (2 * moves + local.cores + busiest.cores) / (local.cores + busiest.cores);
        }
        boolean emptyHere = local.tasks == 0 && busiest.tasks > 1;
        return moves <= 1 && emptyHere && domain.groups.length > 1 ? 2 : moves;
    }

    private void evenOut() {
        unit = Unit.LOAD;
        imbalance = 0;
        if (local.type < OVERLOADED) {
            local.averageLoad = local.load * 1024 / local.capacity;
            if (local.averageLoad >= busiest.averageLoad) {
                return;
            }
        }
        long average = totalLoad * 1024 / totalCapacity;
        if (local.averageLoad >= average) {
            return;
        }
        imbalance =
                Math.min(
                                (busiest.averageLoad - average) * busiest.capacity,
                                (average - local.averageLoad) * local.capacity)
                        / 1024;
    }

    /** The CPU of the group to take tasks from, or -1. */
    int busiestCpu(CpuSet group, CpuSet cpus) {
        int best = -1;
        long most = 0;
        long mostCapacity = 1;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu + 1)) {
            int tasks = loads.runnableTasks(cpu);
            if (!cpus.contains(cpu) || tasks == 0) {
                continue;
            }
            long amount =
                    switch (unit) {
                        case LOAD ->
                                tasks == 1 && loads.load(cpu) > imbalance ? 0 : loads.load(cpu);
                        case UTIL -> tasks <= 1 ? 0 : loads.util(cpu);
                        case TASKS -> tasks;
                    };
            long capacity = unit == Unit.LOAD ? loads.capacity(cpu) : 1;
            if (amount * mostCapacity > most * capacity) {
                most = amount;
                mostCapacity = capacity;
                best = cpu;
            }
        }
        return best;
    }
}
