package org.scxfleet.share;

/**
 * Divides a whole number by weights without losing a unit.
 *
 * <p>Part i is {@code floor(capacity * weight_i / sum of weights)}; the units left over, fewer than
 * there are parts with a weight, go one each to the first of those in written order. The product is
 * never formed, so any {@code long} capacity is exact.
 */
public final class ProportionalSplit {
    /** Largest sum of weights: keeps {@code (sum - 1) * weight} inside a {@code long}. */
    public static final long WEIGHT_SUM_MAX = 1L << 31;

    private ProportionalSplit() {}

    /** Parts of {@code capacity} (at least 0) by {@code weights} (each at least 0, not all 0). */
    public static long[] split(long capacity, int[] weights) {
        if (capacity < 0) {
            throw new IllegalArgumentException("negative capacity: " + capacity);
        }
        long weightSum = weightSum(weights);
        long[] parts = new long[weights.length];
        long left = capacity;
        for (int i = 0; i < weights.length; i++) {
            parts[i] = floorShare(capacity, weights[i], weightSum);
            left -= parts[i];
        }
        for (int i = 0; left > 0; i++) {
            if (weights[i] > 0) {
                parts[i]++;
                left--;
            }
        }
        return parts;
    }

    /** {@code floor(capacity * weight / weightSum)} without overflow. */
    static long floorShare(long capacity, long weight, long weightSum) {
        return capacity / weightSum * weight + capacity % weightSum * weight / weightSum;
    }

    private static long weightSum(int[] weights) {
        long sum = 0;
        for (int weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("negative weight: " + weight);
            }
            sum += weight;
        }
        if (sum < 1 || sum > WEIGHT_SUM_MAX) {
            throw new IllegalArgumentException(
                    "the weights must add up to 1 to " + WEIGHT_SUM_MAX + ", not " + sum);
        }
        return sum;
    }
}
