package org.scxfleet.sched.ext;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsContext;
import org.scxfleet.sched.LostCpus;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.topology.CpuSet;

/**
 * Callbacks that never return, and the detectors that end a scheduler for it (ext.c scx_softlockup,
 * scx_hardlockup, scx_rcu_cpu_stall; kernel/watchdog.c, kernel/rcu/tree_stall.h).
 *
 * <p><b>Who notices.</b> Most ops run with interrupts off: the hard lockup detector looks every 10
 * s whether the CPU's sampling timer, due every 4 s, has fired. Without it (a guest, or {@code
 * nmi_watchdog: false}) another CPU reports a grace period of RCU that does not end for 21 s. A
 * timer's callback is a soft interrupt, in which the sampling timer goes on: when the CPU's stop
 * task has not run for 15 s, the soft lockup detector warns the scheduler. An op that may sleep is
 * preemptible, no detector sees it; here it ends the scheduler at once, because nothing else would.
 *
 * <p><b>The scheduler's own watchdog</b> needs the locks of all run queues, so it gets stuck when a
 * CPU is lost with its lock. A CPU that still ticks notices when it has not checked in for the
 * timeout.
 *
 * <p><b>Then.</b> The claimed exit breaks off what the CPUs are lost in, which go on. In the kernel
 * that is so for its own loops, over the queues of a scheduler; a program that really never ends
 * would keep its CPU.
 *
 * <p><b>Left out.</b> The phases of the detectors count from the start of the host, in wall time;
 * the kernel counts the cycles of a CPU that is not halted.
 */
final class Lockups implements LostCpus.Watcher {
    /** kernel.watchdog_thresh: period of the hard lockup detector. */
    static final long THRESHOLD_NS = 10_000_000_000L;

    /** A fifth of the soft lockup threshold. */
    static final long SAMPLE_NS = 4_000_000_000L;

    /** CONFIG_RCU_CPU_STALL_TIMEOUT. */
    static final long RCU_STALL_NS = 21_000_000_000L;

    /** Ticks after that at which another CPU reports it (RCU_STALL_RAT_DELAY). */
    static final int RCU_REPORT_TICKS = 2;

    /** Three quarters of the soft lockup threshold, in the detector's seconds of 2^30 ns. */
    static final int SOFT_WARNING = 15;

    private static final int SECOND_SHIFT = 30;

    private final Ext ext;
    private final SchedCore core;
    private final OpsCaller caller;
    private final IdleCpus idle;
    private final boolean hardDetector;
    private final int detectTimer;
    private final int lostTimer;
    private final List<Integer> gettingLost = new ArrayList<>();

    // The hang that is detected first.
    private int subject = -1;
    private Detector detector = Detector.HARD;
    private long softSeconds;

    private enum Detector {
        HARD,
        SOFT,
        RCU
    }

    /**
     * @param hardDetector the kernel has a hard lockup detector
     */
    Lockups(Ext ext, OpsCaller caller, IdleCpus idle, boolean hardDetector, int owner) {
        this.ext = ext;
        this.core = ext.core();
        this.caller = caller;
        this.idle = idle;
        this.hardDetector = hardDetector;
        EventQueue queue = core.queue();
        detectTimer = queue.register(EventRank.WORK_ITEM, owner, Ext.WORK_LOCKUP);
        lostTimer = queue.register(EventRank.WORK_ITEM, owner, Ext.WORK_LOST);
        core.lostCpus().watch(this);
    }

