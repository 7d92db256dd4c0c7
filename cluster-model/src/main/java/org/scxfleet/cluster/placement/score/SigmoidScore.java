package org.scxfleet.cluster.placement.score;

import java.util.Arrays;

/**
 * The integer part of {@code 100 / (1 + exp(-d / 1000))} for d = numerator / denominator milli-GPU,
 * as a table of the smallest numerator of every score.
 */
final class SigmoidScore {
    private static final double SCALE_MILLI = 1000;

    /** Beyond this many milli-GPU either way the score does not change any more. */
    private static final long RANGE_MILLI = 64_000;

    private final long[] smallest = new long[NodeScorer.SCORE_MAX + 1];

    /** For this denominator; 0 stands for "every d is 0". */
    SigmoidScore(long denominator) {
        long divisor = Math.max(denominator, 1);
        long range = Math.multiplyExact(RANGE_MILLI, divisor);
        smallest[0] = Long.MIN_VALUE;
        for (int score = 1; score < smallest.length; score++) {
            smallest[score] = smallestNumerator(score, divisor, range);
        }
    }

    /** The formula is monotonic: halve the interval until the step is found. */
    private static long smallestNumerator(int score, long divisor, long range) {
        long below = -range;
        long reaching = range;
        while (reaching - below > 1) {
            long middle = below + (reaching - below) / 2;
            double d = (double) middle / divisor;
            if ((int) (NodeScorer.SCORE_MAX / (1 + StrictMath.exp(-d / SCALE_MILLI))) >= score) {
                reaching = middle;
            } else {
                below = middle;
            }
        }
        return reaching;
    }

    /** Score of a change with this numerator. */
    int score(long numerator) {
        int found = Arrays.binarySearch(smallest, numerator);
        return found >= 0 ? found : -found - 2;
    }
}
