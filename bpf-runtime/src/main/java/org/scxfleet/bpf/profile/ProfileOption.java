package org.scxfleet.bpf.profile;

import java.util.List;

/**
 * An option of the scheduler's user-space half. It may be given by its letter, as on that program's
 * command line, or by its name.
 *
 * @param letter the letter of the command line
 * @param name the same in words, with its unit
 * @param fallback value when it is not given
 * @param min least number
 * @param max largest number
 * @param choices words of a {@link Kind#CHOICE}; its value is the position of the word
 * @param meaning one line
 */
public record ProfileOption(
        String letter,
        String name,
        Kind kind,
        Expression fallback,
        long min,
        long max,
        List<String> choices,
        String meaning) {
    /** What an option takes. */
    public enum Kind {
        /** On when given; {@code true}, {@code false}, {@code 1}, {@code 0} or nothing. */
        FLAG,
        NUMBER,
        /** One of a few words. */
        CHOICE
    }

    public ProfileOption {
        choices = List.copyOf(choices);
    }

    /** Whether the option answers to a key. */
    boolean isNamed(String key) {
        return letter.equals(key) || name.equals(key);
    }

    /** The letter with the name, as messages show it. */
    public String label() {
        return letter.equals(name) ? name : letter + " (" + name + ")";
    }
}
