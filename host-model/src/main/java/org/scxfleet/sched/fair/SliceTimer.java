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

    void start(RunQueue rq, FairQueue q, FairEntity entity) {
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
        long delay = FairQueue.realNs(leftVirtual, entity.treeWeight);
        long at = core.nowNs() + Math.max(delay, MIN_NS);
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
            start(rq, q, running);
        }
    }
}
