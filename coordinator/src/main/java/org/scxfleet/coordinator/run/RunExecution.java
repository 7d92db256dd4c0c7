package org.scxfleet.coordinator.run;

/** Carries a submitted run out, from planning to the last report, in the calling thread. */
@FunctionalInterface
public interface RunExecution {
    /**
     * @throws org.scxfleet.fleet.FleetException if it cannot be carried out
     * @throws IllegalArgumentException if it is not as it must be
     */
    RunResult carryOut(SubmittedRun run, RunControl control, RunObserver observer);
}
