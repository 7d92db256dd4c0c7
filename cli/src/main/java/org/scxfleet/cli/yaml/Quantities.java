package org.scxfleet.cli.yaml;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Quantities with their unit: {@code 2s}, {@code 500us}, {@code 4KiB}. */
public final class Quantities {
    /** Longest time that can be given: 366 days. */
    public static final long TIME_MAX_NS = 31_622_400_000_000_000L;

    private static final Map<String, Long> TIME_UNITS = new LinkedHashMap<>();
    private static final Map<String, Long> SIZE_UNITS = new LinkedHashMap<>();

    static {
        TIME_UNITS.put("ns", 1L);
        TIME_UNITS.put("us", 1_000L);
        TIME_UNITS.put("µs", 1_000L);
        TIME_UNITS.put("ms", 1_000_000L);
        TIME_UNITS.put("s", 1_000_000_000L);
        TIME_UNITS.put("min", 60_000_000_000L);
        TIME_UNITS.put("h", 3_600_000_000_000L);
        SIZE_UNITS.put("B", 1L);
        SIZE_UNITS.put("kB", 1_000L);
        SIZE_UNITS.put("MB", 1_000_000L);
        SIZE_UNITS.put("GB", 1_000_000_000L);
        SIZE_UNITS.put("KiB", 1L << 10);
        SIZE_UNITS.put("MiB", 1L << 20);
        SIZE_UNITS.put("GiB", 1L << 30);
    }

    private Quantities() {}

    /**
     * Nanoseconds of a time with unit.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    public static long timeNs(String text) {
        long ns = parse(text, TIME_UNITS, "a time with its unit, for example 2s, 20ms or 500us");
        if (ns > TIME_MAX_NS) {
            throw new IllegalArgumentException("'" + text + "' is above the longest time, 8784h");
        }
        return ns;
    }

    /** Bytes of a size with unit. */
    public static long sizeBytes(String text) {
        return parse(text, SIZE_UNITS, "a size with its unit, for example 4KiB or 64MiB");
    }

    private static long parse(String text, Map<String, Long> units, String expected) {
        String stripped = text.strip();
        int end = 0;
        while (end < stripped.length() && "0123456789._+-".indexOf(stripped.charAt(end)) >= 0) {
            end++;
        }
        Long unit = units.get(stripped.substring(end).strip());
        if (end == 0 || unit == null) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' must be "
                            + expected
                            + (end > 0
                                    ? " (units: " + String.join(", ", units.keySet()) + ")"
                                    : ""));
        }
        return scaled(stripped.substring(0, end), unit, text);
    }

    /** A decimal number times a whole factor; the product must be whole and not negative. */
    static long scaled(String number, long factor, String text) {
        BigDecimal value;
        try {
            value = new BigDecimal(number.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
        if (value.signum() < 0) {
            throw new IllegalArgumentException("'" + text + "' is negative");
        }
        try {
            return value.multiply(BigDecimal.valueOf(factor)).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too fine or too large", e);
        }
    }
}
