package org.scxfleet.sched.deadline;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.DlEntity;
import org.scxfleet.task.Task;

/**
 * Protects the tasks of a class on a CPU from starvation by higher classes: a deadline entity whose
 * budget that class may use (deadline.c: dl_server).
 *
 * <p><b>Deferred.</b> The server starts when its class gets a first task, and first only waits: as
 * long as the class runs by itself, that time is charged, and a used-up budget begins a new period.
 * Only if by the last moment (deadline minus what is left of the budget) the class has not run does
 * the server compete, as a deadline entity, above RT; and then with a whole budget, whatever the
 * class has used before, for what is left of the old one is more than its share of the time left.
 *
 * <p>States, with the flags that make them: waiting (throttled, armed), the same while its budget
 * went to idle time (idled), competing (queued). A server that has used up its budget begins a new
 * period, and waits again to its last moment.
 */
final class DeadlineServer {
    static final long DEFAULT_BUDGET_NS = 50_000_000L;
    static final long DEFAULT_PERIOD_NS = 1_000_000_000L;

    /** With more than this left until the last moment the timer waits on. */
    private static final long RESOLUTION_NS = 1_000_000;

    private static final int SCALE_SHIFT = 10;

    final ClassId served;
    final DlEntity entity = new DlEntity(null);
    private final SchedCore core;
    private final RunQueue rq;
    private final DeadlineQueue queue;
    private final EventQueue events;
    private boolean attached;
    private boolean active;
    private boolean armed;
    private boolean competes;
    private boolean idled;
    private long idleSeenNs;

    DeadlineServer(
            SchedCore core,
            int owner,
            int source,
            RunQueue rq,
            DeadlineQueue queue,
            ClassId served) {
        this.core = core;
        this.rq = rq;
        this.queue = queue;
        this.served = served;
        events = core.queue();
        entity.timer = events.register(org.scxfleet.engine.EventRank.DEADLINE, owner, source);
        configure(DEFAULT_BUDGET_NS, DEFAULT_PERIOD_NS);
    }

    boolean isActive() {
        return active;
    }

    boolean isCompeting() {
        return entity.queued;
    }

    boolean isAttached() {
        return attached;
    }

    long bandwidth() {
        return Admission.bandwidth(entity.budgetNs, entity.periodNs);
    }

    void configure(long budgetNs, long periodNs) {
        stop();
        entity.budgetNs = budgetNs;
        entity.periodNs = periodNs;
        entity.relativeDeadlineNs = periodNs;
        entity.deadlineNs = -1;
        startIfNeeded();
    }

    void attach(boolean now) {
        if (attached != now) {
            stop();
            attached = now;
            startIfNeeded();
        }
    }

    private void startIfNeeded() {
        if (rq.runningByClass[served.ordinal()] > 0) {
            start();
        }
    }

    /** The class has a first task. */
    void start() {
        if (active) {
            endIdle();
        }
        if (active || entity.budgetNs == 0 || !attached) {
            return;
        }
        active = true;
        idleSeenNs = idleTotalNs();
        if (entity.deadlineNs < now() || overflows()) {
            newPeriod();
        } else if (!competes) {
            entity.throttled = true;
            armed = true;
        }
        if (entity.throttled) {
            if (armTimer()) {
                return;
            }
            armed = false;
            entity.throttled = false;
        }
        compete();
    }

    void stop() {
        if (!active) {
            return;
        }
        if (entity.queued) {
            queue.remove(entity);
        }
        events.cancel(entity.timer);
        active = false;
        armed = false;
        competes = false;
        idled = false;
        entity.throttled = false;
    }

    private long now() {
        return core.nowNs();
    }

    /** More budget is left than the density allows until the deadline. */
    private boolean overflows() {
        long left = (entity.relativeDeadlineNs >> SCALE_SHIFT) * (entity.runtimeNs >> SCALE_SHIFT);
        long right =
                ((entity.deadlineNs - now()) >> SCALE_SHIFT) * (entity.budgetNs >> SCALE_SHIFT);
        return right < left;
    }

    private void newPeriod() {
        entity.deadlineNs = now() + entity.relativeDeadlineNs;
        entity.runtimeNs = entity.budgetNs;
        if (!competes) {
            entity.throttled = true;
            armed = true;
        }
    }

    /** Arms the timer for the last moment or the next period; false if that has passed. */
    private boolean armTimer() {
        long at =
                armed
                        ? entity.deadlineNs - entity.runtimeNs
                        : entity.deadlineNs - entity.relativeDeadlineNs + entity.periodNs;
        if (at <= now()) {
            return false;
        }
        events.arm(entity.timer, at);
        return true;
    }

    private void compete() {
        queue.insert(entity);
        Task running = rq.current;
        DlEntity other =
                running == null || running.schedClass != ClassId.DEADLINE ? null : running.dl;
        if (other == null || entity.deadlineNs < other.deadlineNs) {
            core.resched(rq);
        }
    }

    // Accounting.

    private long idleTotalNs() {
        long busy = rq.busyNs + (rq.current == null ? 0 : now() - rq.busySinceNs);
        return now() - busy;
    }

    /** Idle time is time in which nobody starved: it is charged like the class's own. */
    private void chargeIdle() {
        long total = idleTotalNs();
        long idleNs = total - idleSeenNs;
        idleSeenNs = total;
        if (idleNs > 0 && entity.throttled && armed) {
            entity.runtimeNs = Math.max(0, entity.runtimeNs - idleNs);
            idled = entity.runtimeNs == 0;
        }
    }

    /**
     * The CPU was idle until now, and the class has a task: a used-up budget begins a new period.
     */
    private void endIdle() {
        boolean waits = entity.throttled && armed;
        chargeIdle();
        idled = false;
        if (waits && entity.runtimeNs <= 0) {
            newPeriod();
            armTimer();
        }
    }

    /** The class ran for that long, by itself or under the server. */
    void charge(long deltaNs) {
        if (!active) {
            return;
        }
        chargeIdle();
        idled = false;
        entity.runtimeNs -= deltaNs;
        if (entity.runtimeNs > 0) {
            return;
        }
        if (entity.throttled) {
            // The class had its budget without help.
            competes = false;
            newPeriod();
            armTimer();
        } else if (entity.queued) {
            exhausted();
        }
    }

    /**
     * Its budget is used up while its class runs. The task goes on for the moment until the CPU has
     * chosen, and that too is charged: so a new period begins, and the server waits anew.
     */
    private void exhausted() {
        queue.remove(entity);
        competes = false;
        newPeriod();
        armTimer();
        core.resched(rq);
    }

    /** The timer fired. */
    void timer() {
        if (!active) {
            return;
        }
        chargeIdle();
        if (idled) {
            stop();
            return;
        }
        if (armed) {
            long lastMoment = entity.deadlineNs - entity.runtimeNs;
            if (now() < lastMoment - RESOLUTION_NS) {
                events.arm(entity.timer, lastMoment);
                return;
            }
            competes = true;
            if (overflows()) {
                // What the class used by itself is forgiven: a whole budget from now on.
                newPeriod();
            }
        }
        while (entity.runtimeNs <= 0) {
            entity.deadlineNs += entity.periodNs;
            entity.runtimeNs += entity.budgetNs;
        }
        if (entity.deadlineNs < now()) {
            newPeriod();
        }
        entity.throttled = false;
        armed = false;
        compete();
    }

    /** The task that the class would run, or null; then the server stops. */
    @Nullable Task pick(@Nullable Task prev) {
        Task task = core.schedClass(served).pick(rq, prev);
        if (task == null) {
            stop();
        }
        return task;
    }
}
