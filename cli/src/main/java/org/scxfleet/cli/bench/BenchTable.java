package org.scxfleet.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results as an aligned table. */
public final class BenchTable {
    private static final String GAP = "  ";
    private static final List<String> HEADER =
            List.of(
                    "benchmark",
                    "value",
                    "unit",
                    "yardstick",
                    "",
                    "ratio",
                    "budget",
                    "stretch",
                    "spread",
                    "");

    /** Columns of words, which are aligned to the left; figures are aligned to the right. */
    private static final List<Integer> WORDS = List.of(0, 2, 4, 9);

    private BenchTable() {}

    /** The lines: a header, one line a result, and a note below where there is one. */
    public static List<String> lines(List<BenchResult> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        results.forEach(result -> rows.add(row(result)));
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(HEADER, widths));
        for (BenchResult result : results) {
            lines.add(line(row(result), widths));
            if (!result.note().isEmpty()) {
                lines.add(GAP + "(" + result.note() + ")");
            }
        }
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - row.get(column).length());
            line.append(column == 0 ? "" : GAP);
            line.append(
                    WORDS.contains(column) ? row.get(column) + padding : padding + row.get(column));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(BenchResult result) {
        List<String> row = new ArrayList<>();
        row.add(result.name());
        row.add(figure(result.value()));
        row.add(result.unit());
        row.add(
                result.yardstickValue().isPresent()
                        ? figure(result.yardstickValue().getAsDouble())
                        : "-");
        row.add(result.yardstick());
        row.add(result.ratio().isPresent() ? times(result.ratio().getAsDouble()) : "-");
        row.add(result.budget().map(budget -> limit(result, budget.limit())).orElse("-"));
        row.add(result.budget().map(budget -> limit(result, budget.stretch())).orElse("-"));
        row.add(String.format(Locale.ROOT, "%.0f %%", result.spread() * 100));
        row.add(verdict(result));
        return row;
    }

    private static String limit(BenchResult result, double limit) {
        return result.ratio().isPresent() ? times(limit) : figure(limit);
    }

    private static String verdict(BenchResult result) {
        if (result.budget().isEmpty()) {
            return "";
        }
        return result.reachesStretch()
                ? "stretch reached"
                : result.isWithinBudget() ? "within budget" : "OVER BUDGET";
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2f x", ratio);
    }

    private static String figure(double value) {
        boolean whole = value == Math.rint(value) || Math.abs(value) >= 1_000;
        return String.format(
                Locale.ROOT, whole ? "%,.0f" : Math.abs(value) < 0.1 ? "%.6f" : "%.2f", value);
    }
}
