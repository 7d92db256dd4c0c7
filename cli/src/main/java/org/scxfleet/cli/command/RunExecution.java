package org.scxfleet.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.report.FigureText;
import org.scxfleet.cli.report.ResultFolder;
import org.scxfleet.cli.report.RunFigures;
import org.scxfleet.cli.report.RunOutcome;
import org.scxfleet.cli.report.Summary;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.cli.scenario.TraceRequest;
import org.scxfleet.cli.trace.TraceRecording;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cluster.placement.external.LoggedDecision;
import org.scxfleet.cluster.plan.RunPlan;
import org.scxfleet.cluster.plan.WindowHosts;
import org.scxfleet.cluster.plan.WindowLook;
import org.scxfleet.coordinator.rpc.RemoteCoordinator;
import org.scxfleet.coordinator.run.MemoryEstimate;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.coordinator.run.SubmittedRun;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.HostSpec;

/** Carries a scenario out and reports it: plan, fleet, run, result. */
final class RunExecution {
    /** Events of a second on a busy CPU: ticks, switches, wake-ups, computations. */
    private static final long EVENTS_PER_CPU_SECOND = 4_000;

    /** Events that a thread runs in a second, on a slow machine. */
    private static final long EVENTS_PER_THREAD_SECOND = 1_000_000;

    private static final double SECOND_NS = 1e9;

    private final Console console;
    private final LayoutOptions layout;
    private final String source;
    private final RunPlanning planning;

    /**
     * @param source of the scenario, for messages
     */
    RunExecution(Console console, LayoutOptions layout, String source) {
        this(console, layout, source, null);
    }

    /**
     * @param source of the scenario, for messages
     * @param replayed decisions to repeat instead of asking an external policy; null to ask
     */
    RunExecution(
            Console console,
            LayoutOptions layout,
            String source,
            @Nullable List<LoggedDecision> replayed) {
        planning = new RunPlanning(source, replayed);
        this.console = console;
        this.layout = layout;
        this.source = source;
    }

