package org.scxfleet.cluster.simulation;

/**
 * Sum of GPUs times nanoseconds, exact: a month of a large cluster has more of them than a long
 * holds.
 */
public final class GpuTime {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private long seconds;
    private long nanos;

    /** So many GPUs for so long. */
    public void add(int gpus, long ns) {
        long product = Math.multiplyExact((long) gpus, ns);
        seconds = Math.addExact(seconds, product / NS_PER_SECOND);
        nanos += product % NS_PER_SECOND;
        seconds += nanos / NS_PER_SECOND;
        nanos %= NS_PER_SECOND;
    }

    /** All of the other sum. */
    public void add(GpuTime other) {
        seconds = Math.addExact(seconds, other.seconds);
        nanos += other.nanos;
        seconds += nanos / NS_PER_SECOND;
        nanos %= NS_PER_SECOND;
    }

    /** Whole GPU seconds. */
    public long seconds() {
        return seconds;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GpuTime that && seconds == that.seconds && nanos == that.nanos;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(seconds * 31 + nanos);
    }

    @Override
    public String toString() {
        return seconds + "." + String.valueOf(NS_PER_SECOND + nanos).substring(1) + " GPU seconds";
    }
}
