package org.scxfleet.cli.report;

/** Shares in percent. */
final class Percent {
    private static final long STEPS = 10_000;

    private Percent() {}

    /** Rounded to a ten-thousandth of a percent; 0 of nothing is 0. */
    static double of(long part, long whole) {
        return whole == 0 ? 0 : Math.round(100.0 * STEPS * part / whole) / (double) STEPS;
    }
}
