package org.scxfleet.coordinator.rpc;

import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunObserver;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.SubmittedRun;

/** Carries runs out on the fleet of a coordinator. */
final class FleetExecution implements RunExecution {
    private final CoordinatorServerOptions options;
    private final Caller caller;

    FleetExecution(CoordinatorServerOptions options, Caller caller) {
        this.options = options;
        this.caller = caller;
    }

    @Override
    public RunResult carryOut(SubmittedRun run, RunControl control, RunObserver observer) {
        PreparedRun prepared = PreparedRun.of(run.spec());
        RunOptions how =
                RunOptions.DEFAULTS
                        .withObserver(observer)
                        .withTasks(prepared.taskCount() <= RunOptions.TASKS_REPORTED_MAX);
        try (RemoteFleet fleet =
                RemoteFleet.connect(options.nodes().lookUp(), options.build(), caller)) {
            return RunLoop.run(prepared, run.objects(), fleet.nodes(), how, control);
        }
    }
}
