package org.scxfleet.task;

import org.jspecify.annotations.Nullable;

/** A task's entity of the RT class: its place in a priority list. */
public final class RtEntity {
    public boolean queued;

    /** Ticks left of a round-robin slice. */
    public int ticksLeft;

    public @Nullable Task next;
    public @Nullable Task previous;
}
