package org.scxfleet.sched.fair;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.fair.SchedDomain.Level;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The scheduling domains of a machine, as the kernel builds them from its topology: threads of a
 * core, CPUs behind a cache, CPUs of a node, then nodes by distance. Levels that add nothing are
 * left out.
 */
final class SchedDomains {
    private static final int NODE_SHARE = 8;

    private final SchedDomain[][] byCpu;
    private final @Nullable SchedDomain[] cacheByCpu;

    SchedDomains(CpuTopology topology) {
        int n = topology.cpuCount();
        List<List<SchedDomain>> chains = new ArrayList<>();
        CpuSet[] below = new CpuSet[n];
        for (int cpu = 0; cpu < n; cpu++) {
            chains.add(new ArrayList<>());
            below[cpu] = CpuSet.of(n, cpu);
        }
        addLevel(topology, chains, below, Level.THREADS, 0);
        addLevel(topology, chains, below, Level.CACHE, 0);
        addLevel(topology, chains, below, Level.NODE, 0);
        for (int distance : distances(topology)) {
            addLevel(topology, chains, below, Level.NODES, distance);
        }
        byCpu = new SchedDomain[n][];
        cacheByCpu = new SchedDomain[n];
        for (int cpu = 0; cpu < n; cpu++) {
            byCpu[cpu] = chains.get(cpu).toArray(new SchedDomain[0]);
            for (SchedDomain domain : byCpu[cpu]) {
                if (domain.sharesCache) {
                    cacheByCpu[cpu] = domain;
                }
            }
            allowNodeImbalance(topology, cpu);
        }
    }

    /**
     * A node may hold as many tasks as it has caches before they spread to others, or an eighth of
     * its CPUs if it has one (topology.c adjust_numa_imbalance).
     */
    private void allowNodeImbalance(CpuTopology topology, int cpu) {
        int ofNode = topology.cpusOfNode(topology.node(cpu)).size();
        int caches = Math.max(1, ofNode / topology.cpusOfLlc(topology.llc(cpu)).size());
        int tasks = Math.max(1, caches == 1 ? ofNode / NODE_SHARE : caches);
        int firstSpan = 0;
        for (SchedDomain domain : byCpu[cpu]) {
            if (domain.nodes) {
                firstSpan = firstSpan == 0 ? domain.weight : firstSpan;
                domain.nodeImbalanceTasks = tasks * Math.max(1, domain.weight / firstSpan);
            }
        }
    }

    /** The domain of the CPU's last-level cache; null if the CPU has the cache for itself. */
    @Nullable SchedDomain cacheOf(int cpu) {
        return cacheByCpu[cpu];
    }

    /** The CPU's domains, smallest first. */
    SchedDomain[] of(int cpu) {
        return byCpu[cpu];
    }

    private static TreeSet<Integer> distances(CpuTopology topology) {
        TreeSet<Integer> distances = new TreeSet<>();
        for (int from = 0; from < topology.nodeCount(); from++) {
            for (int to = 0; to < topology.nodeCount(); to++) {
                if (topology.nodeDistance(from, to) > CpuTopology.LOCAL_DISTANCE) {
                    distances.add(topology.nodeDistance(from, to));
                }
            }
        }
        return distances;
    }

    private static CpuSet span(CpuTopology topology, int cpu, Level level, int distance) {
        return switch (level) {
            case THREADS -> topology.cpusOfCore(topology.core(cpu));
            case CACHE -> topology.cpusOfLlc(topology.llc(cpu));
            case NODE -> topology.cpusOfNode(topology.node(cpu));
            case NODES -> {
                CpuSet all = new CpuSet(topology.cpuCount());
                for (int node = 0; node < topology.nodeCount(); node++) {
                    if (topology.nodeDistance(topology.node(cpu), node) <= distance) {
                        all.addAll(topology.cpusOfNode(node));
                    }
                }
                yield all;
            }
        };
    }

    private static void addLevel(
            CpuTopology topology,
            List<List<SchedDomain>> chains,
            CpuSet[] below,
            Level level,
            int distance) {
        int n = below.length;
        CpuSet[] next = below.clone();
        boolean[] done = new boolean[n];
        for (int cpu = 0; cpu < n; cpu++) {
            CpuSet span = span(topology, cpu, level, distance);
            if (done[cpu] || below[cpu].containsAll(span)) {
                continue;
            }
            CpuSet[] groups = groups(span, below);
            SchedDomain[] children = new SchedDomain[groups.length];
            int[] cores = new int[groups.length];
            for (int group = 0; group < groups.length; group++) {
                List<SchedDomain> chain = chains.get(groups[group].first());
                children[group] = chain.isEmpty() ? null : chain.get(chain.size() - 1);
                cores[group] = coresOf(topology, groups[group]);
            }
            SchedDomain domain =
                    new SchedDomain(
                            span,
                            groups,
                            children,
                            cores,
                            level,
                            distance,
                            CpuTopology.CAPACITY_SCALE);
            for (int member = span.first(); member >= 0; member = span.next(member + 1)) {
                if (!done[member] && span(topology, member, level, distance).equals(span)) {
                    done[member] = true;
                    chains.get(member).add(domain);
                    next[member] = span;
                }
            }
        }
        System.arraycopy(next, 0, below, 0, n);
    }

    private static int coresOf(CpuTopology topology, CpuSet cpus) {
        int cores = 0;
        for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            cores += topology.cpusOfCore(topology.core(cpu)).first() == cpu ? 1 : 0;
        }
        return cores;
    }

    private static CpuSet[] groups(CpuSet span, CpuSet[] below) {
        List<CpuSet> groups = new ArrayList<>();
        CpuSet covered = new CpuSet(span.cpuCount());
        for (int cpu = span.first(); cpu >= 0; cpu = span.next(cpu + 1)) {
            if (!covered.contains(cpu)) {
                groups.add(below[cpu]);
                covered.addAll(below[cpu]);
            }
        }
        return groups.toArray(new CpuSet[0]);
    }
}
