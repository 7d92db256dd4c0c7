package org.scxfleet.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.scenario.Scenario.Comparison;
import org.scxfleet.cluster.plan.PlacementOutcome;
import org.scxfleet.cluster.queue.JobExplanation;
import org.scxfleet.cluster.queue.JobState;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.HostReport.SchedulerReport;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.SchedulerOutput;

/** The result of a run on the screen. */
public final class Summary {
    /** Ejections and notices that are shown; all are in result.json. */
    private static final int LISTED_MAX = 8;

    /** Printed lines of a scheduler that are shown; all that are kept are in result.json. */
    private static final int PRINTED_MAX = 3;

    private final RunFigures figures;
    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private Summary(RunFigures figures, Style style) {
        this.figures = figures;
        this.style = style;
    }

    /** The summary, line by line. */
    public static List<String> lines(RunFigures figures, Style style) {
        Summary summary = new Summary(figures, style);
        summary.addHead();
        summary.addPlacement();
        summary.addQueues();
        summary.addWindows();
        summary.addExplanations();
        for (Comparison comparison : figures.outcome.scenario().comparisons()) {
            summary.addComparison(comparison);
        }
        summary.addLegend();
        summary.addOutput();
        summary.addEjections();
        summary.addNotices();
        summary.addExpectations();
        return summary.lines;
    }

