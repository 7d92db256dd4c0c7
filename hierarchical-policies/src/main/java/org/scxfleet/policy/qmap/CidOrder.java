package org.scxfleet.policy.qmap;

import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The kernel's dense CPU ids (cids): node by node, within a node cache by cache, within a cache
 * core by core, each in the order of its lowest online CPU; CPUs that are offline come last.
 *
 * <p>A scheduler of the cid form sees only cids, so that "the next one" is the nearest one. On
 * machines whose CPUs are numbered in this order a cid is the CPU number.
 */
final class CidOrder {
    private final int[] cpuOfCid;
    private final int[] cidOfCpu;
    private final boolean sameAsCpus;

    CidOrder(CpuTopology topology, CpuSet online) {
        int count = topology.cpuCount();
        cpuOfCid = new int[count];
        cidOfCpu = new int[count];
        CpuSet left = online.copy();
        int cid = 0;
        for (int cpu = left.first(); cpu >= 0; cpu = left.first()) {
            CpuSet node = left.copy();
            node.retainAll(topology.cpusOfNode(topology.node(cpu)));
            left.removeAll(node);
            cid = numberNode(topology, node, cid);
        }
        CpuSet offline = CpuSet.full(count);
        offline.removeAll(online);
        for (int cpu = offline.first(); cpu >= 0; cpu = offline.next(cpu + 1)) {
            cid = number(cpu, cid);
        }
        boolean same = true;
        for (int cpu = 0; cpu < count; cpu++) {
            same &= cidOfCpu[cpu] == cpu;
        }
        sameAsCpus = same;
    }

    int count() {
        return cpuOfCid.length;
    }

    int cpu(int cid) {
        return cpuOfCid[cid];
    }

    int cid(int cpu) {
        return cidOfCpu[cpu];
    }

    /**
     * The first cid of the set whose CPU is allowed, from a cid on, wrapping once.
     *
     * @param cids a set of cids
     * @param allowedCpus a set of CPUs
     * @return the cid, or -1
     */
    int nextFrom(int cid, CpuSet cids, CpuSet allowedCpus) {
        if (sameAsCpus) {
            return cids.nextSharedAfter(cid - 1, allowedCpus);
        }
        int found = firstAllowed(cid, cids.cpuCount(), cids, allowedCpus);
        return found >= 0 ? found : firstAllowed(0, cid, cids, allowedCpus);
    }

    private int firstAllowed(int from, int to, CpuSet cids, CpuSet allowedCpus) {
        for (int cid = cids.next(from); cid >= 0 && cid < to; cid = cids.next(cid + 1)) {
            if (allowedCpus.contains(cpuOfCid[cid])) {
                return cid;
            }
        }
        return -1;
    }

    private int numberNode(CpuTopology topology, CpuSet node, int firstCid) {
        int cid = firstCid;
        for (int cpu = node.first(); cpu >= 0; cpu = node.first()) {
            CpuSet cache = node.copy();
            cache.retainAll(topology.cpusOfLlc(topology.llc(cpu)));
            node.removeAll(cache);
            for (int lowest = cache.first(); lowest >= 0; lowest = cache.first()) {
                CpuSet core = cache.copy();
                core.retainAll(topology.siblings(lowest));
                cache.removeAll(core);
                for (int c = core.first(); c >= 0; c = core.next(c + 1)) {
                    cid = number(c, cid);
                }
            }
        }
        return cid;
    }

    private int number(int cpu, int cid) {
        cpuOfCid[cid] = cpu;
        cidOfCpu[cpu] = cid;
        return cid + 1;
    }
}
