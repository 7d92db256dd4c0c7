package org.scxfleet.coordinator.run;

import org.jspecify.annotations.Nullable;
import org.scxfleet.fleet.FleetException;

/**
 * Where a submitted run stands.
 *
 * @param number that the coordinator gave it
 * @param name of the run
 * @param progress as last heard; null before the run has begun
 * @param failure why it failed; null unless it did
 */
public record RunState(
        long number,
        String name,
        Stage stage,
        @Nullable RunProgress progress,
        @Nullable FleetException failure) {
    /** Stages of a submitted run. */
    public enum Stage {
        QUEUED,
        UNDER_WAY,
        DONE,
        FAILED
    }

    /** Whether nothing will change any more. */
    public boolean isFinal() {
        return stage == Stage.DONE || stage == Stage.FAILED;
    }
}