    private void addHead() {
        RunOutcome outcome = figures.outcome;
        long simulatedNs = outcome.scenario().run().endNs();
        long wallNs = Math.max(1, outcome.wallTime().wallNs());
        long cpus = 0;
        long tasks = 0;
        for (KernelFigures kernel : figures.all.kernels.values()) {
            cpus += kernel.cpus;
            tasks += kernel.taskGroups.values().stream().mapToLong(group -> group.tasks).sum();
        }
        lines.add(
                style.bold(outcome.scenario().run().name())
                        + ": "
                        + FigureText.time(simulatedNs)
                        + " simulated in "
                        + FigureText.time(wallNs)
                        + " ("
                        + FigureText.times((double) simulatedNs / wallNs)
                        + " real time)");
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%s hosts, %s CPUs, %s tasks; %s events, %s; seed %d, digest %s",
                        FigureText.count(figures.all.hosts),
                        FigureText.count(cpus),
                        FigureText.count(tasks),
                        FigureText.count(outcome.events()),
                        FigureText.perSecond(outcome.events(), wallNs),
                        outcome.scenario().run().seed(),
                        outcome.digest()));
    }

    private void addPlacement() {
        PlacementOutcome placement = figures.outcome.placement();
        if (placement.pods().isEmpty()) {
            return;
        }
        head("Placement by " + placement.policy());
        TextTable table = new TextTable(1);
        long pods = placement.pods().size();
        table.row(
                List.of(
                        "pods placed",
                        FigureText.count(pods - placement.unplaced()),
                        "of " + FigureText.count(pods)));
        table.row(
                List.of(
                        "GPU allocated",
                        FigureText.percent(
                                placement.gpuMilliAllocated(), placement.gpuMilliTotal()),
                        "of " + FigureText.count(placement.gpuMilliTotal() / 1_000) + " devices"));
        table.row(
                List.of(
                        "GPU fragmented",
                        FigureText.percent(
                                Math.round(placement.fragmentMilli()), placement.gpuMilliTotal()),
                        "idle, and of no use to the typical pods"));
        table.row(
                List.of(
                        "CPU allocated",
                        FigureText.percent(
                                placement.cpuMilliAllocated(), placement.cpuMilliTotal()),
                        "of " + FigureText.count(placement.cpuMilliTotal() / 1_000) + " CPUs"));
        addDecisions(table);
        lines.addAll(table.lines("  "));
    }

    private void addDecisions(TextTable table) {
        ExternalDecisions decisions = figures.outcome.decisions();
        if (decisions == null) {
            return;
        }
        table.row(
                List.of(
                        decisions.replayed() ? "decisions repeated" : "decisions asked for",
                        FigureText.count(decisions.log().size()),
                        decisions.fallbacks()
                                + " by the fallback, "
                                + decisions.declined()
                                + " declined"
                                + (decisions.reproducible() ? "" : "; not reproducible")));
    }

    private void addQueues() {
        QueueOutcome queues = figures.outcome.queues();
        if (queues == null) {
            return;
        }
        head("Queues by " + queues.settings().policy().label());
        lines.addAll(QueueTables.lines(new QueueShares(figures, queues)));
        List<String> rejected =
                queues.jobs().stream()
                        .filter(job -> job.state() == JobState.REJECTED)
                        .map(job -> job.job().name() + ": " + job.reason())
                        .toList();
        addListed("Rejected jobs", rejected);
    }

    private void addWindows() {
        if (!figures.outcome.windows().isEmpty()) {
            head("Windows of host emulation");
            lines.addAll(WindowFigures.lines(figures.outcome));
        }
    }

    private void addExplanations() {
        for (JobExplanation explanation : figures.outcome.explanations()) {
            head("Why: " + explanation.job());
            lines.addAll(QueueTables.lines(explanation));
        }
    }

    private void addComparison(Comparison comparison) {
        head(
                comparison.columns().size() > 1
                        ? "Same work, side by side"
                        : comparison.columns().getFirst().title());
        lines.addAll(ComparisonTable.lines(figures, comparison));
    }

    private void addLegend() {
        lines.add("");
        if (figures.outcome.queues() != null) {
            lines.add(
                    style.dim(
                            "CPU held: by the queue's pods, of all CPUs. CPU got: what its threads"
                                    + " ran, of all CPUs."));
        }
        lines.add(
                style.dim(
                        "CPU share: of all CPUs of the column's hosts. wake-up: from runnable to"
                                + " running."));
        lines.add(
                style.dim(
                        "response: from due to done. steal: ready to run, but the host ran others."));
        if (figures.all.gpus.devices > 0) {
            lines.add(
                    style.dim(
                            "starved: a GPU idles while the task that feeds it waits for a CPU."));
        }
        if (figures.all.gpus.migChips > 0) {
            lines.add(
                    style.dim(
                            "MIG free: compute slices of no instance; stranded: those that no"
                                    + " further instance can use."));
        }
    }

    private void addOutput() {
        List<List<String>> found = new ArrayList<>();
        for (HostReport host : figures.outcome.hosts()) {
            for (KernelReport kernel : host.kernels()) {
                for (SchedulerReport report : kernel.schedulers()) {
                    found.add(output(kernel.name(), report));
                }
            }
        }
        if (found.isEmpty()) {
            return;
        }
        head("What schedulers said");
        found.stream().limit(LISTED_MAX).forEach(lines::addAll);
        if (found.size() > LISTED_MAX) {
            lines.add("  … " + (found.size() - LISTED_MAX) + " more in result.json");
        }
    }

    private static List<String> output(String kernel, SchedulerReport report) {
        List<String> shown = new ArrayList<>();
        StringBuilder counters = new StringBuilder();
        for (SchedulerOutput.Statistic each : report.output().statistics()) {
            counters.append(' ').append(each.name()).append('=').append(each.value());
        }
        shown.add("  " + kernel + ": " + report.scheduler() + ":" + counters);
        List<SchedulerOutput.Line> printed = report.output().lines();
        for (SchedulerOutput.Line line :
                printed.subList(0, Math.min(PRINTED_MAX, printed.size()))) {
            shown.add(
                    "    "
                            + FigureText.time(line.atNs())
                            + " CPU "
                            + line.cpu()
                            + ": "
                            + line.text());
        }
        if (printed.size() > PRINTED_MAX) {
            shown.add("    … " + (printed.size() - PRINTED_MAX) + " more in result.json");
        }
        return shown;
    }

    private void addEjections() {
        List<String> found = new ArrayList<>();
        for (HostReport host : figures.outcome.hosts()) {
            for (KernelReport kernel : host.kernels()) {
                for (ExitInfo exit : kernel.exits()) {
                    if (Ejections.isEjection(exit)) {
                        found.add(ejection(kernel.name(), exit));
                    }
                }
            }
        }
        addListed("Ejected schedulers", found);
    }

    private static String ejection(String kernel, ExitInfo exit) {
        return kernel
                + ": "
                + exit.scheduler()
                + " at "
                + FigureText.time(exit.atNs())
                + ", "
                + exit.kind().reason()
                + (exit.message().isEmpty() ? "" : " (" + exit.message() + ")")
                + (exit.dump().isEmpty()
                        ? ""
                        : "; dump of " + exit.dump().lines().count() + " lines in result.json");
    }

    private void addNotices() {
        List<String> found = new ArrayList<>();
        for (Notice notice : figures.notices) {
            found.add(
                    notice.code()
                            + " ("
                            + FigureText.count(notice.count())
                            + " x): "
                            + notice.meaning()
                            + "; first: "
                            + notice.where()
                            + (notice.first().isEmpty() ? "" : ", " + notice.first()));
        }
        addListed("Notices", found);
    }

    private void addListed(String title, List<String> found) {
        if (found.isEmpty()) {
            return;
        }
        head(title);
        found.stream().limit(LISTED_MAX).forEach(line -> lines.add("  " + line));
        if (found.size() > LISTED_MAX) {
            lines.add("  … " + (found.size() - LISTED_MAX) + " more in result.json");
        }
    }

    private void addExpectations() {
        List<RunFigures.Verdict> verdicts = figures.verdicts();
        if (verdicts.isEmpty()) {
            return;
        }
        head("Expectations");
        for (RunFigures.Verdict verdict : verdicts) {
            String value =
                    Double.isNaN(verdict.value())
                            ? "nothing matches"
                            : "is " + Expectation.plain(verdict.value());
            String line = verdict.expectation().text() + ": " + value;
            lines.add(
                    verdict.holds()
                            ? "  ok      " + line
                            : style.bad("  FAILED  " + line)
                                    + " ("
                                    + verdict.expectation().where()
                                    + ")");
        }
    }

    private void head(String title) {
        lines.add("");
        lines.add(style.bold(title));
    }
}
