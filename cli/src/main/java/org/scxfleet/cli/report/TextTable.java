package org.scxfleet.cli.report;

import java.util.ArrayList;
import java.util.List;

/** A table of aligned columns: the first ones to the left, the figures to the right. */
final class TextTable {
    private static final String GAP = "  ";

    private final int leftColumns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param leftColumns columns of words, which are aligned to the left
     */
    TextTable(int leftColumns) {
        this.leftColumns = leftColumns;
    }

    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    /** The lines, each after the indent. */
    List<String> lines(String indent) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                int width = row.get(column).length();
                if (column == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(column, Math.max(widths.get(column), width));
                }
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths.get(column) - cell.length());
                line.append(column == 0 ? "" : GAP);
                line.append(column < leftColumns ? cell + padding : padding + cell);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
