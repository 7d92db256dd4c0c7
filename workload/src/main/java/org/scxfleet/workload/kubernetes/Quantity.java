package org.scxfleet.workload.kubernetes;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them: {@code 500m}, {@code 1.5}, {@code 2Gi}, {@code 1e3}. */
final class Quantity {
    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?(?:[eE]\\d{1,2})?)([a-zA-Z]{0,2})");
    private static final Map<String, BigDecimal> FACTORS = new LinkedHashMap<>();
    private static final long MAX = 1L << 50;

    static {
        FACTORS.put("", BigDecimal.ONE);
        FACTORS.put("m", new BigDecimal("0.001"));
        FACTORS.put("k", BigDecimal.valueOf(1_000L));
        FACTORS.put("M", BigDecimal.valueOf(1_000_000L));
        FACTORS.put("G", BigDecimal.valueOf(1_000_000_000L));
        FACTORS.put("T", BigDecimal.valueOf(1_000_000_000_000L));
        FACTORS.put("Ki", BigDecimal.valueOf(1L << 10));
        FACTORS.put("Mi", BigDecimal.valueOf(1L << 20));
        FACTORS.put("Gi", BigDecimal.valueOf(1L << 30));
        FACTORS.put("Ti", BigDecimal.valueOf(1L << 40));
    }

    private Quantity() {}

    /** Thousandths, rounded up. */
    static long milli(YamlNode node) {
        return scaled(node, BigDecimal.valueOf(1_000));
    }

    /** MiB, rounded up. */
    static long mib(YamlNode node) {
        BigDecimal perMib = BigDecimal.ONE.divide(BigDecimal.valueOf(1L << 20));
        return scaled(node, perMib);
    }

    /** A whole number. */
    static int whole(YamlNode node, int max) {
        long milli = milli(node);
        if (milli % 1_000 != 0 || milli / 1_000 > max) {
            throw node.wrong("is \"" + node.text() + "\"", "give a whole number from 0 to " + max);
        }
        return (int) (milli / 1_000);
    }

    private static long scaled(YamlNode node, BigDecimal scale) {
        Matcher parts = TEXT.matcher(node.text());
        BigDecimal factor = parts.matches() ? FACTORS.get(parts.group(2)) : null;
        if (factor == null) {
            throw node.wrong(
                    "is \"" + node.text() + "\"",
                    "give an amount of at least 0 such as 500m, 4 or 16Gi");
        }
        BigDecimal value = new BigDecimal(parts.group(1)).multiply(factor).multiply(scale);
        if (value.compareTo(BigDecimal.valueOf(MAX)) > 0) {
            throw node.wrong("is \"" + node.text() + "\"", "give less");
        }
        return value.setScale(0, RoundingMode.CEILING).longValueExact();
    }
}
