package org.scxfleet.ops;

import org.jspecify.annotations.Nullable;

/** Events of the kernel that a scheduler's tracing programs can hang on. */
public enum TracePoint {
    /**
     * A CPU is about to switch from one task to another. It is still the old one that is current.
     */
    SCHED_SWITCH("sched_switch"),
    /** A task that slept is on a run queue again. */
    SCHED_WAKEUP("sched_wakeup"),
    /** A new task is on a run queue for the first time. */
    SCHED_WAKEUP_NEW("sched_wakeup_new"),
    /** A task is about to be moved to another CPU's run queue; the value is that CPU. */
    SCHED_MIGRATE_TASK("sched_migrate_task"),
    /** A task has been created and not woken yet; the other task is its parent. */
    SCHED_PROCESS_FORK("sched_process_fork"),
    /** The running task is about to end. */
    SCHED_PROCESS_EXIT("sched_process_exit"),
    /** A task has moved to another cgroup; the value is its number. */
    CGROUP_ATTACH_TASK("cgroup_attach_task"),
    /** A cgroup has been made; the value is its number. */
    CGROUP_MKDIR("cgroup_mkdir"),
    /**
     * The function scx_tick() of a busy CPU's tick. The kernel calls it after the tick of the
     * task's class, the model just before.
     */
    SCX_TICK("scx_tick");

    private final String kernelName;

    TracePoint(String kernelName) {
        this.kernelName = kernelName;
    }

    /** Whether it is a function of the kernel rather than a trace point. */
    public boolean isFunction() {
        return this == SCX_TICK;
    }

    /** The point of that name in the kernel, or null when the model has no such event. */
    public static @Nullable TracePoint named(String kernelName) {
        for (TracePoint point : values()) {
            if (point.kernelName.equals(kernelName)) {
                return point;
            }
        }
        return null;
    }
}
