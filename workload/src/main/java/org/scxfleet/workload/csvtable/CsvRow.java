package org.scxfleet.workload.csvtable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeKind;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;

/** One row of a table; values by the name of their column. */
public final class CsvRow {
    private final Place place;
    private final Map<String, Integer> index;
    private final String[] values;

    CsvRow(Place place, Map<String, Integer> index, String[] values) {
        this.place = place;
        this.index = index;
        this.values = values;
    }

    /** A line of a table without a header, whose columns are given. */
    static CsvRow ofLine(
            Place place, Map<String, Integer> index, List<String> columns, String[] values) {
        if (values.length != columns.size()) {
            throw new BadInputException(
                    place,
                    "",
                    "has " + values.length + " fields",
                    "give " + columns.size() + ": " + String.join(", ", columns));
        }
        return new CsvRow(place, index, values);
    }

    public Place place() {
        return place;
    }

    /** Whether the table has this column. */
    public boolean has(String column) {
        return index.containsKey(column);
    }

    /** Names of the table's columns, in the order of its header line. */
    public List<String> columns() {
        return List.copyOf(index.keySet());
    }

    /**
     * Notes the columns of the table that have no influence.
     *
     * @param used names of those that have
     * @param where what the notice names, in the first place
     */
    public void noteUnused(
            Collection<String> used, NoticeKind kind, String where, NoticeLog notices) {
        for (String column : index.keySet()) {
            if (!used.contains(column)) {
                notices.add(kind, where, column);
            }
        }
    }

    /** The field, without blanks around it; may be empty. */
    public String text(String column) {
        Integer at = index.get(column);
        if (at == null) {
            throw new IllegalArgumentException("column " + column + " was not asked for");
        }
        return values[at].strip();
    }

    /** A field that must not be empty. */
    public String name(String column) {
        String text = text(column);
        if (text.isEmpty()) {
            throw wrong(column, "is empty", "give a name");
        }
        return text;
    }

    /** A whole number within both bounds, both included. */
    public long wholeNumber(String column, long min, long max) {
        OptionalLong number = optionalWholeNumber(column, min, max);
        if (number.isEmpty()) {
            throw wrong(column, "is empty", range(min, max));
        }
        return number.getAsLong();
    }

    /** As {@link #wholeNumber}; an empty field is no number. */
    public OptionalLong optionalWholeNumber(String column, long min, long max) {
        String text = text(column);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            throw wrong(column, "is \"" + text + "\"", range(min, max));
        }
        throw wrong(column, "is " + text, range(min, max));
    }

    /** A finite number of at least 0. */
    public double number(String column) {
        OptionalDouble number = optionalNumber(column);
        if (number.isEmpty()) {
            throw wrong(column, "is empty", "give a number of at least 0");
        }
        return number.getAsDouble();
    }

    /** As {@link #number}; an empty field is no number. */
    public OptionalDouble optionalNumber(String column) {
        String text = text(column);
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && Double.isFinite(number)) {
                return OptionalDouble.of(number);
            }
        } catch (NumberFormatException e) {
            throw wrong(column, "is \"" + text + "\"", "give a number of at least 0");
        }
        throw wrong(column, "is " + text, "give a number of at least 0");
    }

    /** The error to throw for a field of this row. */
    public BadInputException wrong(String column, String problem, String remedy) {
        return new BadInputException(place, column, problem, remedy);
    }

    private static String range(long min, long max) {
        return "give a whole number from " + min + " to " + max;
    }
}
