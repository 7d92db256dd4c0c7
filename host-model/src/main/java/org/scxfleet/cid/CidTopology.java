package org.scxfleet.cid;

/**
 * Where a cid lies (struct scx_cid_topo): for its core, its last-level cache, its node and its
 * shard, the first cid of that unit and the number of the unit, counted in the order of cids.
 *
 * <p>A cid without a known place, as that of a CPU that was offline when the map was made, has -1
 * everywhere but in its shard.
 */
public record CidTopology(
        int coreCid,
        int coreIndex,
        int llcCid,
        int llcIndex,
        int nodeCid,
        int nodeIndex,
        int shardCid,
        int shardIndex) {
    /** What a field holds that is not known. */
    public static final int UNKNOWN = -1;

    /** Every field unknown: the answer for a cid that does not exist. */
    public static final CidTopology NOWHERE = inShard(UNKNOWN, UNKNOWN);

    /** A cid of which only the shard is known. */
    static CidTopology inShard(int shardCid, int shardIndex) {
        return new CidTopology(
                UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, shardCid, shardIndex);
    }
}
