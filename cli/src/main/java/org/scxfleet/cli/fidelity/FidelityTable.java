package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/** The report as text: one line a case, every figure that does not agree, a sum by scheduler. */
public final class FidelityTable {
    private static final String YES = "agrees";
    private static final String NO = "DIFFERS";
    private static final String SCHEDULER_OF_FAIR = "none (EEVDF)";

    /** The other figures are the model's. */
    public static final String EMULATED = "emulated";

    /** The other figures are a second measurement's. */
    public static final String AGAIN = "again";

    private FidelityTable() {}

    /**
     * The lines.
     *
     * @param everyFigure show the figures that agree too
     */
    public static List<String> lines(FidelityReport report, boolean everyFigure) {
        return lines(report, everyFigure, EMULATED);
    }

    /**
     * The lines.
     *
     * @param other what stands beside the measured figures, in a word
     */
    public static List<String> lines(FidelityReport report, boolean everyFigure, String other) {
        List<String> lines = new ArrayList<>();
        for (CaseVerdict verdict : report.cases()) {
            lines.add(caseLine(verdict));
            for (Figure figure : verdict.figures()) {
                if (everyFigure || !figure.agrees()) {
                    lines.add(figureLine(figure, other));
                }
            }
        }
        for (FidelityReport.NotApplicable one : report.notApplicable()) {
            lines.add(
                    line("%-26s %-24s not applicable: %s", one.name(), one.scheduler(), one.why()));
        }
        lines.add("");
        lines.addAll(sums(report));
        return lines;
    }

    private static String caseLine(CaseVerdict verdict) {
        long compared = verdict.figures().stream().filter(Figure::compared).count();
        long differing = verdict.figures().stream().filter(figure -> !figure.agrees()).count();
        return line(
                "%-26s %-24s %-7s %d of %d figures",
                verdict.name(),
                verdict.scheduler(),
                verdict.agrees() ? YES : NO,
                compared - differing,
                compared);
    }

    private static String figureLine(Figure figure, String other) {
        String mark = figure.compared() ? (figure.agrees() ? " " : "!") : "-";
        return line(
                "  %s %-8s %-18s measured %12s  %s %12s  %s",
                mark,
                figure.group(),
                figure.name(),
                value(figure.measured()),
                other,
                value(figure.emulated()),
                figure.tolerance());
    }

    private static String value(Figure.Value value) {
        return switch (value) {
            case Figure.Number(double number) ->
                    String.format(Locale.ROOT, number < 10 ? "%.4f" : "%.1f", number);
            case Figure.Text(String text) -> '"' + text + '"';
            case Figure.Absent() -> "-";
        };
    }

    private static List<String> sums(FidelityReport report) {
        SequencedMap<String, long[]> byScheduler = new LinkedHashMap<>();
        for (CaseVerdict verdict : report.cases()) {
            long[] sum =
                    byScheduler.computeIfAbsent(program(verdict.scheduler()), key -> new long[2]);
            sum[0] += verdict.agrees() ? 1 : 0;
            sum[1]++;
        }
        List<String> lines = new ArrayList<>();
        byScheduler.forEach(
                (name, sum) -> lines.add(line("%-26s %d of %d agree", name, sum[0], sum[1])));
        lines.add(line("%-26s %d of %d agree", "all", report.agree(), report.total()));
        return lines;
    }

    /** The command without its options. */
    private static String program(String command) {
        int space = command.equals(SCHEDULER_OF_FAIR) ? -1 : command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments).stripTrailing();
    }
}
