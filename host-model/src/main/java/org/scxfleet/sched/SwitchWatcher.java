package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/** Is told of every context switch just before it happens; null stands for the idle task. */
@FunctionalInterface
public interface SwitchWatcher {
    void switching(RunQueue rq, @Nullable Task prev, @Nullable Task next);
}
