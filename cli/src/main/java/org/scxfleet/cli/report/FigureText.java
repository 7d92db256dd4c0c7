package org.scxfleet.cli.report;

import java.util.Locale;

/** Figures for people: three digits that matter, and a unit. */
public final class FigureText {
    private FigureText() {}

    private static final long HOUR_NS = 3_600_000_000_000L;

    /** {@code 850 ns}, {@code 12.3 us}, {@code 4.56 ms}, {@code 2 s}, {@code 60 h}. */
    public static String time(long ns) {
        if (ns < 1_000) {
            return ns + " ns";
        }
        if (ns < 1_000_000) {
            return threeDigits(ns / 1e3) + " us";
        }
        if (ns < 1_000_000_000) {
            return threeDigits(ns / 1e6) + " ms";
        }
        return ns < HOUR_NS
                ? threeDigits(ns / 1e9) + " s"
                : threeDigits((double) ns / HOUR_NS) + " h";
    }

    static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f %%", Percent.of(part, whole));
    }

    /** {@code 12,345} or {@code 1.23 M}. */
    static String count(long count) {
        return count < 1_000_000
                ? String.format(Locale.ROOT, "%,d", count)
                : count < 1_000_000_000
                        ? threeDigits(count / 1e6) + " M"
                        : threeDigits(count / 1e9) + " G";
    }

    /** So many in a second of simulated time. */
    static String perSecond(long count, long ns) {
        double rate = ns == 0 ? 0 : count * 1e9 / ns;
        return (rate < 1_000
                        ? threeDigits(rate)
                        : rate < 1e6
                                ? threeDigits(rate / 1e3) + " k"
                                : threeDigits(rate / 1e6) + " M")
                + " /s";
    }

    /** {@code 0.35 x}, {@code 12.3 x}, {@code 74.9 M x}. */
    static String times(double factor) {
        return (factor < 1_000_000 ? threeDigits(factor) : count((long) factor)) + " x";
    }

    static String threeDigits(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