    /** What a run would take, line by line. */
    List<String> estimate(Scenario scenario) {
        if (!scenario.windows().areNone()) {
            return estimateOfWindows(scenario);
        }
        RunPlan plan = planning.estimate(scenario, WindowLook.none());
        MemoryEstimate memory = MemoryEstimate.of(plan.hosts());
        double seconds =
                memory.cpus()
                        * (scenario.run().endNs() / SECOND_NS)
                        * EVENTS_PER_CPU_SECOND
                        / EVENTS_PER_THREAD_SECOND
                        / layout.threads();
        List<String> lines = new ArrayList<>();
        lines.add(source + " is in order: " + scenario.run().name());
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  %,d hosts, %,d CPUs, %,d tasks, %.3f s to simulate",
                        memory.hosts(),
                        memory.cpus(),
                        memory.tasks(),
                        scenario.run().endNs() / SECOND_NS));
        if (!plan.placement().pods().isEmpty()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %,d of %,d pods placed by %s",
                            plan.placement().pods().size() - plan.placement().unplaced(),
                            plan.placement().pods().size(),
                            scenario.external() == null
                                    ? plan.placement().policy()
                                    : RunPlanning.standIn(scenario.external()).officialName()
                                            + " (nobody is asked before the run)"));
        }
        lines.add(
                "  memory: about "
                        + MemoryEstimate.size(memory.bytes())
                        + " of "
                        + MemoryEstimate.size(Runtime.getRuntime().maxMemory()));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  time: very roughly %.0f s with %d threads, if all CPUs are busy",
                        Math.ceil(seconds),
                        layout.threads()));
        scenario.notices().forEach(notice -> lines.add("  notice: " + notice.meaning()));
        return lines;
    }

    private List<String> estimateOfWindows(Scenario scenario) {
        List<HostSpec> largest = new ArrayList<>();
        WindowLook look =
                new WindowLook(
                        scenario.windows(),
                        (window, hosts) -> {
                            if (hosts.hosts().size() > largest.size()) {
                                largest.clear();
                                largest.addAll(hosts.hosts());
                            }
                            return WindowHosts.unmeasured(window);
                        });
        planning.estimate(scenario, look);
        return List.of(
                source + " is in order: " + scenario.run().name(),
                String.format(
                        Locale.ROOT,
                        "  %,d windows of %s, with up to %,d hosts at once (those for comparison"
                                + " among them)",
                        look.looked().size(),
                        FigureText.time(scenario.windows().lengthNs()),
                        largest.size()),
                "  memory: about "
                        + MemoryEstimate.size(MemoryEstimate.of(largest).bytes())
                        + " of "
                        + MemoryEstimate.size(Runtime.getRuntime().maxMemory()));
    }

    /**
     * Runs a scenario.
     *
     * @param folder for the result; null for none
     * @param json print the document instead of the summary
     * @return exit status
     */
    int run(
            Scenario scenario,
            @Nullable ResultFolder folder,
            boolean trace,
            boolean json,
            RunControl control) {
        requireCarriedHere(scenario, trace);
        WindowedRun windowed = new WindowedRun(layout, scenario.run(), scenario.objects(), control);
        WindowLook look = new WindowLook(scenario.windows(), windowed);
        RunPlanning.Planned planned = planning.plan(scenario, look, control);
        RunPlan plan = planned.plan();
        if (!scenario.windows().areNone()) {
            Carried carried = new Carried(windowed.result(plan), windowed.processes());
            return finish(
                    outcome(scenario, planned, carried, List.of(), look.looked()), folder, json);
        }
        try (TraceRecording recording =
                trace && folder != null ? record(scenario, plan, folder) : null) {
            return finish(outcome(scenario, planned, control, recording), folder, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int finish(RunOutcome outcome, @Nullable ResultFolder folder, boolean json) {
        RunFigures figures = new RunFigures(outcome);
        if (folder != null) {
            try {
                folder.finish(figures);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        report(figures, folder, json);
        return figures.verdicts().stream().allMatch(RunFigures.Verdict::holds)
                ? ExitStatus.DONE
                : ExitStatus.UNMET;
    }

    /** What a run with windows cannot have. */
    private void requireCarriedHere(Scenario scenario, boolean trace) {
        if (scenario.windows().areNone()) {
            return;
        }
        if (layout.coordinator() != null) {
            throw new InputException(
                    "--coordinator",
                    "windows of host emulation are carried out where the run is started; use"
                            + " --fleet or --processes");
        }
        if (trace) {
            throw new InputException(
                    "--trace",
                    "the hosts of windows are not traced; run the same jobs without"
                            + " 'windows' over the time in question");
        }
    }

    private static TraceRecording record(Scenario scenario, RunPlan plan, ResultFolder folder)
            throws IOException {
        TraceRequest request = scenario.trace();
        List<HostSpec> traced =
                plan.hosts().stream()
                        .filter(host -> request.hosts().contains(host.name()))
                        .toList();
        return new TraceRecording(
                folder.unfinished(),
                traced,
                request.fromNs(),
                request.untilNs(),
                request.maxBytes());
    }

    private RunOutcome outcome(
            Scenario scenario,
            RunPlanning.Planned planned,
            RunControl control,
            @Nullable TraceRecording recording)
            throws IOException {
        Carried carried;
        try (ProgressLine progress =
                new ProgressLine(console.err(), Terminal.errorCanRedraw(), System::nanoTime)) {
            carried = carryOut(scenario, planned, recording, control, progress);
        } catch (BadRunException e) {
            throw new InputException(source, e.text());
        }
        RunResult result = carried.result();
        List<Notice> notices = new ArrayList<>();
        if (recording != null) {
            notices.addAll(recording.finish(result.reports()));
        }
        return outcome(scenario, planned, carried, notices, List.of());
    }

    private RunOutcome outcome(
            Scenario scenario,
            RunPlanning.Planned planned,
            Carried carried,
            List<Notice> notices,
            List<WindowLook.Looked> windows) {
        RunPlan plan = planned.plan();
        RunResult result = carried.result();
        return new RunOutcome(
                scenario,
                plan.placement(),
                plan.queues(),
                plan.explanations(),
                planned.decisions(),
                windows,
                String.format(Locale.ROOT, "%016x", result.digest()),
                result.reports(),
                notices,
                new RunOutcome.WallTime(
                        result.wallNs(),
                        result.windows(),
                        result.messages(),
                        layout.threads(),
                        carried.processes(),
                        ProgramVersion.text(),
                        ProgramVersion.jdk()));
    }

    /**
     * A run that has been carried out.
     *
     * @param processes that carried hosts; 0 if a coordinator elsewhere decided that
     */
    private record Carried(RunResult result, int processes) {}

    private Carried carryOut(
            Scenario scenario,
            RunPlanning.Planned planned,
            @Nullable TraceRecording recording,
            RunControl control,
            ProgressLine progress) {
        SubmittedRun run = new SubmittedRun(planned.run(), scenario.objects());
        HostPort coordinator = layout.coordinator();
        if (coordinator != null) {
            BuildVersion build = BuildVersion.of(ProgramVersion.text());
            try (RemoteCoordinator remote = RemoteCoordinator.connect(coordinator, build)) {
                Consumer<RunState> listener =
                        state -> {
                            RunProgress known = state.progress();
                            if (known != null) {
                                progress.accept(known);
                            }
                        };
                return new Carried(remote.run(run.spec(), run.objects(), listener, control), 0);
            }
        }
        RunTraces traces = recording == null ? RunTraces.NONE : recording.traces();
        try (Fleet fleet = Fleet.open(layout)) {
            PreparedRun prepared = PreparedRun.of(planned.run(), planned.plan());
            return new Carried(
                    fleet.carryOut(run, prepared, traces, control, progress::accept),
                    fleet.processes());
        }
    }

    private void report(RunFigures figures, @Nullable ResultFolder folder, boolean json) {
        if (json) {
            console.out().print(ResultFolder.json(figures));
            console.out().flush();
            return;
        }
        Summary.lines(figures, console.style()).forEach(console.out()::println);
        if (folder != null) {
            console.out().println();
            console.out().println("Result: " + folder.place());
        }
    }
}
