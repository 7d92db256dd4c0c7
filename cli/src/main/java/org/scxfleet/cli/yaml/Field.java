package org.scxfleet.cli.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A value with its key path. Reading the wrong type reports a problem and goes on with a harmless
 * value, so that all problems are found; what was read must not be used once there are problems.
 */
public final class Field {
    /** What stands for a text that is none. */
    public static final String NO_TEXT = "?";

    private final YamlValue value;
    private final String path;
    private final Problems problems;

    public Field(YamlValue value, String path, Problems problems) {
        this.value = value;
        this.path = path;
        this.problems = problems;
    }

    public YamlValue value() {
        return value;
    }

    public Origin origin() {
        return value.origin();
    }

    public String path() {
        return path;
    }

    public Problems problems() {
        return problems;
    }

    public void problem(String message) {
        problems.add(value.origin(), path, message);
    }

    public boolean isMapping() {
        return value instanceof YamlValue.Mapping;
    }

    public boolean isSequence() {
        return value instanceof YamlValue.Sequence;
    }

    /** A whole number, without quotes. */
    public boolean isNumber() {
        return value instanceof YamlValue.Scalar scalar
                && scalar.plain()
                && scalar.text().matches("[-+]?[0-9][0-9_]*");
    }

    /** Whether it is that text. */
    public boolean isText(String text) {
        return value instanceof YamlValue.Scalar scalar && scalar.text().equals(text);
    }

    /** Any text; numbers are texts too. {@link #NO_TEXT} after a problem. */
    public String text() {
        if (value instanceof YamlValue.Scalar scalar && !scalar.isNull()) {
            return scalar.text();
        }
        problem("a text is expected, not " + value.kind());
        return NO_TEXT;
    }

    /** A text of letters, digits and some marks that is safe in file names and tables. */
    public String name() {
        String text = text();
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9_.+-]{0,99}") && !text.equals(NO_TEXT)) {
            problem(
                    "'"
                            + text
                            + "' is no name: letters, digits, '_', '-', '.' and '+', at most 100,"
                            + " beginning with a letter or digit");
        }
        return text;
    }

    /** A whole number in a range, both ends included. */
    public long number(long min, long max) {
        if (!isNumber()) {
            problem("a whole number is expected, not " + value.kind());
            return min;
        }
        String digits = text().replace("_", "");
        try {
            long number = Long.parseLong(digits);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Too long for a long: outside every range.
        }
        problem(digits + " is outside " + min + ".." + max);
        return min;
    }

    public int integer(int min, int max) {
        return (int) number(min, max);
    }

    /** A 64-bit seed, decimal. */
    public long seed() {
        return number(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** A decimal number in a range. */
    public double decimal(double min, double max) {
        if (value instanceof YamlValue.Scalar scalar) {
            try {
                double number = Double.parseDouble(scalar.text().replace("_", ""));
                if (number >= min && number <= max) {
                    return number;
                }
                problem(scalar.text() + " is outside " + min + ".." + max);
                return min;
            } catch (NumberFormatException e) {
                // Falls through to the message.
            }
        }
        problem("a number is expected, not " + value.kind());
        return min;
    }

    /** A number in the unit that the key names, as multiples of the unit: 0.5 in µs is 500 ns. */
    public long inUnit(long unit, long max) {
        String text = value instanceof YamlValue.Scalar scalar ? scalar.text() : "";
        if (!text.matches("[-+]?[0-9][0-9_]*([.][0-9]+)?")) {
            problem("a number in the unit of the key is expected, not " + value.kind());
            return 0;
        }
        try {
            long scaled = Quantities.scaled(text, unit, text);
            if (scaled <= max) {
                return scaled;
            }
            problem(text + " is above the largest value, " + max / unit);
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
        }
        return 0;
    }

    /** A time with its unit, in nanoseconds. */
    public long timeNs() {
        return quantity(Quantities::timeNs);
    }

    /** A size with its unit, in bytes. */
    public long sizeBytes() {
        return quantity(Quantities::sizeBytes);
    }

    private long quantity(ToLongFunction<String> parser) {
        if (value instanceof YamlValue.Scalar scalar && !scalar.isNull()) {
            try {
                return parser.applyAsLong(scalar.text());
            } catch (IllegalArgumentException e) {
                problem(String.valueOf(e.getMessage()));
            }
        } else {
            problem("a quantity with its unit is expected, not " + value.kind());
        }
        return 0;
    }

    /** {@code true}, {@code on} or {@code yes}, or their opposites. */
    public boolean flag() {
        String text = value instanceof YamlValue.Scalar scalar ? scalar.text() : "";
        return switch (text) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> {
                problem("on or off is expected, not " + value.kind());
                yield false;
            }
        };
    }

    /** One of the words; the first if it is none of them. */
    public String oneOf(List<String> words) {
        String text = text();
        if (words.contains(text)) {
            return text;
        }
        problem("'" + text + "' is not known" + NearestName.hint(text, words));
        return words.getFirst();
    }

    /** What the word stands for. */
    public <T> T oneOf(Map<String, T> meanings) {
        T meaning = meanings.get(oneOf(List.copyOf(meanings.keySet())));
        if (meaning == null) {
            throw new IllegalStateException("no meaning of a listed word");
        }
        return meaning;
    }

    /** The items of a list; a problem if it is none. */
    public List<Field> items() {
        if (!(value instanceof YamlValue.Sequence sequence)) {
            problem("a list is expected, not " + value.kind());
            return List.of();
        }
        List<Field> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            items.add(new Field(sequence.items().get(i), path + "[" + i + "]", problems));
        }
        return items;
    }

    /** The items of a list, or the value itself as the only one. */
    public List<Field> oneOrMore() {
        return isSequence() ? items() : List.of(this);
    }

    /** The mapping with these keys; null with a problem if it is none. */
    public @Nullable Section section(Keys keys) {
        if (value instanceof YamlValue.Mapping mapping) {
            return new Section(mapping, keys, this);
        }
        problem("a mapping is expected, not " + value.kind());
        return null;
    }

    /** A mapping whose keys the user chooses, to texts; an empty value is an empty text. */
    public SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>();
        if (value instanceof YamlValue.Mapping mapping) {
            for (YamlValue.Entry entry : mapping.entries()) {
                boolean empty = entry.value() instanceof YamlValue.Scalar scalar && scalar.isNull();
                Field field = new Field(entry.value(), path + "." + entry.key(), problems);
                texts.put(entry.key(), empty ? "" : field.text());
            }
        } else {
            problem("a mapping is expected, not " + value.kind());
        }
        return texts;
    }

    /** What the maker makes; a refusal of the model becomes a problem here. */
    public <T> @Nullable T made(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
