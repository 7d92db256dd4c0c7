package org.scxfleet.task;

/**
 * Nice values and weights (kernel/sched/core.c sched_prio_to_weight; scx and cgroup scale of 100 =
 * nice 0).
 */
public final class Weight {
    public static final int NICE_0 = 1024;
    public static final int IDLE_POLICY = 3;

    /**
     * The fair class computes with weights shifted left by this, so that small ones keep detail.
     */
    public static final int RESOLUTION_SHIFT = 10;

    private static final int[] BY_NICE = {
        88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100,
        4904, 3906, 3121, 2501, 1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137,
        110, 87, 70, 56, 45, 36, 29, 23, 18, 15
    };

    private Weight() {}

    /** Load weight of a nice value, 1024 at nice 0. */
    public static int ofNice(int nice) {
        return BY_NICE[nice - SchedParams.MIN_NICE];
    }

    /** Load weight of a task with that policy. */
    public static int of(SchedPolicy policy, int nice) {
        return policy == SchedPolicy.IDLE ? IDLE_POLICY : ofNice(nice);
    }

    /** The 1..10000 scale that cgroups and sched_ext use: 100 at nice 0. */
    public static int toCgroupScale(int loadWeight) {
        long scaled = (loadWeight * 100L + NICE_0 / 2) / NICE_0;
        return (int) Math.clamp(scaled, 1L, 10_000L);
    }

    /** Load weight of a cgroup weight 1..10000. */
    public static int fromCgroupScale(int cgroupWeight) {
        return (int) ((cgroupWeight * (long) NICE_0 + 50) / 100);
    }
}
