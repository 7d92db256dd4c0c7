package org.scxfleet.task;

/**
 * Per-entity load tracking (kernel/sched/pelt.c): geometric averages of load, runnable time and
 * running time, with a half-life of 32 periods of 1024 us.
 *
 * <p>A time t ago counts y^(t/1024us) with y^32 = 0.5. The sums are kept exactly as the kernel
 * keeps them, in whole numbers, so that thresholds fall on the same side.
 */
public final class LoadAverage {
    /** What a sum converges to under constant contribution 1. */
    public static final int MAX = 47_742;

    /** An average of runnable or running time that is always on. */
    public static final int SCALE = 1024;

    private static final int PERIOD = 1024;
    private static final int MIN_DIVIDER = MAX - PERIOD;
    private static final int UNIT_SHIFT = 10;
    private static final int SCALE_SHIFT = 10;
    private static final int HALF_LIFE = 32;
    private static final int FORGOTTEN_AFTER = HALF_LIFE * 63;

    /** y^n for n below the half-life, as a fraction of 2^32. */
    private static final long[] DECAY = new long[HALF_LIFE];

    static {
        for (int n = 0; n < HALF_LIFE; n++) {
            DECAY[n] = (long) (0xffff_ffffL * StrictMath.pow(0.5, n / (double) HALF_LIFE));
        }
    }

    /** When it was last brought up to date. */
    public long updatedNs;

    public int periodPart;
    public long loadSum;
    public long runnableSum;
    public long utilSum;

    /** Weighted time on the run queue. */
    public long load;

    /** Time runnable, {@link #SCALE} = one task always runnable. */
    public long runnable;

    /** Time running, {@link #SCALE} = always. */
    public long util;

    /**
     * Adds the time since the last update.
     *
     * @param weight load in that time; 0 = not on the queue
     * @param runnables how many were runnable
     * @return true if a period ended, so that the averages should be computed anew
     */
    public boolean add(long nowNs, long weight, long runnables, boolean running) {
        long delta = (nowNs - updatedNs) >> UNIT_SHIFT;
        if (nowNs < updatedNs) {
            updatedNs = nowNs;
            return false;
        }
        if (delta == 0) {
            return false;
        }
        updatedNs += delta << UNIT_SHIFT;
        long contribution = delta;
        long time = delta + periodPart;
        long periods = time / PERIOD;
        if (periods > 0) {
            loadSum = decay(loadSum, periods);
            runnableSum = decay(runnableSum, periods);
            utilSum = decay(utilSum, periods);
            time %= PERIOD;
            contribution = segments(periods, PERIOD - periodPart, time);
        }
        periodPart = (int) time;
        if (weight > 0) {
            loadSum += weight * contribution;
            runnableSum += (runnables * contribution) << SCALE_SHIFT;
            if (running) {
                utilSum += contribution << SCALE_SHIFT;
            }
        }
        return periods > 0;
    }

    /** Computes the averages; {@code scale} multiplies the load sum. */
    public void settle(long scale) {
        int divider = divider();
        load = scale * loadSum / divider;
        runnable = runnableSum / divider;
        util = utilSum / divider;
    }

    /**
     * Adds someone's load average, or takes it out if negative, with the sum that belongs to it.
     */
    public void changeLoad(long average, long sum) {
        load = Math.max(0, load + average);
        loadSum = Math.max(Math.max(0, loadSum + sum), load * MIN_DIVIDER);
    }

    public void changeRunnable(long average, long sum) {
        runnable = Math.max(0, runnable + average);
        runnableSum = Math.max(Math.max(0, runnableSum + sum), runnable * MIN_DIVIDER);
    }

    public void changeUtil(long average, long sum) {
        util = Math.max(0, util + average);
        utilSum = Math.max(Math.max(0, utilSum + sum), util * MIN_DIVIDER);
    }

    /** What the sums are divided by at the present position in the period. */
    public int divider() {
        return MAX - PERIOD + periodPart;
    }

    private static long segments(long periods, long first, long last) {
        return decay(first, periods) + MAX - decay(MAX, periods) - PERIOD + last;
    }

    /** The value after that many periods. */
    static long decay(long value, long periods) {
        if (periods > FORGOTTEN_AFTER) {
            return 0;
        }
        long halved = value >> (periods / HALF_LIFE);
        long factor = DECAY[(int) (periods % HALF_LIFE)];
        return (halved >>> 32) * factor + (((halved & 0xffff_ffffL) * factor) >>> 32);
    }
}
