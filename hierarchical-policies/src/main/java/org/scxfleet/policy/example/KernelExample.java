package org.scxfleet.policy.example;

import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerOps;

/**
 * What all examples of the kernel have in common: a name, a fixed set of ops, settings, and an exit
 * op that keeps the exit record for the loader.
 */
public abstract class KernelExample implements SchedulerOps {
    /** Creates a DSQ for all nodes. */
    protected static final int ANY_NODE = -1;

    /** Options without a bound of their own take at most this. */
    protected static final long MAX_COUNT = 0xffff_ffffL;

    /** Longest slice that an option can ask for, in microseconds: about 2.4 hours. */
    protected static final long MAX_SLICE_US = 8_796_093_022L;

    protected static final long NS_PER_US = 1_000L;

    private final String name;
    private final EnumSet<Op> implemented;
    private final OpsSettings settings;
    private @Nullable ExitInfo exitInfo;

    protected KernelExample(String name, EnumSet<Op> implemented, OpsSettings settings) {
        this.name = name;
        this.implemented = EnumSet.copyOf(implemented);
        this.settings = settings;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final EnumSet<Op> implemented() {
        return EnumSet.copyOf(implemented);
    }

    @Override
    public final OpsSettings settings() {
        return settings;
    }

    @Override
    public void exit(ExtKernel.Unlocked kernel, ExitInfo info) {
        exitInfo = info;
    }

    /** Why the scheduler ended, null while it has not. */
    public final @Nullable ExitInfo exitInfo() {
        return exitInfo;
    }

    /** Creates a DSQ in init; a failure is raised as an error and returned. */
    protected static int createDsq(ExtKernel.Unlocked kernel, long dsqId) {
        int result = kernel.createDsq(dsqId, ANY_NODE);
        if (result != 0) {
            kernel.error("failed to create DSQ " + dsqId + " (" + result + ")");
        }
        return result;
    }
}
