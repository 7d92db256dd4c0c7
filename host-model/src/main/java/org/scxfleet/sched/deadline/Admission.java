package org.scxfleet.sched.deadline;

import org.scxfleet.sched.SchedCore;

/**
 * How much of the machine deadline tasks and servers may claim together (deadline.c: dl_bw).
 * Bandwidths are fractions of one CPU times 2^20.
 */
final class Admission {
    static final int SHIFT = 20;

    /**
     * Part of each CPU that may be claimed: sched_rt_runtime_us / sched_rt_period_us, all of it.
     */
    private static final long LIMIT_PER_CPU = 1L << SHIFT;

    private static final int CAPACITY_SCALE = 1024;

    private final SchedCore core;
    private long total;

    Admission(SchedCore core) {
        this.core = core;
    }

    static long bandwidth(long runtimeNs, long periodNs) {
        return periodNs == 0 ? 0 : (runtimeNs << SHIFT) / periodNs;
    }

    boolean fits(long old, long changed) {
        long capacity = 0;
        for (int cpu = core.activeCpus().first(); cpu >= 0; cpu = core.activeCpus().next(cpu + 1)) {
            capacity += core.topology().capacityPer1024(cpu);
        }
        return LIMIT_PER_CPU * capacity / CAPACITY_SCALE >= total - old + changed;
    }

    void change(long old, long changed) {
        total += changed - old;
    }

    long total() {
        return total;
    }
}
