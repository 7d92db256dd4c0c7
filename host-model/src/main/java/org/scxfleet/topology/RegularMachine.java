package org.scxfleet.topology;

import java.util.ArrayList;
import java.util.List;

/**
 * A server of equal sockets as the vendor builds it. First hardware threads of all cores come
 * first, as Linux numbers them.
 *
 * @param nodesPerSocket NUMA nodes that a socket is split into (NPS, SNC)
 * @param llcsPerNode last-level caches of a node
 * @param coresPerLlc cores behind one of them
 * @param sameSocketDistance firmware distance of two nodes of a socket
 * @param otherSocketDistance firmware distance of two nodes of different sockets
 */
record RegularMachine(
        int sockets,
        int nodesPerSocket,
        int llcsPerNode,
        int coresPerLlc,
        int threadsPerCore,
        int sameSocketDistance,
        int otherSocketDistance) {

    CpuTopology named(String name) {
        CpuTopology shape =
                CpuTopology.regular(
                        name,
                        sockets,
                        nodesPerSocket,
                        llcsPerNode,
                        coresPerLlc,
                        threadsPerCore,
                        false);
        return new CpuTopology(name, shape.cpus(), distances());
    }

    /** The same processors with memory nodes that have no CPU behind the others. */
    CpuTopology withNodeDistances(String name, int[][] table) {
        return new CpuTopology(name, named(name).cpus(), table);
    }

    private int[][] distances() {
        return CpuTopology.distances(
                sockets, nodesPerSocket, sameSocketDistance, otherSocketDistance);
    }

    /**
     * A machine whose nodes have different numbers of cores; each node has a cache of its own.
     *
     * @param coresOfNode cores of each node of one socket
     */
    static CpuTopology unequalNodes(
            String name,
            int sockets,
            int[] coresOfNode,
            int threadsPerCore,
            int sameSocketDistance,
            int otherSocketDistance) {
        List<Integer> nodeOfCore = new ArrayList<>();
        for (int node = 0; node < sockets * coresOfNode.length; node++) {
            for (int i = 0; i < coresOfNode[node % coresOfNode.length]; i++) {
                nodeOfCore.add(node);
            }
        }
        List<CpuTopology.Cpu> cpus = new ArrayList<>();
        for (int thread = 0; thread < threadsPerCore; thread++) {
            for (int core = 0; core < nodeOfCore.size(); core++) {
                int node = nodeOfCore.get(core);
                cpus.add(
                        new CpuTopology.Cpu(
                                core,
                                node,
                                node,
                                node / coresOfNode.length,
                                CpuTopology.CAPACITY_SCALE));
            }
        }
        return new CpuTopology(
                name,
                cpus,
                CpuTopology.distances(
                        sockets, coresOfNode.length, sameSocketDistance, otherSocketDistance));
    }
}
