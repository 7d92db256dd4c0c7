package org.scxfleet.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processors of one host: which CPU belongs to which SMT core, last-level cache, NUMA node and
 * socket, how strong it is, and how far the nodes are apart.
 *
 * <p>Immutable and shared by all hosts of a group. Groups (cores, caches, nodes, sockets) are
 * numbered in the order of their lowest CPU. Capacity is per 1024 of the strongest CPU, as in the
 * kernel. A node may have no CPU (GPU memory nodes); such a node is never a target of placement.
 */
public final class CpuTopology {
    /** Most CPUs of one host; the kernel's NR_CPUS of the modelled build. */
    public static final int MAX_CPUS = 8192;

    /** Capacity of the strongest CPU. */
    public static final int CAPACITY_SCALE = 1024;

    /** Distance of a node to itself in the firmware's table. */
    public static final int LOCAL_DISTANCE = 10;

    private final String name;
    private final List<Cpu> cpus;
    private final CpuSet all;
    private final CpuSet[] coreCpus;
    private final CpuSet[] llcCpus;
    private final CpuSet[] nodeCpus;
    private final CpuSet[] socketCpus;
    private final int[] core;
    private final int[] llc;
    private final int[] node;
    private final int[] socket;
    private final int[] capacityPer1024;
    private final int[][] nodeDistance;
    private final boolean smt;

    /**
     * One CPU.
     *
     * @param core number of the SMT core
     * @param llc number of the group that shares a last-level cache
     * @param node NUMA node
     * @param socket package
     * @param capacityPer1024 strength against the strongest CPU, 1..1024
     */
    public record Cpu(int core, int llc, int node, int socket, int capacityPer1024) {}

    /**
     * @param cpus the CPUs by number
     * @param nodeDistance firmware distances; its size is the number of nodes, CPU-less ones
     *     included
     */
    public CpuTopology(String name, List<Cpu> cpus, int[][] nodeDistance) {
        if (cpus.isEmpty() || cpus.size() > MAX_CPUS) {
            throw new IllegalArgumentException(
                    "topology " + name + ": " + cpus.size() + " CPUs, a host has 1 to " + MAX_CPUS);
        }
        this.name = name;
        this.cpus = List.copyOf(cpus);
        int n = cpus.size();
        core = new int[n];
        llc = new int[n];
        node = new int[n];
        socket = new int[n];
        capacityPer1024 = new int[n];
        int strongest = 0;
        for (int cpu = 0; cpu < n; cpu++) {
            Cpu c = cpus.get(cpu);
            core[cpu] = c.core();
            llc[cpu] = c.llc();
            node[cpu] = c.node();
            socket[cpu] = c.socket();
            capacityPer1024[cpu] = c.capacityPer1024();
            strongest = Math.max(strongest, c.capacityPer1024());
            if (c.capacityPer1024() < 1) {
                throw new IllegalArgumentException(
                        "topology " + name + ": CPU " + cpu + " has no capacity");
            }
        }
        if (strongest != CAPACITY_SCALE) {
            throw new IllegalArgumentException(
                    "topology "
                            + name
                            + ": the strongest CPU has capacity "
                            + strongest
                            + ", it must be 1024");
        }
        all = CpuSet.full(n);
        coreCpus = groups("core", core, 0);
        llcCpus = groups("cache", llc, 0);
        nodeCpus = groups("node", node, nodeDistance.length);
        socketCpus = groups("socket", socket, 0);
        this.nodeDistance = checkedDistances(nodeDistance);
        smt = coreCpus.length < n;
        nested("core", coreCpus, llc);
        nested("cache", llcCpus, socket);
        nested("core", coreCpus, node);
    }

    /** A host of n equal single-thread CPUs behind one cache. */
    public static CpuTopology flat(int cpuCount) {
        return regular("flat-" + cpuCount, 1, 1, 1, cpuCount, 1, true);
    }

    /**
     * A regular machine.
     *
     * @param siblingsAdjacent true: CPU 0 and 1 are one core; false: first threads of all cores
     *     come first, as Linux numbers x86 servers
     */
    public static CpuTopology regular(
            String name,
            int sockets,
            int nodesPerSocket,
            int llcsPerNode,
            int coresPerLlc,
            int threadsPerCore,
            boolean siblingsAdjacent) {
        long product = (long) sockets * nodesPerSocket * llcsPerNode * coresPerLlc;
        if (sockets < 1
                || nodesPerSocket < 1
                || llcsPerNode < 1
                || coresPerLlc < 1
                || threadsPerCore < 1) {
            throw new IllegalArgumentException(
                    "topology " + name + ": every level needs at least one member");
        }
        if (product * threadsPerCore > MAX_CPUS) {
            throw new IllegalArgumentException(
                    "topology "
                            + name
                            + ": "
                            + product * threadsPerCore
                            + " CPUs, the most is "
                            + MAX_CPUS);
        }
        int cores = (int) product;
        Cpu[] byNumber = new Cpu[cores * threadsPerCore];
        for (int c = 0; c < cores; c++) {
            int llc = c / coresPerLlc;
            int node = llc / llcsPerNode;
            for (int thread = 0; thread < threadsPerCore; thread++) {
                int cpu = siblingsAdjacent ? c * threadsPerCore + thread : thread * cores + c;
                byNumber[cpu] = new Cpu(c, llc, node, node / nodesPerSocket, CAPACITY_SCALE);
            }
        }
        return new CpuTopology(name, List.of(byNumber), distances(sockets, nodesPerSocket, 12, 32));
    }

