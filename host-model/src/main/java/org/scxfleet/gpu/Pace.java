package org.scxfleet.gpu;

/**
 * Work that progresses at a fraction of full speed, without rounding: how far it has come depends
 * on the time that has passed, not on how often somebody looked.
 */
final class Pace {
    private static final int BITS = 20;
    static final int FULL = 1 << BITS;
    private static final int MASK = FULL - 1;

    /** Longest work for which the end is computed at once. */
    private static final long FAR_NS = 1L << 42;

    private int rate = FULL;
    private int fraction;

    int rate() {
        return rate;
    }

    /** Sets the speed, 1 to {@link #FULL}. */
    void setRate(long perFull) {
        rate = (int) Math.max(1, Math.min(FULL, perFull));
    }

    /** Forgets the fraction of a nanosecond that is done. */
    void clear() {
        fraction = 0;
    }

    /** Work that is done in that time. */
    long pass(long elapsedNs) {
        if (rate == FULL) {
            return elapsedNs;
        }
        long low = (elapsedNs & MASK) * rate + fraction;
        fraction = (int) (low & MASK);
        return (elapsedNs >> BITS) * rate + (low >> BITS);
    }

    /** Time until that work is done; for very long work a time at which it is not done yet. */
    long untilNs(long workNs) {
        if (rate == FULL || workNs == Long.MAX_VALUE) {
            return workNs;
        }
        long work = Math.min(workNs, FAR_NS);
        return Math.max(0, Math.ceilDiv((work << BITS) - fraction, rate));
    }

    /** Time from now on; {@link Long#MAX_VALUE} is never. */
    static long after(long nowNs, long waitNs) {
        return waitNs == Long.MAX_VALUE ? Long.MAX_VALUE : nowNs + waitNs;
    }
}
