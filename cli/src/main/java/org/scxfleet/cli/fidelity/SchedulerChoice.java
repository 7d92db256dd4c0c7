package org.scxfleet.cli.fidelity;

import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.workload.measured.SchedulerCommand;

/** Finds what to run for the command of a measured scheduler. */
public interface SchedulerChoice {
    Choice choose(SchedulerCommand command);

    /** Resolves what was chosen. */
    SchedulerResolver resolver();

    /** An answer. */
    sealed interface Choice {}

    /** There is one. */
    record Chosen(SchedulerSpec scheduler) implements Choice {}

    /**
     * There is none.
     *
     * @param why in words
     */
    record Unavailable(String why) implements Choice {}
}
