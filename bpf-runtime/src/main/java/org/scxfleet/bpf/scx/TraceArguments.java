package org.scxfleet.bpf.scx;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.kernel.KernelMemory;
import org.scxfleet.ops.TracePoint;
import org.scxfleet.task.Task;

/** The arguments of a traced event as Linux 7.3 declares them (include/trace/events). */
record TraceArguments(long a, long b, long c, long d) {
    static TraceArguments of(
            KernelMemory memory,
            TracePoint point,
            @Nullable Task task,
            @Nullable Task other,
            int value) {
        long subject = memory.address(task);
        return switch (point) {
            case SCHED_SWITCH ->
                    throw new IllegalArgumentException("a switch has a callback of its own");
            case SCHED_WAKEUP, SCHED_WAKEUP_NEW -> new TraceArguments(subject, 0, 0, 0);
            case SCHED_MIGRATE_TASK -> new TraceArguments(subject, value, 0, 0);
            case SCHED_PROCESS_FORK ->
                    new TraceArguments(
                            memory.address(other == null ? memory.idle(0) : other), subject, 0, 0);
            // Every task is a process of its own, so its whole group is dead with it.
            case SCHED_PROCESS_EXIT -> new TraceArguments(subject, 1, 0, 0);
            case CGROUP_ATTACH_TASK ->
                    new TraceArguments(
                            memory.cgroupAddress(value),
                            memory.cgroupPathAddress(value),
                            subject,
                            0);
            case CGROUP_MKDIR ->
                    new TraceArguments(
                            memory.cgroupAddress(value), memory.cgroupPathAddress(value), 0, 0);
            case SCX_TICK -> new TraceArguments(memory.runQueueAddress(value), 0, 0, 0);
        };
    }
}
