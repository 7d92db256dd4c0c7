package org.scxfleet.policy.option;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The checked options of one scheduler instance. Every known option has a value; flags are 0 or 1,
 * choices the position of the word.
 */
public final class PolicyOptions {
    private final String scheduler;
    private final List<PolicyOption> known;
    private final SortedMap<String, Long> valueByLetter = new TreeMap<>();

    private PolicyOptions(String scheduler, List<PolicyOption> known) {
        this.scheduler = scheduler;
        this.known = known;
    }

    /**
     * Checks the given options against the known ones.
     *
     * @throws IllegalArgumentException if one is unknown, given twice, or has a value that it does
     *     not take
     */
    public static PolicyOptions parse(
            String scheduler, List<PolicyOption> known, SortedMap<String, String> given) {
        PolicyOptions options = new PolicyOptions(scheduler, known);
        given.forEach(options::accept);
        for (PolicyOption option : known) {
            options.valueByLetter.putIfAbsent(option.letter(), option.fallback());
        }
        return options;
    }

    /** True if the flag of that letter is on. */
    public boolean flag(String letter) {
        return number(letter) != 0;
    }

    /** The number of that letter, or the position of the chosen word. */
    public long number(String letter) {
        Long value = valueByLetter.get(letter);
        if (value == null) {
            throw new IllegalStateException(
                    "scheduler " + scheduler + " declares no option " + letter);
        }
        return value;
    }

    private void accept(String key, String value) {
        PolicyOption option = find(key);
        if (valueByLetter.put(option.letter(), valueOf(option, value)) != null) {
            throw wrong(option, value, "is given twice, once by letter and once by name");
        }
    }

    private PolicyOption find(String key) {
        StringBuilder labels = new StringBuilder();
        for (PolicyOption option : known) {
            if (option.letter().equals(key) || option.name().equals(key)) {
                return option;
            }
            labels.append(labels.isEmpty() ? "" : ", ").append(option.label());
        }
        throw new IllegalArgumentException(
                "scheduler "
                        + scheduler
                        + ": option '"
                        + key
                        + "' is unknown; "
                        + (labels.isEmpty() ? "it has no options" : "known are " + labels));
    }

    private long valueOf(PolicyOption option, String value) {
        return switch (option.kind()) {
            case FLAG -> flagOf(option, value);
            case NUMBER -> numberOf(option, value);
            case CHOICE -> choiceOf(option, value);
        };
    }

    private long flagOf(PolicyOption option, String value) {
        return switch (value) {
            case "", "true", "1" -> 1;
            case "false", "0" -> 0;
            default -> throw wrong(option, value, "is a flag and takes true or false");
        };
    }

    private long numberOf(PolicyOption option, String value) {
        String range = "takes a whole number " + option.min() + ".." + option.max();
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException notANumber) {
            throw wrong(option, value, range);
        }
        if (number < option.min() || number > option.max()) {
            throw wrong(option, value, range);
        }
        return number;
    }

    private long choiceOf(PolicyOption option, String value) {
        int position = option.choices().indexOf(value);
        if (position < 0) {
            throw wrong(option, value, "takes one of " + String.join(", ", option.choices()));
        }
        return position;
    }

    private IllegalArgumentException wrong(PolicyOption option, String value, String why) {
        return new IllegalArgumentException(
                "scheduler "
                        + scheduler
                        + ": option "
                        + option.label()
                        + " "
                        + why
                        + ", got '"
                        + value
                        + "'");
    }
}
