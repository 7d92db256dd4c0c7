package org.scxfleet.bpf.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values of a profile's options: as given, else their defaults. */
public final class OptionValues {
    private final SortedMap<String, Long> byName = new TreeMap<>();

    private OptionValues() {}

    /**
     * Checks what was given.
     *
     * @param scheduler for messages
     * @param names for defaults that depend on the host
     * @throws IllegalArgumentException if an option is unknown, given twice, or has a value that it
     *     does not take
     */
    public static OptionValues of(
            String scheduler,
            List<ProfileOption> known,
            SortedMap<String, String> given,
            Expression.Names names) {
        OptionValues values = new OptionValues();
        given.forEach((key, value) -> {
            ProfileOption option = find(scheduler, known, key);
            if (values.byName.put(option.name(), value(scheduler, option, value)) != null) {
                throw wrong(scheduler, option, value, "is given twice");
            }
        });
        for (ProfileOption option : known) {
            if (!values.byName.containsKey(option.name())) {
                values.byName.put(option.name(), option.fallback().evaluate(names));
            }
            values.byName.putIfAbsent(option.letter(), values.byName.get(option.name()));
        }
        return values;
    }

    /**
     * Returns the value of an option by letter or name.
     *
     * @throws IllegalArgumentException if there is no such option
     */
    public long value(String key) {
        Long value = byName.get(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "no option '" + key + "'; there are " + byName.keySet());
        }
        return value;
    }

    private static ProfileOption find(String scheduler, List<ProfileOption> known, String key) {
        List<String> labels = new ArrayList<>();
        for (ProfileOption option : known) {
            if (option.isNamed(key)) {
                return option;
            }
            labels.add(option.label());
        }
        throw new IllegalArgumentException(
                "scheduler "
                        + scheduler
                        + ": option '"
                        + key
                        + "' is unknown; "
                        + (labels.isEmpty()
                                ? "it has no options"
                                : "known are " + String.join(", ", labels)));
    }

    private static long value(String scheduler, ProfileOption option, String text) {
        return switch (option.kind()) {
            case FLAG ->
                    switch (text) {
                        case "", "true", "1" -> 1;
                        case "false", "0" -> 0;
                        default -> throw wrong(scheduler, option, text, "takes true or false");
                    };
            case NUMBER -> number(scheduler, option, text);
            case CHOICE -> {
                int position = option.choices().indexOf(text);
                if (position < 0) {
                    throw wrong(
                            scheduler,
                            option,
                            text,
                            "takes one of " + String.join(", ", option.choices()));
                }
                yield position;
            }
        };
    }

    private static long number(String scheduler, ProfileOption option, String text) {
        String range =
                "takes a whole number "
                        + (option.min() == Long.MIN_VALUE ? "" : option.min())
                        + ".."
                        + (option.max() == Long.MAX_VALUE ? "" : option.max());
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw wrong(scheduler, option, text, range);
        }
        if (number < option.min() || number > option.max()) {
            throw wrong(scheduler, option, text, range);
        }
        return number;
    }

    private static IllegalArgumentException wrong(
            String scheduler, ProfileOption option, String text, String why) {
        return new IllegalArgumentException(
                "scheduler "
                        + scheduler
                        + ": option "
                        + option.label()
                        + " "
                        + why
                        + ", got '"
                        + text
                        + "'");
    }
}
