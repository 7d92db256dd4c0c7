package org.scxfleet.policy.option;

import java.util.List;

/**
 * One option of a scheduler. It may be given by its letter, as on the command line of the kernel's
 * example, or by its name.
 *
 * @param letter the letter of the command line, for example {@code s}
 * @param name the same in words, with its unit, for example {@code slice_us}
 * @param fallback value of a number that is not given
 * @param min least number
 * @param max largest number
 * @param choices allowed words of a {@link Kind#CHOICE}, the first is what holds if none is given
 * @param meaning one line
 */
public record PolicyOption(
        String letter,
        String name,
        Kind kind,
        long fallback,
        long min,
        long max,
        List<String> choices,
        String meaning) {
    /** What an option takes. */
    public enum Kind {
        /** On when given; {@code true}, {@code false}, {@code 1}, {@code 0} or nothing. */
        FLAG,
        /** A whole number. */
        NUMBER,
        /** One of a few words. */
        CHOICE
    }

    public PolicyOption {
        choices = List.copyOf(choices);
    }

    public static PolicyOption flag(String letter, String name, String meaning) {
        return new PolicyOption(letter, name, Kind.FLAG, 0, 0, 1, List.of(), meaning);
    }

    public static PolicyOption number(
            String letter, String name, long fallback, long min, long max, String meaning) {
        return new PolicyOption(letter, name, Kind.NUMBER, fallback, min, max, List.of(), meaning);
    }

    public static PolicyOption choice(
            String letter, String name, List<String> choices, String meaning) {
        return new PolicyOption(
                letter, name, Kind.CHOICE, 0, 0, choices.size() - 1L, choices, meaning);
    }

    /** The letter with the name, as messages show it. */
    public String label() {
        return letter + " (" + name + ")";
    }
}
