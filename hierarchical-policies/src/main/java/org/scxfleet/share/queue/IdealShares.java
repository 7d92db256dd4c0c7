package org.scxfleet.share.queue;

import java.util.Arrays;
import org.scxfleet.share.WaterFilling;

/**
 * What the preemption monitor of Hadoop's CapacityScheduler aims at, and how much it takes from
 * whom in one round. One resource.
 *
 * <p>Every queue starts with the smaller of its guarantee and its demand. What is left is handed
 * out in proportion to the guarantees among those that want more, up to their maxima, again and
 * again. A queue that holds more than its ideal and a dead zone on top gives the excess back, but
 * only a part of it in one round, because some of it ends by itself, and all together at most a
 * part of the cluster.
 */
public final class IdealShares {
    private static final int PERCENT = 100;

    private IdealShares() {}

    /** Ideal shares; guarantees add up to at most the total. */
    public static long[] ideal(long total, long[] guarantees, long[] demands, long[] maxima) {
        long[] ideal = new long[guarantees.length];
        long left = total;
        for (int i = 0; i < ideal.length; i++) {
            ideal[i] = Math.min(Math.min(guarantees[i], demands[i]), maxima[i]);
            left -= ideal[i];
        }
        if (left < 0) {
            throw new IllegalArgumentException("the guarantees exceed the total of " + total);
        }
        int[] weights = weights(guarantees);
        long[] more = new long[ideal.length];
        Arrays.setAll(more, i -> weights[i] == 0 ? 0 : Math.min(demands[i], maxima[i]) - ideal[i]);
        int[] positive = Arrays.stream(weights).map(weight -> Math.max(1, weight)).toArray();
        long[] given = WaterFilling.fill(left, positive, more);
        for (int i = 0; i < ideal.length; i++) {
            ideal[i] += given[i];
            left -= given[i];
        }
        // Nobody with a guarantee wants the rest: the others share it alike.
        long[] last = new long[ideal.length];
        Arrays.setAll(last, i -> weights[i] > 0 ? 0 : Math.min(demands[i], maxima[i]) - ideal[i]);
        int[] alike = new int[ideal.length];
        Arrays.fill(alike, 1);
        long[] rest = WaterFilling.fill(left, alike, last);
        Arrays.setAll(ideal, i -> ideal[i] + rest[i]);
        return ideal;
    }

    /** Guarantees as weights, scaled down together until the largest is a weight. */
    private static int[] weights(long[] guarantees) {
        long largest = Math.max(1, Arrays.stream(guarantees).max().orElse(1));
        long divisor = Math.max(1, Math.ceilDiv(largest, 1L << 20));
        int[] weights = new int[guarantees.length];
        Arrays.setAll(
                weights, i -> guarantees[i] == 0 ? 0 : (int) Math.max(1, guarantees[i] / divisor));
        return weights;
    }

    /**
     * What to take from each queue in one round.
     *
     * @param deadZonePercent above the ideal that is left alone, 10
     * @param terminationPercent of the excess that is taken in one round, 20
     * @param roundPercent of the total that is taken at most, 10
     */
    public static long[] toTake(
            long total,
            long[] held,
            long[] ideal,
            int deadZonePercent,
            int terminationPercent,
            int roundPercent) {
        long[] take = new long[held.length];
        long sum = 0;
        for (int i = 0; i < held.length; i++) {
            long tolerated = ideal[i] + ideal[i] * deadZonePercent / PERCENT;
            take[i] =
                    held[i] > tolerated
                            ? Math.ceilDiv((held[i] - ideal[i]) * terminationPercent, PERCENT)
                            : 0;
            sum += take[i];
        }
        long most = total * roundPercent / PERCENT;
        if (sum > most) {
            long all = sum;
            Arrays.setAll(take, i -> take[i] * most / all);
        }
        return take;
    }
}