    /** The running callback does not return. */
    void hang(String where) {
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null || loaded.exit != null) {
            return;
        }
        Op op = caller.op();
        boolean inTimer = caller.isInTimer();
        if (op == null || (!inTimer && OpsContext.allows(op, OpsContext.Group.UNLOCKED))) {
            String name = op == null ? "a program" : "ops." + op.kernelName() + "()";
            ext.error(name + " never returns" + (where.isEmpty() ? "" : ": " + where));
            return;
        }
        int cpu = core.thisCpu();
        loaded.hangs.add(
                "CPU "
                        + cpu
                        + " is lost in "
                        + (inTimer ? "a timer" : op.kernelName())
                        + (where.isEmpty() ? "" : ": " + where));
        int locked = caller.lockedCpu();
        boolean newlyLost = core.lostCpus().lose(cpu, locked == cpu);
        if (locked >= 0 && locked != cpu) {
            core.lostCpus().lose(locked, true);
        }
        if (newlyLost) {
            expectDetection(cpu, inTimer);
        }
    }

    private void expectDetection(int cpu, boolean interruptsOn) {
        long nowNs = core.nowNs();
        Detector by = detector(interruptsOn);
        long atNs =
                switch (by) {
                    case SOFT -> softDetectionNs(nowNs);
                    case HARD -> hardDetectionNs(nowNs);
                    case RCU -> rcuDetectionNs(nowNs);
                };
        if (core.queue().isArmed(detectTimer) && core.queue().deadlineNs(detectTimer) <= atNs) {
            return;
        }
        subject = cpu;
        detector = by;
        softSeconds = (atNs >> SECOND_SHIFT) - (lastSampleNs(nowNs) >> SECOND_SHIFT);
        core.queue().arm(detectTimer, atNs);
    }

    private Detector detector(boolean interruptsOn) {
        if (interruptsOn) {
            // A timer's callback in a thread is preemptible, but RCU waits for it.
            return core.threadsInterrupts() ? Detector.RCU : Detector.SOFT;
        }
        return hardDetector ? Detector.HARD : Detector.RCU;
    }

    private static long lastSampleNs(long nowNs) {
        return nowNs / SAMPLE_NS * SAMPLE_NS;
    }

    /** The first look of the detector since the last but one that sees no sample in between. */
    static long hardDetectionNs(long hangNs) {
        long lastLookNs = hangNs / THRESHOLD_NS * THRESHOLD_NS;
        boolean sampled = lastSampleNs(hangNs) > lastLookNs;
        return lastLookNs + (sampled ? 2 : 1) * THRESHOLD_NS;
    }

    /** The first sample at which the stop task is seen not to have run for long. */
    static long softDetectionNs(long hangNs) {
        long touched = lastSampleNs(hangNs) >> SECOND_SHIFT;
        long sampleNs = lastSampleNs(hangNs) + SAMPLE_NS;
        while ((sampleNs >> SECOND_SHIFT) < touched + SOFT_WARNING) {
            sampleNs += SAMPLE_NS;
        }
        return sampleNs;
    }

    private long rcuDetectionNs(long hangNs) {
        long ticks = core.tickClock().ticksAt(hangNs + RCU_STALL_NS) + RCU_REPORT_TICKS;
        return core.tickClock().timeOf(ticks);
    }

    /** A detector looks (WORK_LOCKUP). */
    void detect() {
        LostCpus lost = core.lostCpus();
        if (lost.count() == 0 || ext.state() == Ext.EnableState.DISABLING) {
            return;
        }
        switch (detector) {
            case HARD -> claim(subject, "hard lockup - CPU " + subject);
            case SOFT ->
                    claim(
                            subject,
                            "soft lockup - CPU " + subject + " stuck for " + softSeconds + "s");
            case RCU -> {
                // Somebody must be there to report it.
                if (!core.runQueue(lost.attending(subject)).lost) {
                    claim(lost.all().first(), "RCU CPU stall on CPUs (" + list(lost.all()) + ")");
                }
            }
        }
    }

    private void claim(int cpu, String message) {
        ext.claimExit(ExitKind.ERROR, 0, cpu, message);
    }

    /** CPUs as the kernel prints a mask: ranges in ascending order. */
    static String list(CpuSet cpus) {
        StringBuilder text = new StringBuilder();
        int first = cpus.first();
        while (first >= 0) {
            int last = first;
            while (cpus.next(last + 1) == last + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                text.append('-').append(last);
            }
            first = cpus.next(last + 1);
        }
        return text.toString();
    }

    /** Another CPU's tick: has the scheduler's watchdog checked in lately (scx_tick)? */
    void tick(long checkedInTicks, long timeoutTicks) {
        long nowTicks = core.tickClock().ticksAt(core.nowNs());
        if (nowTicks > checkedInTicks + timeoutTicks) {
            long ms = (nowTicks - checkedInTicks) * core.tickClock().periodNs() / 1_000_000;
            ext.claimExit(
                    ExitKind.ERROR_STALL,
                    0,
                    core.thisCpu(),
                    String.format(
                            Locale.ROOT,
                            "watchdog failed to check in for %d.%03ds",
                            ms / 1_000,
                            ms % 1_000));
        }
    }

    /** Ends all hangs, because the scheduler ends. */
    void breakOff() {
        core.queue().cancel(detectTimer);
        subject = -1;
        if (core.lostCpus().count() > 0) {
            loseNow();
            core.lostCpus().regainAll();
        }
    }

    @Override
    public void lost(int cpu) {
        gettingLost.add(cpu);
        core.queue().arm(lostTimer, core.nowNs());
    }

    /** The event in which CPUs got lost is over (WORK_LOST). */
    void loseNow() {
        for (int cpu : gettingLost) {
            RunQueue rq = core.runQueue(cpu);
            idle.forget(cpu);
            core.runner().lost(rq);
        }
        gettingLost.clear();
        core.queue().cancel(lostTimer);
    }

    @Override
    public void regained(int cpu) {
        RunQueue rq = core.runQueue(cpu);
        if (rq.irqWorkHeldBack) {
            rq.irqWorkHeldBack = false;
            core.queue().arm(ext.cpu(cpu).irqWork, core.nowNs());
        }
    }

    /** Where the CPUs are lost, for the dump; null if none is. */
    static @Nullable String describe(LoadedScheduler loaded) {
        return loaded.hangs.isEmpty() ? null : String.join("\n", loaded.hangs) + "\n\n";
    }
}
