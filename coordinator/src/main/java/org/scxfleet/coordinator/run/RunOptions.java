package org.scxfleet.coordinator.run;

import java.util.function.Consumer;
import org.scxfleet.cluster.time.WindowPolicy;
import org.scxfleet.fleet.RunTraces;

/**
 * How a run is carried out. Nothing here changes its result.
 *
 * @param policy how cluster time is cut into windows
 * @param withTasks whether reports of single tasks are wanted
 * @param traces of single hosts
 * @param progress is told how far the run is, a few times per second at most
 */
public record RunOptions(
        WindowPolicy policy, boolean withTasks, RunTraces traces, Consumer<RunProgress> progress) {
    /** Runs with more tasks have no reports of single tasks: they would be most of the volume. */
    public static final long TASKS_REPORTED_MAX = 100_000;

    public static final RunOptions DEFAULTS =
            new RunOptions(WindowPolicy.LOOKAHEAD, true, RunTraces.NONE, _ -> {});

    public RunOptions withPolicy(WindowPolicy other) {
        return new RunOptions(other, withTasks, traces, progress);
    }

    public RunOptions withTasks(boolean wanted) {
        return new RunOptions(policy, wanted, traces, progress);
    }

    public RunOptions withTraces(RunTraces wanted) {
        return new RunOptions(policy, withTasks, wanted, progress);
    }

    public RunOptions withProgress(Consumer<RunProgress> listener) {
        return new RunOptions(policy, withTasks, traces, listener);
    }
}
