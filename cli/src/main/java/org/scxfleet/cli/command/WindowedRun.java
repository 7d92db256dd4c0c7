package org.scxfleet.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cluster.plan.RunPlan;
import org.scxfleet.cluster.plan.WindowHosts;
import org.scxfleet.cluster.plan.WindowLook;
import org.scxfleet.cluster.queue.PaceMeter.OpenWindow;
import org.scxfleet.cluster.queue.PodRun;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.SubmittedRun;
import org.scxfleet.coordinator.run.WindowDigest;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.HostReport;

/**
 * Emulates the hosts of a run's windows while it is planned, window after window, and adds up what
 * they give. The hosts for comparison measure and are not reported.
 */
final class WindowedRun implements WindowLook.Emulation {
    private final LayoutOptions layout;
    private final RunSpec run;
    private final SchedulerObjects objects;
    private final RunControl control;
    private final List<HostReport> reports = new ArrayList<>();
    private final List<Long> digests = new ArrayList<>();
    private long wallNs;
    private long windows;
    private long messages;
    private int processes = 1;

    WindowedRun(LayoutOptions layout, RunSpec run, SchedulerObjects objects, RunControl control) {
        this.layout = layout;
        this.run = run;
        this.objects = objects;
        this.control = control;
    }

    @Override
    public int[] emulate(OpenWindow window, WindowHosts hosts) {
        PreparedRun prepared =
                new PreparedRun(
                        run.name() + " window " + window.number(),
                        window.lengthNs(),
                        hosts.hosts(),
                        List.of());
        if (prepared.taskCount() > RunOptions.TASKS_REPORTED_MAX) {
            throw new InputException(
                    "windows",
                    "the hosts of window "
                            + window.number()
                            + " have "
                            + prepared.taskCount()
                            + " threads; at most "
                            + RunOptions.TASKS_REPORTED_MAX
                            + " can be measured");
        }
        try (Fleet fleet = Fleet.open(layout)) {
            RunResult result =
                    fleet.carryOut(
                            new SubmittedRun(run, objects),
                            prepared,
                            RunTraces.NONE,
                            control,
                            _ -> {});
            processes = fleet.processes();
            wallNs += result.wallNs();
            windows += result.windows();
            messages += result.messages();
            digests.add(result.digest());
            reports.addAll(result.reports().subList(0, hosts.sharedCount()));
            return hosts.paces(result.reports());
        }
    }

    int processes() {
        return processes;
    }

    /** All windows as one result. */
    RunResult result(RunPlan plan) {
        QueueOutcome queues = plan.queues();
        List<PodRun> stays = queues == null ? List.of() : queues.podRuns();
        return new RunResult(
                WindowDigest.of(digests, plan.placement(), stays),
                reports,
                windows,
                messages,
                0,
                wallNs);
    }
}
