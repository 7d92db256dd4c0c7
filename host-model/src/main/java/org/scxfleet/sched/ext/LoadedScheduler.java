package org.scxfleet.sched.ext;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMap;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;

/** One loaded scheduler (struct scx_sched): its ops, its DSQs, its counters, and how it ends. */
public final class LoadedScheduler {
    private static final int NS_PER_MS = 1_000_000;
    private static final long MAX_TIMEOUT_MS = Scx.WATCHDOG_MAX_TIMEOUT_NS / NS_PER_MS;

    final SchedulerOps ops;
    final OpsSettings settings;
    final long flags;
    final long timeoutNs;
    final int maxBatch;
    final DsqTable userDsqs = new DsqTable();
    final DispatchQueue[] globalDsqs;
    final DispatchQueue[] bypassDsqs;

    /** Which ops exist. */
    final EnumSet<Op> implemented;

    /** Which ops are armed, as bits by ordinal: filled late in enable, emptied in disable. */
    private long armed;

    /** It speaks of cids, not of CPUs. */
    final boolean cidForm;

    /** The map of cids while it can still be replaced. */
    @Nullable CidMap draftCids;

    /** The map of cids once it is final. */
    @Nullable CidMap cids;

    /** Cid form: the online cids, from init on. */
    @Nullable CidMask onlineCids;

    final long[] events = new long[ScxEvent.values().length];

    /** Where CPUs are lost in callbacks that never return. */
    final List<String> hangs = new ArrayList<>();

    long defaultSliceNs = Scx.SLICE_DFL_NS;

    /** The exit has been claimed: non-bypass DSQs yield nothing any more. */
    boolean aborting;

    boolean initialized;

    /** Errno of the enable step that failed, 0 if none has. */
    int enableError;

    /** The dump that goes with the exit has been taken. */
    boolean dumped;

    @Nullable ExitInfo exit;

    LoadedScheduler(SchedulerOps ops, int nodeCount, int cpuCount) {
        this.ops = ops;
        settings = ops.settings();
        flags = settings.flags();
        long timeoutMs = settings.timeoutMs();
        timeoutNs =
                timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS
                        ? Scx.WATCHDOG_MAX_TIMEOUT_NS
                        : timeoutMs * NS_PER_MS;
        maxBatch =
                settings.dispatchMaxBatch() == 0
                        ? Scx.DISPATCH_MAX_BATCH
                        : settings.dispatchMaxBatch();
        cidForm = ops.form() == OpsForm.CID;
        implemented = EnumSet.copyOf(ops.implemented());
        globalDsqs = new DispatchQueue[nodeCount];
        for (int node = 0; node < nodeCount; node++) {
            globalDsqs[node] = new DispatchQueue(Scx.DSQ_GLOBAL, -1);
        }
        bypassDsqs = new DispatchQueue[cpuCount];
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            bypassDsqs[cpu] = new DispatchQueue(Scx.DSQ_BYPASS, cpu);
        }
    }

    void arm(Op op) {
        armed |= 1L << op.ordinal();
    }

    void disarmAll() {
        armed = 0;
    }

    boolean has(Op op) {
        return (armed & (1L << op.ordinal())) != 0;
    }

    /** It has an op for CPUs that higher classes take and give back (SCX_OPS_HAS_CPU_PREEMPT). */
    boolean watchesPreemption() {
        return implemented.contains(Op.CPU_ACQUIRE) || implemented.contains(Op.CPU_RELEASE);
    }

    CidMap finalCids() {
        CidMap map = cids;
        if (map == null) {
            throw new IllegalStateException("a callback over cids before their map is final");
        }
        return map;
    }

    boolean hasFlag(long flag) {
        return (flags & flag) != 0;
    }

    void count(ScxEvent event) {
        events[event.ordinal()]++;
    }

    void count(ScxEvent event, long amount) {
        events[event.ordinal()] += amount;
    }

    /** Why the settings cannot be loaded, or null. */
    @Nullable String problem() {
        if (ops.name().isEmpty() || ops.name().length() >= Scx.OPS_NAME_LEN) {
            return "the name must have 1 to " + (Scx.OPS_NAME_LEN - 1) + " characters";
        }
        if ((flags & ~Scx.OPS_ALL_FLAGS) != 0) {
            return "unknown flags 0x" + Long.toHexString(flags & ~Scx.OPS_ALL_FLAGS);
        }
        if (settings.timeoutMs() < 0 || settings.timeoutMs() > MAX_TIMEOUT_MS) {
            return "timeout_ms " + settings.timeoutMs() + " is outside 0.." + MAX_TIMEOUT_MS;
        }
        if (settings.exitDumpLen() < 0) {
            return "exit_dump_len " + settings.exitDumpLen() + " is negative";
        }
        if (settings.cidShardSize() < 0) {
            return "cid_shard_size " + settings.cidShardSize() + " is negative";
        }
        if (cidForm && watchesPreemption()) {
            return "the cid form has no cpu_acquire and no cpu_release";
        }
        return maxBatch < 0 ? "dispatch_max_batch " + maxBatch + " is negative" : null;
    }
}
