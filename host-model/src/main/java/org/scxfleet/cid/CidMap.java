package org.scxfleet.cid;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The numbering of a host's CPUs by cids that one scheduler sees: made when it is loaded, from the
 * CPUs that are online then, and fixed until it is gone.
 *
 * <p>A cid is dense and topological: the CPUs of a core, of a last-level cache and of a node have
 * consecutive cids, so that such a unit is a range and "the next cid" is the nearest CPU. Shards
 * are ranges of at most {@link #SHARD_MAX_CPUS} cids, one or more for each cache. There are as many
 * cids as CPUs. A scheduler may replace the map by one of its own ({@link #override}), of which the
 * kernel knows only the shards.
 *
 * <p>Immutable. Cost: one array access for each question. Source: kernel/sched/ext/cid.c, cid.h.
 */
public final class CidMap {
    /** Wanted cids of a shard when the scheduler does not say. */
    public static final int SHARD_SIZE_DEFAULT = 24;

    /** Most cids of a shard, unless a single core has more. */
    public static final int SHARD_MAX_CPUS = 512;

    private final int[] cpuOfCid;
    private final int[] cidOfCpu;
    private final CidTopology[] places;
    private final int[] shardStart;
    private final int[] shardNode;

    private CidMap(
            int[] cpuOfCid,
            int[] cidOfCpu,
            CidTopology[] places,
            int[] shardStart,
            int[] shardNode) {
        this.cpuOfCid = cpuOfCid;
        this.cidOfCpu = cidOfCpu;
        this.places = places;
        this.shardStart = shardStart;
        this.shardNode = shardNode;
    }

    /**
     * The kernel's own map.
     *
     * @param online CPUs that are online
     * @param shardSize wanted cids of a shard, 0 for {@link #SHARD_SIZE_DEFAULT}
     */
    public static CidMap of(CpuTopology topology, CpuSet online, int shardSize) {
        if (shardSize < 0) {
            throw new IllegalArgumentException("shard size " + shardSize + " is negative");
        }
        CidNumbering numbering =
                new CidNumbering(topology, online, shardSize == 0 ? SHARD_SIZE_DEFAULT : shardSize);
        int shards = numbering.shardCount();
        int[] starts = new int[shards];
        for (int cid = numbering.places.length - 1; cid >= 0; cid--) {
            starts[numbering.places[cid].shardIndex()] = cid;
        }
        return new CidMap(
                numbering.cpuOfCid,
                numbering.cidOfCpu,
                numbering.places,
                starts,
                Arrays.copyOf(numbering.nodeOfShard, shards));
    }

    /**
     * Says what is wrong with a map that a scheduler brings itself, in the kernel's words.
     *
     * @param cidOfCpu a cid for every CPU
     * @param shardStart the first cid of every shard
     * @param cpuCount CPUs of the host
     * @return the first error, or null
     */
    public static @Nullable String problem(int[] cidOfCpu, int[] shardStart, int cpuCount) {
        if (cidOfCpu.length != cpuCount) {
            return "scx_bpf_cid_override: cpu_to_cid expected "
                    + cpuCount
                    + " entries, got "
                    + cidOfCpu.length;
        }
        String problem = shardProblem(shardStart, cpuCount);
        if (problem != null) {
            return "scx_bpf_cid_override: " + problem;
        }
        boolean[] seen = new boolean[cpuCount];
        for (int cid : cidOfCpu) {
            if (cid < 0 || cid >= cpuCount) {
                return invalid(cid);
            }
            if (seen[cid]) {
                return "cid " + cid + " assigned to multiple cpus";
            }
            seen[cid] = true;
        }
        return null;
    }

    /** The kernel's words for a number that is no cid. */
    public static String invalid(int cid) {
        return "invalid cid " + cid;
    }

    private static @Nullable String shardProblem(int[] starts, int cpuCount) {
        if (starts.length == 0 || starts.length > cpuCount) {
            return "invalid shard_start count " + starts.length;
        }
        if (starts[0] != 0) {
            return "shard_start[0] must be 0, got " + starts[0];
        }
        for (int i = 1; i < starts.length; i++) {
            if (starts[i] <= starts[i - 1]) {
                return "shard_start not increasing at [" + i + "]";
            }
            if (starts[i] >= cpuCount) {
                return "shard_start[" + i + "]=" + starts[i] + " >= " + cpuCount;
            }
            String problem = spanProblem(i - 1, starts[i] - starts[i - 1]);
            if (problem != null) {
                return problem;
            }
        }
        return spanProblem(starts.length - 1, cpuCount - starts[starts.length - 1]);
    }

    private static @Nullable String spanProblem(int shard, int span) {
        return span <= SHARD_MAX_CPUS
                ? null
                : "shard[" + shard + "] span " + span + " exceeds max " + SHARD_MAX_CPUS;
    }

    /**
     * The map that a scheduler brings itself. Cores, caches and nodes of its cids are unknown; a
     * shard belongs to the node that has most of its CPUs, the lowest of equals.
     *
     * @throws IllegalArgumentException if {@link #problem} finds an error
     */
    public static CidMap override(CpuTopology topology, int[] cidOfCpu, int[] shardStart) {
        int count = topology.cpuCount();
        String problem = problem(cidOfCpu, shardStart, count);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        int[] cpuOfCid = new int[count];
        for (int cpu = 0; cpu < count; cpu++) {
            cpuOfCid[cidOfCpu[cpu]] = cpu;
        }
        CidTopology[] places = new CidTopology[count];
        int[] nodes = new int[shardStart.length];
        for (int shard = 0; shard < shardStart.length; shard++) {
            int end = shard + 1 < shardStart.length ? shardStart[shard + 1] : count;
            int[] inNode = new int[topology.nodeCount()];
            for (int cid = shardStart[shard]; cid < end; cid++) {
                places[cid] = CidTopology.inShard(shardStart[shard], shard);
                inNode[topology.node(cpuOfCid[cid])]++;
            }
            nodes[shard] = largest(inNode);
        }
        return new CidMap(cpuOfCid, cidOfCpu.clone(), places, shardStart.clone(), nodes);
    }

    private static int largest(int[] counts) {
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            if (counts[i] > counts[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Number of cids, and of CPUs. */
    public int count() {
        return cpuOfCid.length;
    }

    /** The CPU of a cid. */
    public int cpu(int cid) {
        return cpuOfCid[cid];
    }

    /** The cid of a CPU. */
    public int cid(int cpu) {
        return cidOfCpu[cpu];
    }

    /** Where a cid lies. */
    public CidTopology place(int cid) {
        return places[cid];
    }

    public int shardCount() {
        return shardStart.length;
    }

    /** The first cid of a shard. */
    public int shardStart(int shard) {
        return shardStart[shard];
    }

    /** Number of cids of a shard. */
    public int shardSize(int shard) {
        int end = shard + 1 < shardStart.length ? shardStart[shard + 1] : cpuOfCid.length;
        return end - shardStart[shard];
    }

    /** The node of a shard; -1 for one of CPUs that were offline. */
    public int shardNode(int shard) {
        return shardNode[shard];
    }
}
