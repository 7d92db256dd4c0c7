package org.scxfleet.tests.conformance;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerOps;

/**
 * The scheduler of a self-test: it has the ops that the test names, and records its exit as the
 * kernel's tests do in their exit record.
 */
abstract class SelfTestOps implements SchedulerOps {
    /** Watchdog timeout that most self-tests set. */
    static final long TIMEOUT_MS = 1_000;

    private final String name;
    private final OpsSettings settings;
    private final EnumSet<Op> implemented;
    private @Nullable ExitInfo exit;

    SelfTestOps(String name, OpsSettings settings, Op... ops) {
        this.name = name;
        this.settings = settings;
        implemented = EnumSet.of(Op.EXIT, ops);
    }

    /** Only the exit record: everything else is the kernel's default. */
    static SelfTestOps exitOnly(String name, OpsSettings settings) {
        return new SelfTestOps(name, settings) {};
    }

    static OpsSettings flags(long flags) {
        return OpsSettings.DEFAULTS.withFlags(flags);
    }

    static OpsSettings timeout() {
        return OpsSettings.DEFAULTS.withTimeoutMs(TIMEOUT_MS);
    }

    /** How it ended, null while it is attached. */
    @Nullable ExitInfo ended() {
        return exit;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final EnumSet<Op> implemented() {
        return implemented.clone();
    }

    @Override
    public final OpsSettings settings() {
        return settings;
    }

    @Override
    public final void exit(ExtKernel.Unlocked kernel, ExitInfo info) {
        exiting(kernel);
        exit = info;
    }

    /** What else it does in ops.exit. */
    void exiting(ExtKernel.Unlocked kernel) {}

    /** The pid that a program gets as its first argument. */
    static int pid(List<Long> context) {
        return Math.toIntExact(context.getFirst());
    }
}
