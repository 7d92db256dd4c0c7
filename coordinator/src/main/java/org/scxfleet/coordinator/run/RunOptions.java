package org.scxfleet.coordinator.run;

import org.scxfleet.cluster.time.WindowPolicy;
import org.scxfleet.fleet.RunTraces;

/**
 * How a run is carried out. Nothing here changes its result.
 *
 * @param policy how cluster time is cut into windows
 * @param withTasks whether reports of single tasks are wanted
 * @param traces of single hosts
 * @param observer is told what happens
 */
public record RunOptions(
        WindowPolicy policy, boolean withTasks, RunTraces traces, RunObserver observer) {
    /** Runs with more tasks have no reports of single tasks: they would be most of the volume. */
    public static final long TASKS_REPORTED_MAX = 100_000;

    public static final RunOptions DEFAULTS =
            new RunOptions(WindowPolicy.LOOKAHEAD, true, RunTraces.NONE, RunObserver.NONE);

    public RunOptions withPolicy(WindowPolicy other) {
        return new RunOptions(other, withTasks, traces, observer);
    }

    public RunOptions withTasks(boolean wanted) {
        return new RunOptions(policy, wanted, traces, observer);
    }

    public RunOptions withTraces(RunTraces wanted) {
        return new RunOptions(policy, withTasks, wanted, observer);
    }

    public RunOptions withObserver(RunObserver wanted) {
        return new RunOptions(policy, withTasks, traces, wanted);
    }
}
