package org.scxfleet.sched.fair;

import org.scxfleet.topology.CpuSet;

/**
 * Finds out whether a domain is out of balance seen from one CPU, and by how much of what
 * (kernel/sched/fair.c: update_sd_lb_stats, sched_balance_find_src_group, calculate_imbalance,
 * sched_balance_find_src_rq).
 *
 * <p>Groups are looked at from the CPU's own on, wrapping, and CPUs of a group upwards; among
 * equals the first wins. So each CPU of a domain has its own favourite among equally busy ones.
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

    private static final int NODE_IMBALANCE = 2;

    private final FairLoads loads;
    private GroupStats local = new GroupStats();
    private GroupStats busiest = new GroupStats();
    private GroupStats scratch = new GroupStats();
    private boolean found;
    private long totalLoad;
    private long totalUtil;
    private long totalCapacity;
    private boolean anyOverloaded;

    Unit unit = Unit.TASKS;
    long imbalance;

    BusiestGroup(FairLoads loads) {
        this.loads = loads;
    }

    /** After {@link #find}: some CPU of the domain has more than one task. */
    boolean sawOverload() {
        return anyOverloaded;
    }

    /** After {@link #find}: what all fair tasks of the domain use. */
    long sumOfUtil() {
        return totalUtil;
    }

    /**
     * Looks at all groups of the domain.
     *
     * @param own group of the CPU that would take tasks
     * @param cpus CPUs that may be balanced
     * @param idle the CPU is idle or about to be
     * @return the group to take from, or -1 if there is nothing to do
     */
    int find(SchedDomain domain, int own, CpuSet cpus, boolean idle) {
        found = false;
        totalLoad = 0;
        totalUtil = 0;
        totalCapacity = 0;
        anyOverloaded = false;
        int group = own;
        do {
            GroupStats stats = group == own ? local : scratch;
            stats.measure(loads, domain, group, cpus, group == own, idle);
            totalLoad += stats.load;
            totalUtil += stats.util;
            totalCapacity += stats.capacity;
            anyOverloaded |= stats.overloaded;
            if (group != own && stats.fairTasks > 0 && (!found || isBusier(domain))) {
                scratch = busiest;
                busiest = stats;
                found = true;
            }
            group = domain.groupAfter(group);
        } while (group != own);
        if (found && isWorthwhile(domain, idle)) {
            quantify(domain, idle);
            return imbalance > 0 ? busiest.group : -1;
        }
        imbalance = 0;
        return -1;
    }

    /** Is the group just measured busier than the busiest so far? */
    private boolean isBusier(SchedDomain domain) {
        if (scratch.type != busiest.type) {
            return scratch.type.compareTo(busiest.type) > 0;
        }
        return switch (scratch.type) {
            case OVERLOADED -> scratch.averageLoad > busiest.averageLoad;
            case IMBALANCED -> false;
            case REDUCED -> scratch.reducedLoad > busiest.reducedLoad;
            case CROWDED_CORE ->
                    scratch.idleCpus + busiest.idleCpus == 0
                            ? !domain.groupsAreCores
                            : hasLessRoom();
            case FULLY_BUSY -> !domain.groupsAreCores;
            case HAS_SPARE -> hasLessRoom();
        };
    }

    private boolean hasLessRoom() {
        return scratch.idleCpus < busiest.idleCpus
                || (scratch.idleCpus == busiest.idleCpus && scratch.tasks > busiest.tasks);
    }

    private boolean isWorthwhile(SchedDomain domain, boolean idle) {
        if (busiest.type == GroupStats.Type.REDUCED || busiest.type == GroupStats.Type.IMBALANCED) {
            return true;
        }
        if (local.type.compareTo(busiest.type) > 0) {
            return false;
        }
        if (local.type == GroupStats.Type.OVERLOADED) {
            if (local.averageLoad >= busiest.averageLoad
                    || local.averageLoad >= averageLoad()
                    || 100 * busiest.averageLoad <= domain.imbalancePct * local.averageLoad) {
                return false;
            }
        }
        if (domain.prefersSiblings
                && local.type == GroupStats.Type.HAS_SPARE
                && siblingImbalance(domain, idle) > 1) {
            return true;
        }
        if (busiest.type == GroupStats.Type.OVERLOADED) {
            return true;
        }
        if (!idle) {
            return false;
        }
        if (busiest.weight > 1 && local.idleCpus <= busiest.idleCpus + 1) {
            return false;
        }
        return busiest.fairTasks != 1;
    }

    private long averageLoad() {
        return totalLoad * GroupStats.SCALE / totalCapacity;
    }

    private void quantify(SchedDomain domain, boolean idle) {
        switch (busiest.type) {
            case REDUCED -> {
                unit = Unit.LOAD;
                imbalance = busiest.reducedLoad;
            }
            case CROWDED_CORE, IMBALANCED -> {
                unit = Unit.TASKS;
                imbalance = 1;
            }
            case HAS_SPARE, FULLY_BUSY, OVERLOADED -> {
                if (local.type == GroupStats.Type.HAS_SPARE) {
                    fillSpare(domain, idle);
                } else {
                    evenOut();
                }
            }
        }
    }

    private void fillSpare(SchedDomain domain, boolean idle) {
        if (busiest.type.compareTo(GroupStats.Type.FULLY_BUSY) > 0 && !domain.sharesCache) {
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
                        ? siblingImbalance(domain, idle)
                        : Math.max(0, local.idleCpus - busiest.idleCpus);
        if (domain.nodes
                && local.tasks + 1 <= domain.nodeImbalanceTasks
                && moves <= NODE_IMBALANCE) {
            moves = 0;
        }
        imbalance = moves >> 1;
    }

    private long siblingImbalance(SchedDomain domain, boolean idle) {
        if (!idle || busiest.tasks == 0) {
            return 0;
        }
        long here = domain.cores[local.group];
        long there = domain.cores[busiest.group];
        if (here == there) {
            return Math.max(0, busiest.tasks - local.tasks);
        }
        long moves = Math.max(0, here * busiest.tasks - there * local.tasks);
        moves = (2 * moves + here + there) / (here + there);
        return moves <= 1 && local.tasks == 0 && busiest.tasks > 1 ? 2 : moves;
    }

    private void evenOut() {
        unit = Unit.LOAD;
        imbalance = 0;
        if (local.type != GroupStats.Type.OVERLOADED) {
            local.averageLoad = local.load * GroupStats.SCALE / local.capacity;
            if (local.averageLoad >= busiest.averageLoad || local.averageLoad >= averageLoad()) {
                return;
            }
        }
        long average = averageLoad();
        long surplus = (busiest.averageLoad - average) * busiest.capacity;
        long room = (average - local.averageLoad) * local.capacity;
        imbalance = Math.min(surplus, room) / GroupStats.SCALE;
    }

    /** The CPU of the group to take tasks from, or -1. */
    int busiestCpu(SchedDomain domain, int group, CpuSet cpus) {
        int best = -1;
        long most = 0;
        long mostCapacity = 1;
        for (int cpu : domain.members[group]) {
            int tasks = cpus.contains(cpu) ? loads.runnableTasks(cpu) : 0;
            if (tasks == 0) {
                continue;
            }
            long amount =
                    switch (unit) {
                        case LOAD -> movableLoad(domain, cpu, tasks);
                        case UTIL -> tasks <= 1 ? 0 : loads.boostedUtil(cpu);
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

    private long movableLoad(SchedDomain domain, int cpu, int tasks) {
        long load = loads.load(cpu);
        boolean tooMuch =
                tasks == 1 && load > imbalance && !loads.isReduced(cpu, domain.imbalancePct);
        return tooMuch ? 0 : load;
    }
}
