package org.scxfleet.cli.report;

/** Emphasis on a terminal; plain text elsewhere. */
public enum Style {
    PLAIN,
    TERMINAL;

    private static final String RESET = "\u001b[0m";

    String bold(String text) {
        return this == TERMINAL ? "\u001b[1m" + text + RESET : text;
    }

    String bad(String text) {
        return this == TERMINAL ? "\u001b[31m" + text + RESET : text;
    }

    String dim(String text) {
        return this == TERMINAL ? "\u001b[2m" + text + RESET : text;
    }
}
