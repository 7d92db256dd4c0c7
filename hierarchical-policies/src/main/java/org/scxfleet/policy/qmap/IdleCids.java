package org.scxfleet.policy.qmap;

import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The idle mask that {@link QmapScheduler} keeps itself, in the order of cids: the kernel's
 * built-in tracking is off for a scheduler with an update_idle op.
 */
final class IdleCids {
    private static final int NONE = -1;

    private final CpuSet idle;
    private CidOrder order;

    /** No CPU is idle yet; all count as online until {@link #number} says otherwise. */
    IdleCids(CpuTopology topology) {
        idle = new CpuSet(topology.cpuCount());
        order = new CidOrder(topology, topology.allCpus());
    }

    /** Numbers the CPUs, when the scheduler is loaded. */
    void number(CpuTopology topology, CpuSet online) {
        order = new CidOrder(topology, online);
        idle.clear();
    }

    void add(int cpu) {
        idle.add(order.cid(cpu));
    }

    void remove(int cpu) {
        idle.remove(order.cid(cpu));
    }

    /** Claims the CPU if it is idle, else the next idle one that is allowed; or -1. */
    int claim(int prevCpu, CpuSet allowedCpus) {
        int prevCid = order.cid(prevCpu);
        if (idle.testAndRemove(prevCid)) {
            return prevCpu;
        }
        int cid = order.nextFrom(prevCid + 1, idle, allowedCpus);
        if (cid < 0) {
            return NONE;
        }
        idle.remove(cid);
        return order.cpu(cid);
    }

    /** The first idle CPU that is allowed, not claimed; or -1. */
    int first(CpuSet allowedCpus) {
        int cid = order.nextFrom(0, idle, allowedCpus);
        return cid < 0 ? NONE : order.cpu(cid);
    }

    /** The CPU itself if it is allowed, else the next one that is, idle or not; or -1. */
    int nearest(int cpu, CpuSet allowedCpus) {
        int count = order.count();
        int cid = order.cid(cpu);
        for (int step = 0; step < count; step++) {
            int candidate = order.cpu((cid + step) % count);
            if (allowedCpus.contains(candidate)) {
                return candidate;
            }
        }
        return NONE;
    }
}
