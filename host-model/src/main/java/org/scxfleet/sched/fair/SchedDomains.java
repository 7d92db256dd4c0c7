package org.scxfleet.sched.fair;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The scheduling domains of a machine, as the kernel builds them from its topology: threads of a
 * core, CPUs behind a cache, CPUs of a node, then nodes by distance. Levels that add nothing are
 * left out.
 */
final class SchedDomains {
    private final SchedDomain[][] byCpu;

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
        for (int cpu = 0; cpu < n; cpu++) {
            byCpu[cpu] = chains.get(cpu).toArray(new SchedDomain[0]);
        }
    }

    private enum Level {
        THREADS,
        CACHE,
        NODE,
        NODES
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
            List<SchedDomain> chain = chains.get(cpu);
            SchedDomain child = chain.isEmpty() ? null : chain.get(chain.size() - 1);
            SchedDomain domain =
                    new SchedDomain(
                            span,
                            groups(span, below),
                            level == Level.THREADS,
                            level == Level.THREADS || level == Level.CACHE,
                            level == Level.NODES,
                            child != null && !child.nodes);
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
