package org.scxfleet.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A machine described by lists of CPUs, as lscpu and hwloc print them: for machines that are not
 * regular.
 *
 * <p>Where nothing is said, every CPU is a core of its own, and there is one cache, one node, one
 * socket of equal CPUs. A level that is described must name every CPU exactly once.
 */
public final class CpuGrouping {
    private final String name;
    private final int cpuCount;
    private int[] core;
    private int[] llc;
    private int[] node;
    private int[] socket;
    private final int[] capacityPer1024;
    private int nodeCount = 1;
    private int[][] distances = {{CpuTopology.LOCAL_DISTANCE}};

    public CpuGrouping(String name, int cpuCount) {
        if (cpuCount < 1 || cpuCount > CpuTopology.MAX_CPUS) {
            throw new IllegalArgumentException(
                    "topology "
                            + name
                            + ": "
                            + cpuCount
                            + " CPUs, a host has 1 to "
                            + CpuTopology.MAX_CPUS);
        }
        this.name = name;
        this.cpuCount = cpuCount;
        core = new int[cpuCount];
        Arrays.setAll(core, cpu -> cpu);
        llc = new int[cpuCount];
        node = new int[cpuCount];
        socket = new int[cpuCount];
        capacityPer1024 = new int[cpuCount];
        Arrays.fill(capacityPer1024, CpuTopology.CAPACITY_SCALE);
    }

    /** Hardware threads of each core. */
    public CpuGrouping cores(List<String> cpuLists) {
        core = partition("cores", cpuLists, true);
        return this;
    }

    /** CPUs behind each last-level cache. */
    public CpuGrouping llcs(List<String> cpuLists) {
        llc = partition("llcs", cpuLists, true);
        return this;
    }

    /** CPUs of each NUMA node, in the order of the nodes; an empty text is a node without CPUs. */
    public CpuGrouping nodes(List<String> cpuLists) {
        node = partition("nodes", cpuLists, false);
        nodeCount = cpuLists.size();
        distances = CpuTopology.distances(1, nodeCount, 20, 20);
        return this;
    }

    public CpuGrouping sockets(List<String> cpuLists) {
        socket = partition("sockets", cpuLists, true);
        return this;
    }

    /** Strength of some CPUs against the strongest. */
    public CpuGrouping capacity(String cpuList, int per1024) {
        for (int cpu : CpuList.parse(cpuList)) {
            capacityPer1024[checked("capacities", cpu)] = per1024;
        }
        return this;
    }

    /** Firmware distances, one row per node; to be called after {@link #nodes}. */
    public CpuGrouping distances(int[][] table) {
        if (table.length != nodeCount) {
            throw new IllegalArgumentException(
                    "topology "
                            + name
                            + ": the distance table has "
                            + table.length
                            + " rows for "
                            + nodeCount
                            + " nodes");
        }
        distances = table;
        return this;
    }

    public CpuTopology build() {
        List<CpuTopology.Cpu> cpus = new ArrayList<>(cpuCount);
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            cpus.add(
                    new CpuTopology.Cpu(
                            core[cpu], llc[cpu], node[cpu], socket[cpu], capacityPer1024[cpu]));
        }
        return new CpuTopology(name, cpus, distances);
    }

    private int[] partition(String what, List<String> cpuLists, boolean byLowestCpu) {
        int[] groupOf = new int[cpuCount];
        Arrays.fill(groupOf, -1);
        for (int group = 0; group < cpuLists.size(); group++) {
            if (cpuLists.get(group).isEmpty() && !byLowestCpu) {
                continue;
            }
            for (int cpu : CpuList.parse(cpuLists.get(group))) {
                if (groupOf[checked(what, cpu)] >= 0) {
                    throw new IllegalArgumentException(
                            "topology " + name + ": " + what + " name CPU " + cpu + " twice");
                }
                groupOf[cpu] = group;
            }
        }
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            if (groupOf[cpu] < 0) {
                throw new IllegalArgumentException(
                        "topology " + name + ": " + what + " leave out CPU " + cpu);
            }
        }
        return byLowestCpu ? numberedByLowestCpu(groupOf) : groupOf;
    }

    private static int[] numberedByLowestCpu(int[] groupOf) {
        int[] renumbered = new int[groupOf.length];
        int[] numberOf = new int[groupOf.length];
        Arrays.fill(numberOf, -1);
        int next = 0;
        for (int cpu = 0; cpu < groupOf.length; cpu++) {
            if (numberOf[groupOf[cpu]] < 0) {
                numberOf[groupOf[cpu]] = next++;
            }
            renumbered[cpu] = numberOf[groupOf[cpu]];
        }
        return renumbered;
    }

    private int checked(String what, int cpu) {
        if (cpu >= cpuCount) {
            throw new IllegalArgumentException(
                    "topology "
                            + name
                            + ": "
                            + what
                            + " name CPU "
                            + cpu
                            + " of a machine with CPUs 0-"
                            + (cpuCount - 1));
        }
        return cpu;
    }
}
