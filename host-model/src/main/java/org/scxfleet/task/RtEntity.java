package org.scxfleet.task;

import org.jspecify.annotations.Nullable;

/** A task's entity of the RT class: its place in a priority list. */
public final class RtEntity {
    public final Task task;

    public boolean queued;

    /** In a list at present; a running task stays in its list. */
    public int listPriority = -1;

    /** Counted among those that may run on several CPUs. */
    public boolean migratable;

    /** Counted among those that take turns. */
    public boolean roundRobin;

    /** Ticks left of a round-robin slice. */
    public int ticksLeft;

    public @Nullable RtEntity next;
    public @Nullable RtEntity previous;

    public RtEntity(Task task) {
        this.task = task;
    }
}
