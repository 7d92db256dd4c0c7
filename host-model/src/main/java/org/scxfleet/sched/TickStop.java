package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * Busy CPUs without a tick (nohz_full=; core.c sched_can_stop_tick, kernel/time/tick-sched.c).
 *
 * <p><b>What.</b> Such a CPU stops its tick at a tick, or when it leaves idle, if no class needs
 * it: one fair task, real-time tasks that do not take turns, an ext task with an infinite slice. It
 * ticks again as soon as one does. While the tick is stopped, a housekeeping CPU does the
 * scheduler's part of it once a second.
 *
 * <p><b>Why.</b> A slice ends at a tick only, so a scheduler sees a stopped tick: as an infinite
 * slice that no tick disturbs, and, were the tick not to come back, as a slice that never ends.
 *
 * <p><b>Left out.</b> Other users of the tick (timers of processes, perf, RCU callbacks); that any
 * interrupt may stop it.
 */
final class TickStop {
    private final SchedCore core;
    private final @Nullable CpuSet cpus;

    /**
     * @param cpus that may stop their tick, null for none
     */
    TickStop(SchedCore core, @Nullable CpuSet cpus) {
        this.core = core;
        this.cpus = cpus;
    }

    private boolean mayStop(RunQueue rq) {
        return cpus != null && cpus.contains(rq.cpu) && rq.current != null && !isNeeded(rq);
    }

    private boolean isNeeded(RunQueue rq) {
        if (needs(ClassId.DEADLINE, rq)) {
            return true;
        }
        if (rq.runningByClass[ClassId.RT.ordinal()] > 0) {
            return needs(ClassId.RT, rq);
        }
        return needs(ClassId.EXT, rq) || needs(ClassId.FAIR, rq);
    }

    private boolean needs(ClassId id, RunQueue rq) {
        return core.schedClass(id).needsTick(rq);
    }

    /** The tick of a CPU is done: it is the last for now if no class needs another. */
    void rest(RunQueue rq) {
        if (mayStop(rq)) {
            arm(rq);
        }
    }

    /** Arms the tick of a CPU that becomes busy. */
    void arm(RunQueue rq) {
        rq.tickStopped = mayStop(rq);
        long nowNs = core.nowNs();
        TickClock clock = core.tickClock();
        long atNs = rq.tickStopped ? clock.nextSecondAfter(nowNs) : clock.nextAfter(nowNs);
        core.queue().arm(rq.tickTimer, atNs);
    }

    /** Something has changed: a stopped tick starts again if it is needed. */
    void update(RunQueue rq) {
        if (rq.tickStopped && rq.current != null && !mayStop(rq)) {
            arm(rq);
        }
    }

    /** A housekeeping CPU looks after the class of what runs on the CPU (sched_tick_remote). */
    void tickRemotely(RunQueue rq, Task current) {
        int before = core.executeOn(housekeepingCpu(rq.cpu));
        core.classOf(current).tick(rq, current);
        core.executeOn(before);
        arm(rq);
    }

    private int housekeepingCpu(int busy) {
        CpuSet active = core.activeCpus();
        for (int cpu = active.first(); cpu >= 0; cpu = active.next(cpu + 1)) {
            if (cpus == null || !cpus.contains(cpu)) {
                return cpu;
            }
        }
        return busy;
    }
}