    /**
     * A distance table of equal sockets: 10 to itself, then within a socket, then between sockets.
     */
    public static int[][] distances(
            int sockets, int nodesPerSocket, int sameSocket, int otherSocket) {
        int nodes = sockets * nodesPerSocket;
        int[][] table = new int[nodes][nodes];
        for (int from = 0; from < nodes; from++) {
            for (int to = 0; to < nodes; to++) {
                boolean same = from / nodesPerSocket == to / nodesPerSocket;
                table[from][to] = from == to ? LOCAL_DISTANCE : same ? sameSocket : otherSocket;
            }
        }
        return table;
    }

    public String name() {
        return name;
    }

    public int cpuCount() {
        return cpus.size();
    }

    /** The CPUs as given. */
    public List<Cpu> cpus() {
        return cpus;
    }

    public CpuSet allCpus() {
        return all;
    }

    public boolean hasSmt() {
        return smt;
    }

    public int core(int cpu) {
        return core[cpu];
    }

    public int llc(int cpu) {
        return llc[cpu];
    }

    public int node(int cpu) {
        return node[cpu];
    }

    public int socket(int cpu) {
        return socket[cpu];
    }

    public int capacityPer1024(int cpu) {
        return capacityPer1024[cpu];
    }

    public int coreCount() {
        return coreCpus.length;
    }

    public int llcCount() {
        return llcCpus.length;
    }

    /** Number of nodes, CPU-less ones included. */
    public int nodeCount() {
        return nodeCpus.length;
    }

    public int socketCount() {
        return socketCpus.length;
    }

    /** CPUs of an SMT core; shared, not to be changed (as all sets returned here). */
    public CpuSet cpusOfCore(int coreNumber) {
        return coreCpus[coreNumber];
    }

    public CpuSet cpusOfLlc(int llcNumber) {
        return llcCpus[llcNumber];
    }

    public CpuSet cpusOfNode(int nodeNumber) {
        return nodeCpus[nodeNumber];
    }

    public CpuSet cpusOfSocket(int socketNumber) {
        return socketCpus[socketNumber];
    }

    /** The other hardware threads of the CPU's core, and the CPU itself. */
    public CpuSet siblings(int cpu) {
        return coreCpus[core[cpu]];
    }

    public int nodeDistance(int from, int to) {
        return nodeDistance[from][to];
    }

    /** Rows of the distance table, a copy. */
    public int[][] nodeDistances() {
        int[][] copy = new int[nodeDistance.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = nodeDistance[i].clone();
        }
        return copy;
    }

    /** Equal name, CPUs and distances. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof CpuTopology that
                && name.equals(that.name)
                && cpus.equals(that.cpus)
                && Arrays.deepEquals(nodeDistance, that.nodeDistance);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + cpus.hashCode();
    }

    private CpuSet[] groups(String what, int[] groupOf, int atLeast) {
        int count = atLeast;
        for (int group : groupOf) {
            if (group < 0 || group >= groupOf.length + atLeast) {
                throw new IllegalArgumentException(
                        "topology " + name + ": " + what + " number " + group);
            }
            count = Math.max(count, group + 1);
        }
        if (atLeast > 0 && count > atLeast) {
            throw new IllegalArgumentException(
                    "topology "
                            + name
                            + ": a CPU is on "
                            + what
                            + " "
                            + (count - 1)
                            + ", but the distance table has "
                            + atLeast
                            + " rows");
        }
        List<CpuSet> sets = new ArrayList<>();
        for (int group = 0; group < count; group++) {
            sets.add(new CpuSet(groupOf.length));
        }
        for (int cpu = 0; cpu < groupOf.length; cpu++) {
            sets.get(groupOf[cpu]).add(cpu);
        }
        for (int group = 0; group < count; group++) {
            if (sets.get(group).isEmpty() && atLeast == 0) {
                throw new IllegalArgumentException(
                        "topology " + name + ": " + what + " " + group + " has no CPU");
            }
        }
        return sets.toArray(new CpuSet[0]);
    }

    private void nested(String what, CpuSet[] inner, int[] outerOf) {
        for (int group = 0; group < inner.length; group++) {
            int first = inner[group].first();
            for (int cpu = first; cpu >= 0; cpu = inner[group].next(cpu + 1)) {
                if (outerOf[cpu] != outerOf[first]) {
                    throw new IllegalArgumentException(
                            "topology "
                                    + name
                                    + ": CPUs "
                                    + first
                                    + " and "
                                    + cpu
                                    + " share "
                                    + what
                                    + " "
                                    + group
                                    + " but not what encloses it");
                }
            }
        }
    }

    private int[][] checkedDistances(int[][] table) {
        int[][] copy = new int[table.length][];
        for (int from = 0; from < table.length; from++) {
            if (table[from].length != table.length || table[from][from] != LOCAL_DISTANCE) {
                throw new IllegalArgumentException(
                        "topology "
                                + name
                                + ": row "
                                + from
                                + " of the distance table must have "
                                + table.length
                                + " entries and 10 on the diagonal");
            }
            copy[from] = table[from].clone();
        }
        return copy;
    }
}
