package org.scxfleet.share;

/**
 * Weighted max-min fair shares of one resource: everyone gets its part by weight, nobody more than
 * it asks for, and what the modest leave is divided among the others in the same way.
 *
 * <p>Rounds: with the capacity and the weights that are left, everyone whose demand is at most its
 * exact part is satisfied with its demand and leaves; when nobody is, the rest is divided by {@link
 * ProportionalSplit}. Each round satisfies at least one, so there are at most as many rounds as
 * claimants. The comparison is with the rounded-down part: a demand is a whole number, so it is at
 * most the exact part exactly if it is at most the rounded one. In the last division a part exceeds
 * its rounded-down value by at most 1, so no demand is exceeded.
 */
public final class WaterFilling {
    private WaterFilling() {}

    /**
     * Shares of {@code capacity}, each at most its demand. They add up to the smaller of the
     * capacity and the sum of demands. Weights are at least 1, demands at least 0.
     */
    public static long[] fill(long capacity, int[] weights, long[] demands) {
        requireValid(capacity, weights, demands);
        long[] shares = new long[weights.length];
        int[] unmetWeights = weights.clone();
        long left = capacity;
        while (true) {
            long weightSum = sum(unmetWeights);
            if (weightSum == 0) {
                return shares;
            }
            long satisfied = satisfy(left, weightSum, unmetWeights, demands, shares);
            if (satisfied < 0) {
                break;
            }
            left -= satisfied;
        }
        long[] rest = ProportionalSplit.split(left, unmetWeights);
        for (int i = 0; i < shares.length; i++) {
            shares[i] += rest[i];
        }
        return shares;
    }

    /** Satisfies those with a modest demand; returns what they took, or -1 if there were none. */
    private static long satisfy(
            long left, long weightSum, int[] unmetWeights, long[] demands, long[] shares) {
        long taken = -1;
        for (int i = 0; i < demands.length; i++) {
            int weight = unmetWeights[i];
            if (weight == 0 || demands[i] > ProportionalSplit.floorShare(left, weight, weightSum)) {
                continue;
            }
            shares[i] = demands[i];
            unmetWeights[i] = 0;
            taken = Math.max(taken, 0) + demands[i];
        }
        return taken;
    }

    private static long sum(int[] weights) {
        long sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        return sum;
    }

    private static void requireValid(long capacity, int[] weights, long[] demands) {
        if (weights.length != demands.length) {
            throw new IllegalArgumentException(
                    weights.length + " weights, but " + demands.length + " demands");
        }
        if (capacity < 0) {
            throw new IllegalArgumentException("negative capacity: " + capacity);
        }
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < 1 || demands[i] < 0) {
                throw new IllegalArgumentException(
                        "claimant "
                                + i
                                + " has weight "
                                + weights[i]
                                + " and demand "
                                + demands[i]
                                + "; weights start at 1, demands at 0");
            }
        }
    }
}
