package org.scxfleet.coordinator.run;

import org.scxfleet.cluster.run.RunSpec;

/** Prepares a run as submitted: places its pods and describes every host. */
@FunctionalInterface
public interface RunPlanner {
    /**
     * @throws IllegalArgumentException if the run cannot be as described; the message says what is
     *     wrong and what would be right
     */
    PreparedRun prepare(RunSpec spec);
}
