package org.scxfleet.policy.example;

import java.util.Arrays;

/** Which CPU is whose partner: CPU n and CPU n + stride, wrapping around. */
final class CpuPairs {
    private static final int NONE = -1;

    private final int[] partner;
    private final int[] pair;

    /** Bit of a CPU within its pair's masks: 1 or 2. */
    private final int[] bit;

    /**
     * @throws IllegalArgumentException if the stride does not divide the CPUs into pairs
     */
    CpuPairs(int cpuCount, int stride) {
        if (cpuCount % 2 != 0) {
            throw new IllegalArgumentException(
                    "scheduler pair needs an even number of CPUs, the host has " + cpuCount);
        }
        partner = new int[cpuCount];
        pair = new int[cpuCount];
        bit = new int[cpuCount];
        Arrays.fill(partner, NONE);
        int pairs = 0;
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            if (partner[cpu] != NONE) {
                continue;
            }
            int other = (int) (((long) cpu + stride) % cpuCount);
            if (other == cpu || partner[other] != NONE) {
                throw new IllegalArgumentException(
                        "scheduler pair: option S (stride) is "
                                + stride
                                + ", with which CPU "
                                + cpu
                                + (other == cpu
                                        ? " would be its own partner"
                                        : " and CPU "
                                                + partner[other]
                                                + " would share CPU "
                                                + other)
                                + "; half the number of CPUs ("
                                + cpuCount / 2
                                + ") always works");
            }
            partner[cpu] = other;
            partner[other] = cpu;
            pair[cpu] = pairs;
            pair[other] = pairs;
            bit[cpu] = 1;
            bit[other] = 2;
            pairs++;
        }
    }

    int count() {
        return partner.length / 2;
    }

    int partner(int cpu) {
        return partner[cpu];
    }

    int pair(int cpu) {
        return pair[cpu];
    }

    int bit(int cpu) {
        return bit[cpu];
    }
}
