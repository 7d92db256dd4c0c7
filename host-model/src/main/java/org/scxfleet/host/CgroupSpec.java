package org.scxfleet.host;

/**
 * A cgroup with the cpu controller. Parents are made with default weight if not listed.
 *
 * @param path absolute, for example /kubepods/pod1
 * @param weight cpu.weight, 1..10000
 * @param quotaUs cpu.max quota, -1 = unlimited
 * @param periodUs cpu.max period
 */
public record CgroupSpec(String path, int weight, long quotaUs, long periodUs) {
    public static final int DEFAULT_WEIGHT = 100;
    public static final int MAX_WEIGHT = 10_000;
    public static final long UNLIMITED = -1;
    public static final long DEFAULT_PERIOD_US = 100_000;
    public static final long MIN_PERIOD_US = 1_000;
    public static final long MAX_PERIOD_US = 1_000_000;
    public static final long MIN_QUOTA_US = 1_000;

    public CgroupSpec {
        if (!path.startsWith("/")
                || path.length() < 2
                || path.endsWith("/")
                || path.contains("//")) {
            throw new IllegalArgumentException(
                    "cgroup path '" + path + "' must look like /a or /a/b");
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "cgroup " + path + ": weight " + weight + " is outside 1..10000");
        }
        if (periodUs < MIN_PERIOD_US || periodUs > MAX_PERIOD_US) {
            throw new IllegalArgumentException(
                    "cgroup " + path + ": period " + periodUs + " us is outside 1000..1000000");
        }
        if (quotaUs != UNLIMITED && quotaUs < MIN_QUOTA_US) {
            throw new IllegalArgumentException(
                    "cgroup " + path + ": quota " + quotaUs + " us, the least is 1000");
        }
    }

    public static CgroupSpec weighted(String path, int weight) {
        return new CgroupSpec(path, weight, UNLIMITED, DEFAULT_PERIOD_US);
    }
}
