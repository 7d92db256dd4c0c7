package org.scxfleet.sched.fair;

import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.FairEntity;

/**
 * The high-resolution timer that ends a slice while others wait (fair.c hrtick_start_fair, core.c
 * hrtick_start).
 */
final class SliceTimer {
    private static final long MIN_NS = 10_000;
    private static final long TOLERANCE_NS = 5_000;

    private final SchedCore core;
    private final boolean enabled;

    SliceTimer(SchedCore core, boolean enabled) {
        this.core = core;
        this.enabled = enabled;
    }

    /**
     * Arms the timer for the task that runs or begins to.
     *
     * <p>A timer fires after its time, never before: at its interrupt the slice is over. So the
     * rest of the slice is rounded up, and for a task that is being switched in it begins when the
     * switch is done.
     *
     * @param switchedIn the task is being switched in now
     */
    void start(RunQueue rq, FairQueue q, FairEntity entity, boolean switchedIn) {
        if (!enabled || q.queued <= 1) {
            return;
        }
        long leftVirtual = entity.deadlineNs - entity.vruntimeNs;
        if (leftVirtual < 0) {
            if (rq.current == entity.task) {
                core.resched(rq);
            }
            return;
        }
        long delay = FairQueue.realNsAtLeast(leftVirtual, entity.treeWeight);
        long switchNs = switchedIn ? core.costs().contextSwitchNs() : 0;
        long at = core.nowNs() + switchNs + Math.max(delay, MIN_NS);
        int timer = rq.hrtickTimer;
        if (!core.queue().isArmed(timer)
                || Math.abs(core.queue().deadlineNs(timer) - at) > TOLERANCE_NS) {
            core.queue().arm(timer, at);
        }
    }

    void restart(RunQueue rq, FairQueue q) {
        FairEntity running = q.current;
        if (running != null
                && rq.current == running.task
                && running.task.schedClass == ClassId.FAIR
                && !core.queue().isArmed(rq.hrtickTimer)) {
            start(rq, q, running, false);
        }
    }
}
