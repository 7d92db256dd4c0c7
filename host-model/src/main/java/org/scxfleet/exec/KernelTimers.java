package org.scxfleet.exec;

import org.scxfleet.engine.EventQueue;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.TimerWheel;
import org.scxfleet.task.Task;
import org.scxfleet.task.Work;

/**
 * The timers by which kernel threads sleep: those of the timer wheel (kernel/time/timer.c).
 *
 * <p><b>After the tick.</b> They expire in the soft interrupt that a tick leaves behind. So when
 * such a thread wakes, the tick has accounted for the running task already: in the fair class a
 * task alone on its CPU has a new slice by then, and a thread that has no claim from before waits
 * until that slice is over; having waited, it has one from then on and preempts at once. The CPU
 * chooses anew when the soft interrupt is over, also where the tick asked for it.
 *
 * <p><b>Deferrable ones.</b> They do not wake an idle CPU. One that expired meanwhile fires at the
 * first tick after the CPU became busy. They are due on whole seconds, which are not the same on
 * all CPUs (round_jiffies_relative).
 *
 * <p><b>Memory statistics.</b> The thread that folds those of a CPU has nothing to do where they do
 * not change; whether they do is looked at every second (mm/vmstat.c vmstat_shepherd).
 *
 * <p><b>Left out.</b> Timers of idle CPUs that others take over, the time that the callbacks take.
 */
final class KernelTimers {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int ROUND_DOWN_PART = 4;

    /**
     * How long a CPU's memory statistics go on changing after a task was born or buried there: each
     * run of their worker shortens the CPU's lists of free pages by an eighth, and that is a change
     * (mm/page_alloc.c decay_pcp_high). Measured: on a CPU with a hog five runs after the start.
     */
    private static final long MEMORY_SETTLES_NS = 6_000_000_000L;

    private final SchedCore core;
    private final EventQueue queue;

    KernelTimers(SchedCore core, EventQueue queue) {
        this.core = core;
        this.queue = queue;
    }

    /** Sets a thread's timer. */
    void arm(Task thread, long atNs) {
        Work work = thread.work;
        work.timerTurn = false;
        long expiryNs = thread.deferrable ? wholeSecond(work, atNs) : atNs;
        queue.arm(work.timer, TimerWheel.expiryNs(core.tickClock(), queue.nowNs(), expiryNs));
    }

    /** A whole second near that time, in the first quarter of a second the one that has begun. */
    private long wholeSecond(Work work, long atNs) {
        if (work.secondsFromNs < 0) {
            work.secondsFromNs = queue.nowNs();
        }
        long partNs = Math.floorMod(atNs - work.secondsFromNs, SECOND_NS);
        return atNs - partNs + (partNs < SECOND_NS / ROUND_DOWN_PART ? 0 : SECOND_NS);
    }

    /**
     * The timer of a thread expires: is it not to wake now?
     *
     * @param rq the CPU that the timer interrupts
     */
    boolean putOff(Task thread, RunQueue rq) {
        Work work = thread.work;
        if (thread.deferrable && rq.isIdle()) {
            rq.deferredTimer = work.timer;
            return true;
        }
        if (thread.deferrable && !hasWork(thread, rq)) {
            arm(thread, queue.nowNs() + SECOND_NS);
            return true;
        }
        long interruptNs = core.costs().timerNs();
        if (work.timerTurn || rq.isIdle() || interruptNs == 0 || core.threadsInterrupts()) {
            work.timerTurn = false;
            return false;
        }
        work.timerTurn = true;
        queue.arm(work.timer, queue.nowNs() + interruptNs);
        rq.stayInKernelUntil(queue.nowNs() + interruptNs);
        return true;
    }

    private boolean hasWork(Task thread, RunQueue rq) {
        return !thread.foldsMemory || queue.nowNs() - rq.memoryChangedNs <= MEMORY_SETTLES_NS;
    }

    /** The CPU is busy from now on. */
    void cpuBusy(RunQueue rq) {
        if (rq.deferredTimer >= 0) {
            queue.arm(rq.deferredTimer, core.tickClock().nextAfter(queue.nowNs()));
            rq.deferredTimer = -1;
        }
    }
}
