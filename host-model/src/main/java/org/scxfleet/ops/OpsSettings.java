package org.scxfleet.ops;

/**
 * The data members of struct sched_ext_ops; 0 means the kernel's default.
 *
 * @param flags SCX_OPS_* bits
 * @param timeoutMs watchdog timeout, at most 30,000
 * @param dispatchMaxBatch size of the dispatch buffer
 * @param exitDumpLen bytes of the debug dump
 * @param hotplugSeq expected hotplug sequence
 * @param cidShardSize wanted cids of a shard
 */
public record OpsSettings(
        long flags,
        long timeoutMs,
        int dispatchMaxBatch,
        int exitDumpLen,
        long hotplugSeq,
        int cidShardSize) {
    public static final OpsSettings DEFAULTS = new OpsSettings(0, 0, 0, 0, 0);

    /** Shards have the kernel's default size. */
    public OpsSettings(
            long flags, long timeoutMs, int dispatchMaxBatch, int exitDumpLen, long hotplugSeq) {
        this(flags, timeoutMs, dispatchMaxBatch, exitDumpLen, hotplugSeq, 0);
    }

    public OpsSettings withFlags(long newFlags) {
        return new OpsSettings(
                newFlags, timeoutMs, dispatchMaxBatch, exitDumpLen, hotplugSeq, cidShardSize);
    }

    public OpsSettings withTimeoutMs(long newTimeoutMs) {
        return new OpsSettings(
                flags, newTimeoutMs, dispatchMaxBatch, exitDumpLen, hotplugSeq, cidShardSize);
    }
}
