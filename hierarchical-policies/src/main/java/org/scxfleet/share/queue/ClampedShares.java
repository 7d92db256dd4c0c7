package org.scxfleet.share.queue;

import java.math.BigInteger;
import java.util.Arrays;
import org.scxfleet.share.ProportionalSplit;

/**
 * Shares of one resource by weight, none below its minimum or above its maximum: the fair shares of
 * Hadoop's FairScheduler.
 *
 * <p><b>What.</b> The scheduler looks for the rate R at which the sum of {@code clamp(weight * R,
 * min, max)} is the total, by halving an interval of floating-point numbers. Here the set of those
 * at a bound is found exactly: divide what is left among the free ones by weight; if the minima
 * that are missed weigh more than the maxima that are passed, fix the former at their bound, else
 * the latter; repeat. The rest is divided to the unit, remainders in written order.
 *
 * <p>If the minima alone exceed the total, they are scaled down to it.
 */
public final class ClampedShares {
    private final long total;
    private final int[] weights;
    private final long[] minima;
    private final long[] maxima;
    private final boolean[] fixed;
    private final long[] shares;

    private ClampedShares(long total, int[] weights, long[] minima, long[] maxima) {
        this.total = total;
        this.weights = weights;
        this.minima = minima;
        this.maxima = maxima;
        fixed = new boolean[weights.length];
        shares = new long[weights.length];
    }

    /**
     * Shares that add up to the total, or to the sum of the maxima if that is less.
     *
     * @param maxima each at least its minimum
     */
    public static long[] divide(long total, int[] weights, long[] minima, long[] maxima) {
        BigInteger least = BigInteger.ZERO;
        for (int i = 0; i < weights.length; i++) {
            if (minima[i] < 0 || maxima[i] < minima[i]) {
                throw new IllegalArgumentException(
                        "claimant " + i + " wants " + minima[i] + " to " + maxima[i]);
            }
            least = least.add(BigInteger.valueOf(minima[i]));
        }
        if (least.compareTo(BigInteger.valueOf(total)) > 0) {
            return scaledDown(total, minima, least);
        }
        return new ClampedShares(total, weights, minima, maxima).divided();
    }

    private static long[] scaledDown(long total, long[] minima, BigInteger sum) {
        BigInteger whole = BigInteger.valueOf(total);
        return Arrays.stream(minima)
                .map(minimum ->
                        BigInteger.valueOf(minimum).multiply(whole).divide(sum).longValueExact())
                .toArray();
    }

    private long[] divided() {
        long left = total;
        while (true) {
            long weightSum = 0;
            for (int i = 0; i < weights.length; i++) {
                weightSum += fixed[i] ? 0 : weights[i];
            }
            if (weightSum == 0) {
                return shares;
            }
            int side = heavierSide(left, weightSum);
            if (side == 0) {
                return withRest(left);
            }
            for (int i = 0; i < weights.length; i++) {
                if (!fixed[i] && side(left, weightSum, i) == side) {
                    fixed[i] = true;
                    shares[i] = bound(i, side);
                }
            }
            left = total - Arrays.stream(shares).sum();
        }
    }

    /** -1 if the minima that are missed weigh more, 1 if the maxima passed do, 0 if neither is. */
    private int heavierSide(long left, long weightSum) {
        BigInteger balance = BigInteger.ZERO;
        int found = 0;
        for (int i = 0; i < weights.length; i++) {
            int side = fixed[i] ? 0 : side(left, weightSum, i);
            if (side != 0) {
                found = found == 0 ? side : Math.min(found, side);
                BigInteger wanted =
                        BigInteger.valueOf(bound(i, side)).multiply(BigInteger.valueOf(weightSum));
                BigInteger part = BigInteger.valueOf(left).multiply(BigInteger.valueOf(weights[i]));
                balance = balance.add(wanted).subtract(part);
            }
        }
        return balance.signum() < 0 ? 1 : found;
    }

    /** -1 if the part by weight misses the minimum, 1 if it passes the maximum. */
    private int side(long left, long weightSum, int i) {
        if (Ratio.compare(minima[i], weights[i], left, weightSum) > 0) {
            return -1;
        }
        return Ratio.compare(left, weightSum, maxima[i], weights[i]) > 0 ? 1 : 0;
    }

    private long bound(int i, int side) {
        return side < 0 ? minima[i] : maxima[i];
    }

    private long[] withRest(long left) {
        int[] free = weights.clone();
        Arrays.setAll(free, i -> fixed[i] ? 0 : weights[i]);
        long[] rest = ProportionalSplit.split(left, free);
        Arrays.setAll(rest, i -> rest[i] + shares[i]);
        return rest;
    }
}
