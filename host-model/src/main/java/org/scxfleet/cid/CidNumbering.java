package org.scxfleet.cid;

import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * Numbers the CPUs of a host (kernel/sched/ext/cid.c, scx_cid_init).
 *
 * <p>Online CPUs are walked node by node, within a node cache by cache, within a cache core by
 * core, always from the lowest CPU that is left. Each step looks only at what the step around it
 * left over, so that a cache that straddles two nodes becomes two. A cache is cut into shards of
 * about equally many cores; a core is never cut, and the first core of a shard may exceed the
 * wanted size. CPUs that are offline come last, in shards of their own.
 */
final class CidNumbering {
    private final CpuTopology topology;
    private final CpuSet online;
    private final int shardSize;
    private final int mostInShard;

    final int[] cpuOfCid;
    final int[] cidOfCpu;
    final CidTopology[] places;
    final int[] nodeOfShard;

    private int cids;
    private int cores;
    private int llcs;
    private int nodes;
    private int shards;

    // The cache and the shard that are being filled.
    private int nodeCid;
    private int llcCid;
    private int shardCid;
    private int coresPerShard;
    private int largeShards;
    private int shardsOfLlc;
    private int coresInShard;
    private int cidsInShard;

    CidNumbering(CpuTopology topology, CpuSet online, int shardSize) {
        this.topology = topology;
        this.online = online;
        this.shardSize = shardSize;
        int count = topology.cpuCount();
        mostInShard = Math.min(shardSize, CidMap.SHARD_MAX_CPUS);
        cpuOfCid = new int[count];
        cidOfCpu = new int[count];
        places = new CidTopology[count];
        nodeOfShard = new int[count];
        CpuSet left = online.copy();
        for (int cpu = left.first(); cpu >= 0; cpu = left.first()) {
            int node = topology.node(cpu);
            CpuSet inNode = new CpuSet(count);
            inNode.setToAnd(left, topology.cpusOfNode(node));
            left.removeAll(inNode);
            numberNode(inNode, node);
        }
        numberOffline();
    }

    int shardCount() {
        return shards;
    }

    private void numberNode(CpuSet inNode, int node) {
        nodeCid = cids;
        for (int cpu = inNode.first(); cpu >= 0; cpu = inNode.first()) {
            CpuSet inLlc = new CpuSet(inNode.cpuCount());
            inLlc.setToAnd(inNode, topology.cpusOfLlc(topology.llc(cpu)));
            inNode.removeAll(inLlc);
            numberLlc(inLlc, node);
            llcs++;
        }
        nodes++;
    }

    private void numberLlc(CpuSet inLlc, int node) {
        llcCid = cids;
        layOutShards(inLlc);
        shardsOfLlc = -1;
        openShard(node);
        CpuSet core = new CpuSet(inLlc.cpuCount());
        for (int cpu = inLlc.first(); cpu >= 0; cpu = inLlc.first()) {
            core.setToAnd(inLlc, topology.siblings(cpu));
            inLlc.removeAll(core);
            int inCore = core.size();
            int mostCores = coresPerShard + (shardsOfLlc < largeShards ? 1 : 0);
            boolean full = coresInShard >= mostCores || cidsInShard + inCore > mostInShard;
            if (coresInShard > 0 && full) {
                openShard(node);
            }
            coresInShard++;
            cidsInShard += inCore;
            numberCore(core);
        }
    }

    /** Spreads the cores of a cache over its shards; the first ones get one core more. */
    private void layOutShards(CpuSet inLlc) {
        int inCache = inLlc.size();
        int coreCount = 0;
        for (int cpu = inLlc.first(); cpu >= 0; cpu = inLlc.next(cpu + 1)) {
            if (topology.siblings(cpu).nextShared(0, online) == cpu) {
                coreCount++;
            }
        }
        int wanted = Math.max(1, Math.ceilDiv(inCache, shardSize));
        int count = Math.max(wanted, Math.ceilDiv(inCache, CidMap.SHARD_MAX_CPUS));
        coresPerShard = coreCount / count;
        largeShards = coreCount % count;
    }

    private void openShard(int node) {
        shardsOfLlc++;
        coresInShard = 0;
        cidsInShard = 0;
        shardCid = cids;
        nodeOfShard[shards++] = node;
    }

    private void numberCore(CpuSet core) {
        int coreCid = cids;
        for (int cpu = core.first(); cpu >= 0; cpu = core.next(cpu + 1)) {
            number(
                    cpu,
                    new CidTopology(
                            coreCid, cores, llcCid, llcs, nodeCid, nodes, shardCid, shards - 1));
        }
        cores++;
    }

    private void numberOffline() {
        int inShard = mostInShard;
        for (int cpu = 0; cpu < cidOfCpu.length; cpu++) {
            if (online.contains(cpu)) {
                continue;
            }
            if (inShard >= mostInShard) {
                openShard(CidTopology.UNKNOWN);
                inShard = 0;
            }
            inShard++;
            number(cpu, CidTopology.inShard(shardCid, shards - 1));
        }
    }

    private void number(int cpu, CidTopology place) {
        cpuOfCid[cids] = cpu;
        cidOfCpu[cpu] = cids;
        places[cids] = place;
        cids++;
    }
}
