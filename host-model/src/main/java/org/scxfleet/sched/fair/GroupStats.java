package org.scxfleet.sched.fair;

import org.scxfleet.topology.CpuSet;

/** What a group of CPUs has to do, for balancing (struct sg_lb_stats). */
final class GroupStats {
    static final long SCALE = 1024;

    /** How full a group is, from least to most (enum group_type). */
    enum Type {
        /** Could run more. */
        HAS_SPARE,
        /** Has as much as it can run. */
        FULLY_BUSY,
        /** A CPU with one fair task has lost much of its capacity to other classes. */
        REDUCED,
        /** A core with more than one task, while another is idle. */
        CROWDED_CORE,
        /** Could not be balanced within because of affinities. */
        IMBALANCED,
        /** Has more than it can run. */
        OVERLOADED
    }

    int group;
    int weight;
    Type type = Type.HAS_SPARE;
    long load;
    long util;
    long runnable;
    long capacity;

    /** Load per capacity; of overloaded groups only. */
    long averageLoad;

    int tasks;
    int fairTasks;
    int idleCpus;

    /** Load of a CPU with reduced capacity. */
    long reducedLoad;

    /** Some CPU has more than one task. */
    boolean overloaded;

    /**
     * Looks at the group's CPUs.
     *
     * @param cpus those that count
     * @param local the group of the CPU that balances
     * @param idle that CPU is idle or about to be
     */
    void measure(
            FairLoads loads,
            SchedDomain domain,
            int number,
            CpuSet cpus,
            boolean local,
            boolean idle) {
        begin(domain, number);
        for (int cpu : domain.members[number]) {
            if (!cpus.contains(cpu)) {
                continue;
            }
            add(loads, cpu);
            if (loads.isIdle(cpu)) {
                idleCpus++;
                continue;
            }
            overloaded |= loads.tasks(cpu) > 1;
            if (!local
                    && idle
                    && loads.runnableTasks(cpu) == 1
                    && loads.isReduced(cpu, domain.imbalancePct)) {
                reducedLoad = Math.max(reducedLoad, loads.load(cpu));
            }
        }
        boolean crowded = !local && idle && domain.groupsAreCores && fairTasks > 1;
        type = classify(domain.imbalancePct, domain.imbalanced[number], crowded);
        averageLoad = type == Type.OVERLOADED ? load * SCALE / capacity : 0;
    }

    /** Looks at the group's CPUs for a new task that may use those. */
    void measureForNew(FairLoads loads, SchedDomain domain, int number, CpuSet allowed) {
        begin(domain, number);
        for (int cpu : domain.members[number]) {
            if (allowed.contains(cpu)) {
                add(loads, cpu);
                idleCpus += loads.isIdle(cpu) ? 1 : 0;
            }
        }
        type = classify(domain.imbalancePct, domain.imbalanced[number], false);
        boolean full = type == Type.FULLY_BUSY || type == Type.OVERLOADED;
        averageLoad = full ? load * SCALE / capacity : 0;
    }

    private void begin(SchedDomain domain, int number) {
        group = number;
        weight = domain.members[number].length;
        capacity = domain.capacity[number];
        load = 0;
        util = 0;
        runnable = 0;
        tasks = 0;
        fairTasks = 0;
        idleCpus = 0;
        reducedLoad = 0;
        overloaded = false;
    }

    private void add(FairLoads loads, int cpu) {
        load += loads.load(cpu);
        util += loads.util(cpu);
        runnable += loads.runnable(cpu);
        tasks += loads.tasks(cpu);
        fairTasks += loads.runnableTasks(cpu);
    }

    private Type classify(long pct, boolean imbalanced, boolean crowded) {
        if (isOverloaded(pct)) {
            return Type.OVERLOADED;
        }
        if (imbalanced) {
            return Type.IMBALANCED;
        }
        if (crowded) {
            return Type.CROWDED_CORE;
        }
        if (reducedLoad > 0) {
            return Type.REDUCED;
        }
        return hasCapacity(pct) ? Type.HAS_SPARE : Type.FULLY_BUSY;
    }

    private boolean isOverloaded(long pct) {
        return tasks > weight && (capacity * 100 < util * pct || capacity * pct < runnable * 100);
    }

    private boolean hasCapacity(long pct) {
        if (tasks < weight) {
            return true;
        }
        return capacity * pct >= runnable * 100 && capacity * 100 > util * pct;
    }
}
