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

    private long checkedInTicks;

    void start() {
        checkedInTicks = core.tickClock().ticksAt(core.nowNs());
        long ticks = Math.max(1, timeoutTicks(ext.loaded()) / 2);
        long nowTicks = core.tickClock().ticksAt(core.nowNs());
        core.queue().arm(timer, core.tickClock().timeOf(nowTicks + ticks));
    }

    void stop() {
        core.queue().cancel(timer);
    }

    private long timeoutTicks(LoadedScheduler loaded) {
        return Math.ceilDiv(loaded.timeoutNs, core.tickClock().periodNs());
    }

    /** One scan; arms the next. */
    void scan() {
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null) {
            return;
        }
        long nowTicks = core.tickClock().ticksAt(core.nowNs());
        long timeoutTicks = timeoutTicks(loaded);
        checkedInTicks = nowTicks;
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            if (core.runQueue(cpu).isLostWithLock()) {
                return;
            }
            if (core.runQueue(cpu).active && scanCpu(cpu, nowTicks, timeoutTicks)) {
                break;
            }
        }
        start();
    }

    /** A CPU ticks: has the scan come to its end lately? */
    void checkIn(Lockups lockups) {
        LoadedScheduler loaded = ext.scheduler();
        if (loaded != null) {
            lockups.tick(checkedInTicks, timeoutTicks(loaded));
        }
    }

    private boolean scanCpu(int cpu, long nowTicks, long timeoutTicks) {
        for (Task task = ext.cpu(cpu).runnableHead; task != null; task = task.scx.runnableNext) {
            long sinceTicks = core.tickClock().ticksAt(task.scx.runnableAtNs);
            if (nowTicks > sinceTicks + timeoutTicks) {
                long waitedNs = (nowTicks - sinceTicks) * core.tickClock().periodNs();
                ext.claimExit(ExitKind.ERROR_STALL, 0, cpu, message(task, waitedNs));
                return true;
            }
        }
        return false;
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
