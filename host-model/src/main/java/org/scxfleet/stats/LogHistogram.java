package org.scxfleet.stats;

import java.util.Arrays;

/**
 * A fixed-size log-linear histogram of durations in nanoseconds: 16 steps per power of two, so a
 * reported quantile is at most 1/16 above the true value. Recording is a few instructions and
 * allocates nothing once the largest value has been seen.
 */
public final class LogHistogram {
    private static final int SUB_BITS = 4;
    private static final int SUB = 1 << SUB_BITS;

    /**
     * Buckets: values below 16 exactly, then 16 steps for each of the remaining powers of two up to
     * 2^43 ns (2.4 h).
     */
    public static final int BUCKETS = SUB * 41;

    /** Grows to the largest bucket in use: most groups never see most durations. */
    private long[] counts = {};

    private long total;
    private long sumNs;
    private long maxNs;

    public void record(long valueNs) {
        long value = Math.max(valueNs, 0);
        int bucket = bucket(value);
        if (bucket >= counts.length) {
            grow(bucket + 1);
        }
        counts[bucket]++;
        total++;
        sumNs += value;
        maxNs = Math.max(maxNs, value);
    }

    public void add(LogHistogram other) {
        grow(other.counts.length);
        for (int i = 0; i < other.counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        sumNs += other.sumNs;
        maxNs = Math.max(maxNs, other.maxNs);
    }

    /**
     * Adds recorded counts that came from elsewhere; the arrays are as {@link #counts} returns
     * them.
     */
    public void add(long[] otherCounts, long otherSumNs, long otherMaxNs) {
        if (otherCounts.length > BUCKETS) {
            throw new IllegalArgumentException(otherCounts.length + " buckets, at most " + BUCKETS);
        }
        grow(otherCounts.length);
        for (int i = 0; i < otherCounts.length; i++) {
            counts[i] += otherCounts[i];
            total += otherCounts[i];
        }
        sumNs += otherSumNs;
        maxNs = Math.max(maxNs, otherMaxNs);
    }

    private void grow(int length) {
        if (length > counts.length) {
            counts = Arrays.copyOf(counts, Math.min(Math.ceilDiv(length, SUB) * SUB, BUCKETS));
        }
    }

    public long total() {
        return total;
    }

    public long sumNs() {
        return sumNs;
    }

    public long maxNs() {
        return maxNs;
    }

    public long meanNs() {
        return total == 0 ? 0 : sumNs / total;
    }

    /** Counts up to the last bucket in use, a copy. */
    public long[] counts() {
        int length = counts.length;
        while (length > 0 && counts[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(counts, length);
    }

    /**
     * The value below or at which that share of the samples lies: the upper end of its bucket,
     * never above the maximum.
     *
     * @param perMillion 500,000 for the median
     */
    public long quantileNs(int perMillion) {
        if (total == 0) {
            return 0;
        }
        long rank = Math.max(1, Math.ceilDiv(total * perMillion, 1_000_000L));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(upperEndNs(i), maxNs);
            }
        }
        return maxNs;
    }

    /** Largest value that falls into the bucket. */
    public static long upperEndNs(int bucket) {
        if (bucket < 2 * SUB) {
            return bucket;
        }
        int shift = (bucket >>> SUB_BITS) - 1;
        long base = (long) ((bucket & (SUB - 1)) + SUB) << shift;
        return base + (1L << shift) - 1;
    }

    private static int bucket(long value) {
        if (value < SUB) {
            return (int) value;
        }
        int shift = 63 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        int index = ((shift + 1) << SUB_BITS) + (int) ((value >>> shift) & (SUB - 1));
        return Math.min(index, BUCKETS - 1);
    }
}
