package org.scxfleet.share.queue;

/** Exact comparison of quotients; the products are formed in 128 bits. */
public final class Ratio {
    private Ratio() {}

    /**
     * Compares {@code a / b} with {@code c / d}; no number is negative. Something divided by 0 is
     * infinite, nothing divided by 0 is nothing.
     */
    public static int compare(long a, long b, long c, long d) {
        boolean leftInfinite = b == 0 && a > 0;
        boolean rightInfinite = d == 0 && c > 0;
        if (leftInfinite || rightInfinite) {
            return Boolean.compare(leftInfinite, rightInfinite);
        }
        return compareProducts(a, d == 0 ? 1 : d, c, b == 0 ? 1 : b);
    }

    private static int compareProducts(long a, long d, long c, long b) {
        int high = Long.compare(Math.multiplyHigh(a, d), Math.multiplyHigh(c, b));
        return high != 0 ? high : Long.compareUnsigned(a * d, c * b);
    }
}
