package org.scxfleet.coordinator.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.function.Consumer;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.SubmittedRun;

/** Figures of the runs that a coordinator carries out, one at a time. */
public final class CoordinatorMetrics {
    private static final double NS_PER_SECOND = 1e9;
    private static final String RUN = "run";

    private final CollectorRegistry registry;
    private final Counter runs;
    private final Gauge simulatedSeconds;
    private final Gauge endSeconds;
    private final Gauge events;
    private final Gauge windows;
    private final Gauge messages;

    public CoordinatorMetrics(CollectorRegistry registry) {
        this.registry = registry;
        runs =
                Counter.build("scxfleet_coordinator_runs", "Runs that have ended.")
                        .labelNames("outcome")
                        .register(registry);
        simulatedSeconds =
                gauge("simulated_seconds", "Simulated time reached, average over the hosts.");
        endSeconds = gauge("end_seconds", "Simulated time at which the run ends.");
        events = gauge("events", "Events of all hosts so far.");
        windows = gauge("windows", "Windows of cluster time granted so far.");
        messages = gauge("messages", "Messages between hosts so far.");
    }

    /** The same execution, seen by these metrics. */
    public RunExecution observing(RunExecution execution) {
        return (run, control, progress) -> observe(execution, run, control, progress);
    }

    CollectorRegistry registry() {
        return registry;
    }

    private RunResult observe(
            RunExecution execution,
            SubmittedRun run,
            RunControl control,
            Consumer<RunProgress> progress) {
        String name = run.spec().name();
        String outcome = "failed";
        try {
            RunResult result =
                    execution.carryOut(
                            run,
                            control,
                            reached -> {
                                show(name, reached);
                                progress.accept(reached);
                            });
            outcome = "done";
            return result;
        } finally {
            runs.labels(outcome).inc();
            // The figures are of the run that is under way, or nobody's.
            for (Gauge gauge :
                    new Gauge[] {simulatedSeconds, endSeconds, events, windows, messages}) {
                gauge.remove(name);
            }
        }
    }

    private void show(String run, RunProgress reached) {
        simulatedSeconds.labels(run).set(reached.simulatedNs() / NS_PER_SECOND);
        endSeconds.labels(run).set(reached.endNs() / NS_PER_SECOND);
        events.labels(run).set(reached.events());
        windows.labels(run).set(reached.windows());
        messages.labels(run).set(reached.messages());
    }

    private Gauge gauge(String name, String help) {
        return Gauge.build("scxfleet_run_" + name, help).labelNames(RUN).register(registry);
    }
}
