package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.TracePoint;
import org.scxfleet.task.Task;

/** Is told of events that programs can trace, at the place where the kernel tells of them. */
@FunctionalInterface
public interface EventWatcher {
    /**
     * Something happens.
     *
     * @param task whom it is about, null where it is about none
     * @param other the parent of a new task
     * @param value a CPU or a cgroup, as {@link TracePoint} says
     */
    void event(TracePoint point, @Nullable Task task, @Nullable Task other, int value);
}
