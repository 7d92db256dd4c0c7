package org.scxfleet.workload.openbrule;

/**
 * cpu.weight of a pod's cgroup from its CPU request, as Kubernetes computes it: milli-CPU to the
 * old cpu.shares, and shares to the weight of cgroup v2 by the linear map of 2..262144 to 1..10000.
 */
public final class CpuWeight {
    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long SHARES_PER_CPU = 1_024;
    private static final long MILLI_PER_CPU = 1_000;
    private static final long WEIGHT_RANGE = 9_999;

    private CpuWeight() {}

    /** The weight of a pod with that request. */
    public static int ofRequest(long cpuMilli) {
        return ofShares(
                Math.clamp(cpuMilli * SHARES_PER_CPU / MILLI_PER_CPU, MIN_SHARES, MAX_SHARES));
    }

    /** The weight of a best-effort pod: it counts as if it had asked for nothing. */
    public static int bestEffort() {
        return ofShares(MIN_SHARES);
    }

    private static int ofShares(long shares) {
        return (int) (1 + (shares - MIN_SHARES) * WEIGHT_RANGE / (MAX_SHARES - MIN_SHARES));
    }
}
