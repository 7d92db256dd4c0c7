package org.scxfleet.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.queue.JobExplanation;
import org.scxfleet.cluster.queue.JobState;
import org.scxfleet.cluster.queue.QueueOutcome.QueueFigures;

/** Queues and explained decisions on the screen. */
final class QueueTables {
    private static final String INDENT = "  ";

    /** Verdicts of a job that are shown; all that were kept are in result.json. */
    private static final int VERDICTS_SHOWN = 12;

    private QueueTables() {}

    /** One line for each queue, below the cluster as a whole. */
    static List<String> lines(QueueShares shares) {
        TextTable table = new TextTable(1);
        table.row(
                List.of(
                        "queue",
                        "weight",
                        "jobs",
                        "finished",
                        "running",
                        "waiting",
                        "rejected",
                        "preempted",
                        "mean wait",
                        "CPU held",
                        "CPU got",
                        "GPU held"));
        for (int number : shares.inTreeOrder()) {
            QueueFigures queue = shares.outcome.queues().get(number);
            List<String> cells = new ArrayList<>();
            int level =
                    number == 0 ? 0 : 1 + (int) queue.path().chars().filter(c -> c == '/').count();
            cells.add(
                    INDENT.repeat(level)
                            + queue.path().substring(queue.path().lastIndexOf('/') + 1));
            cells.add(number == 0 ? "" : String.valueOf(queue.weight()));
            cells.add(FigureText.count(queue.allJobs()));
            for (JobState state : JobState.values()) {
                cells.add(FigureText.count(queue.jobs(state)));
            }
            cells.add(FigureText.count(queue.preemptions()));
            cells.add(FigureText.time(shares.meanWaitNs(number)));
            cells.add(percent(shares.cpuHeldPercent(number)));
            cells.add(percent(shares.cpuTimePercent(number)));
            cells.add(percent(shares.gpuHeldPercent(number)));
            table.row(cells);
        }
        return table.lines(INDENT);
    }

    /** What was decided about one job, in order. */
    static List<String> lines(JobExplanation explanation) {
        List<String> lines = new ArrayList<>();
        if (explanation.verdicts().isEmpty()) {
            lines.add(INDENT + "nothing was decided about it");
        }
        explanation.verdicts().stream()
                .limit(VERDICTS_SHOWN)
                .forEach(verdict -> addVerdict(verdict, lines));
        int hidden =
                Math.max(0, explanation.verdicts().size() - VERDICTS_SHOWN) + explanation.dropped();
        if (hidden > 0) {
            lines.add(INDENT + "… " + hidden + " more");
        }
        return lines;
    }

    private static void addVerdict(JobExplanation.Verdict verdict, List<String> lines) {
        String when =
                verdict.times() == 1
                        ? "at " + FigureText.time(verdict.atNs())
                        : FigureText.time(verdict.atNs())
                                + " to "
                                + FigureText.time(verdict.untilNs())
                                + " ("
                                + verdict.times()
                                + " x)";
        lines.add(INDENT + when + " " + verdict.what() + ": " + verdict.text());
        PlacementReport report = verdict.report();
        if (report == null) {
            return;
        }
        TextTable table = new TextTable(3);
        for (PlacementReport.Filtered filtered : report.filtered()) {
            table.row(
                    List.of(
                            "ruled out",
                            filtered.nodes() + " of " + report.nodes(),
                            filtered.reason().text() + "; first " + filtered.first()));
        }
        for (PlacementReport.Candidate candidate : report.candidates()) {
            String parts =
                    candidate.parts().stream()
                            .map(part -> part.name() + " " + part.score())
                            .collect(Collectors.joining(", ", " = ", ""));
            table.row(
                    List.of(
                            candidate.node().equals(verdict.winner()) ? "winner" : "has room",
                            candidate.node(),
                            "score "
                                    + candidate.score()
                                    + (candidate.parts().isEmpty() ? "" : parts)));
        }
        int unlisted = report.feasible() - report.candidates().size();
        if (unlisted > 0) {
            table.row(List.of("has room", unlisted + " more", ""));
        }
        lines.addAll(table.lines(INDENT.repeat(3)));
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f %%", value);
    }
}
