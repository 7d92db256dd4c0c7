package org.scxfleet.coordinator.run;

import java.util.List;

/** Where the results of finished runs outlive the process that made them. Any thread may call. */
public interface FinishedRuns {
    /** Nothing outlives the process. */
    FinishedRuns NOWHERE =
            new FinishedRuns() {
                @Override
                public List<RunState> kept() {
                    return List.of();
                }

                @Override
                public void keep(RunState state, RunResult result) {}

                @Override
                public RunResult result(long number) {
                    throw new IllegalArgumentException("run " + number + " was not kept");
                }

                @Override
                public void drop(long number) {}

                @Override
                public void number(long given) {}

                @Override
                public long lastNumber() {
                    return 0;
                }
            };

    /** States of the runs that are kept, by number. */
    List<RunState> kept();

    /**
     * @param state of a run that is done
     * @throws org.scxfleet.fleet.EnvironmentException if there is no room for it
     */
    void keep(RunState state, RunResult result);

    /**
     * @throws org.scxfleet.fleet.EnvironmentException if it cannot be read
     */
    RunResult result(long number);

    /** Keeps it no longer; nothing happens if it was not kept. */
    void drop(long number);

    /**
     * A run is given this number, whatever becomes of it; no later run gets it again.
     *
     * @throws org.scxfleet.fleet.EnvironmentException if there is no room to note it
     */
    void number(long given);

    /** The last number given, 0 if there was none. */
    long lastNumber();
}
