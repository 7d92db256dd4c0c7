package org.scxfleet.cluster.queue;

/**
 * How far one stay of a pod has come: work in nanoseconds of the job's duration, done at a pace in
 * parts per million.
 *
 * <p><b>Exact.</b> Time times pace is kept to a millionth of a nanosecond, so no change of pace
 * loses or makes work: the stay ends at the first nanosecond at which all of its work is done, and
 * has then done less than a nanosecond too much.
 */
final class Pace {
    /** As fast as the job's duration says. */
    static final int FULL_PPM = 1_000_000;

    private final long workNs;
    private long sinceNs;
    private int ppm = FULL_PPM;
    private long doneNs;

    /** Millionths of a nanosecond, below a million. */
    private long donePart;

    /**
     * @param workNs at least 1
     * @param startNs when the work begins
     */
    Pace(long workNs, long startNs) {
        this.workNs = workNs;
        sinceNs = startNs;
    }

    /** From now on the work goes on at another pace, 1 to {@link #FULL_PPM}. */
    void change(long nowNs, int newPpm) {
        if (newPpm < 1 || newPpm > FULL_PPM) {
            throw new IllegalArgumentException("a pace of " + newPpm + " parts per million");
        }
        advance(nowNs);
        ppm = newPpm;
    }

    private void advance(long nowNs) {
        long forNs = Math.max(0, nowNs - sinceNs);
        // Both products stay in range: the second factor is at most a million.
        long part = donePart + forNs % FULL_PPM * ppm;
        doneNs += forNs / FULL_PPM * ppm + part / FULL_PPM;
        donePart = part % FULL_PPM;
        sinceNs = Math.max(sinceNs, nowNs);
    }

    /** When all is done at the present pace; the largest time if that is out of reach. */
    long endNs() {
        long leftNs = workNs - doneNs;
        long whole = leftNs / ppm;
        if (whole >= Long.MAX_VALUE / FULL_PPM) {
            return Long.MAX_VALUE;
        }
        long rest = Math.ceilDiv(leftNs % ppm * FULL_PPM - donePart, ppm);
        return RunningPod.later(sinceNs, Math.max(0, whole * FULL_PPM + rest));
    }

    /** Whole nanoseconds of work that are done by then. */
    long doneNs(long atNs) {
        advance(atNs);
        return Math.min(doneNs, workNs);
    }

    /** Throws unless at this moment, and not a nanosecond before, all is done. */
    void requireDone(long atNs) {
        advance(atNs);
        if (doneNs < workNs || doneNs > workNs || donePart >= ppm) {
            throw new IllegalStateException(
                    "a pod ended with "
                            + doneNs
                            + " ns and "
                            + donePart
                            + " millionths done of "
                            + workNs
                            + " ns");
        }
    }
}
