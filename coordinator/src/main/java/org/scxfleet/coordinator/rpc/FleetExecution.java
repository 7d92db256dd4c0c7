package org.scxfleet.coordinator.rpc;

import java.util.function.Consumer;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.SubmittedRun;

/** Carries runs out on the fleet of a coordinator. */
final class FleetExecution implements RunExecution {
    private final CoordinatorServerOptions options;

    FleetExecution(CoordinatorServerOptions options) {
        this.options = options;
    }

    @Override
    public RunResult carryOut(
            SubmittedRun run, RunControl control, Consumer<RunProgress> progress) {
        PreparedRun prepared = PreparedRun.of(run.spec());
        RunOptions how =
                RunOptions.DEFAULTS
                        .withProgress(progress)
                        .withTasks(prepared.taskCount() <= RunOptions.TASKS_REPORTED_MAX);
        try (RemoteFleet fleet = RemoteFleet.connect(options.nodes().lookUp(), options.build())) {
            return RunLoop.run(prepared, run.objects(), fleet.nodes(), how, control);
        }
    }
}
