package org.scxfleet.sched.ext;

import java.util.Locale;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Task;

/**
 * The stall watchdog: every half timeout, looks for a task that has been waiting for longer than
 * the timeout (ext.c check_rq_for_timeouts). Times are compared in ticks, as the kernel's jiffies
 * are.
 */
final class Watchdog {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long NS_PER_MS = 1_000_000L;

    private final Ext ext;
    private final SchedCore core;
    private final int timer;

    Watchdog(Ext ext, int timer) {
        this.ext = ext;
        this.core = ext.core();
        this.timer = timer;
    }

    void start() {
        core.queue().arm(timer, core.nowNs() + intervalNs());
    }

    void stop() {
        core.queue().cancel(timer);
    }

    private long intervalNs() {
        long tickNs = core.tickClock().periodNs();
        return Math.max(tickNs, ext.loaded().timeoutNs / 2 / tickNs * tickNs);
    }

    /** One scan; arms the next. */
    void scan() {
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null) {
            return;
        }
        long tickNs = core.tickClock().periodNs();
        long nowTicks = core.nowNs() / tickNs;
        long timeoutTicks = Math.ceilDiv(loaded.timeoutNs, tickNs);
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            for (Task task = ext.cpu(cpu).runnableHead;
                    task != null;
                    task = task.scx.runnableNext) {
                if (nowTicks > task.scx.runnableAtNs / tickNs + timeoutTicks) {
                    long waitedNs = (nowTicks - task.scx.runnableAtNs / tickNs) * tickNs;
                    ext.claimExit(ExitKind.ERROR_STALL, 0, cpu, message(task, waitedNs));
                    return;
                }
            }
        }
        start();
    }

    private static String message(Task task, long waitedNs) {
        return String.format(
                Locale.ROOT,
                "%s failed to run for %d.%03ds",
                task,
                waitedNs / NS_PER_SECOND,
                waitedNs % NS_PER_SECOND / NS_PER_MS);
    }
}
