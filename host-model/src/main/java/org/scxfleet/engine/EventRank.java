package org.scxfleet.engine;

/**
 * The kinds of events of a host in the order in which they happen when they fall on the same
 * nanosecond.
 *
 * <p>The position in this list is the rank. Between two events of one rank the lower kernel (host
 * before guest), then the lower source number decides; see {@link EventQueue}.
 */
public enum EventRank {
    /**
     * A message from another host: what was sent earlier is seen before anything that happens here
     * now.
     */
    MESSAGE,
    /**
     * A scheduled act of the scenario: the operator's hand comes before the machine's own events.
     */
    ACTION,
    /**
     * A device completion (GPU kernel, copy): hardware raises its interrupt before timers are
     * looked at.
     */
    DEVICE,
    /**
     * A task's own timer: sleeps and periodic timers expire in the hrtimer interrupt, before the
     * tick's work.
     */
    TASK_TIMER,
    /**
     * The running task's computation is complete: the instruction stream ends before the tick
     * interrupts it.
     */
    WORK_DONE,
    /** A period of cgroup bandwidth control begins. */
    BANDWIDTH,
    /** A deadline entity or deadline server is replenished or reaches its zero-laxity point. */
    DEADLINE,
    /** The high-resolution slice timer of the fair class. */
    HRTICK,
    /** The periodic tick of a CPU. */
    TICK,
    /** Deferred work of sched_ext (kicks, deferred dispatches), the kernel's irq_work. */
    IRQ_WORK,
    /** A CPU honours a reschedule request: after everything that can raise one. */
    RESCHED,
    /** Kernel threads and work items: watchdog, bypass load balancer, enable and disable steps. */
    WORK_ITEM
}
