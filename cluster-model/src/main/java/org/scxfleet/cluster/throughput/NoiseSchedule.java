package org.scxfleet.cluster.throughput;

import java.util.Map;
import java.util.TreeMap;

/**
 * At which epochs a job doubles its batch size under the gradient-noise rule, as published with the
 * Shockwave traces (Zheng et al., NSDI 2023). Kinds that are not listed keep their batch size.
 */
final class NoiseSchedule {
    private static final Map<JobKind, int[]> DOUBLES_AT = new TreeMap<>();

    static {
        add("ResNet-18", 16, new int[][] {{31, 41, 51, 71}, {21, 31, 91, 111}, {11, 21, 81, 91}});
        add("ResNet-18", 32, new int[][] {{21, 31, 51}, {11, 21, 41}, {21, 31, 61}});
        add("ResNet-18", 64, new int[][] {{11, 31}, {21, 41}, {11, 61}});
        add("ResNet-18", 128, new int[][] {{11}, {41}, {11}});
        add("ResNet-50", 32, new int[][] {{}, {101, 111}, {131, 221}});
        add("ResNet-50", 64, new int[][] {{101}, {81}, {191}});
        add("LM", 5, new int[][] {{31, 41, 61, 71}, {31, 51, 61, 71}, {11, 31, 71, 91}});
        add("LM", 10, new int[][] {{11, 21, 41}, {11, 31, 41}, {11, 31, 61}});
        add("LM", 20, new int[][] {{11, 41}, {31, 41}, {11, 61}});
        add("LM", 40, new int[][] {{11}, {11}, {61}});
        add("Recommendation", 512, new int[][] {{21, 41, 71, 91}});
        add("Recommendation", 1024, new int[][] {{21, 51, 91}});
        add("Recommendation", 2048, new int[][] {{21, 41}});
        add("Recommendation", 4096, new int[][] {{41}});
    }

    private NoiseSchedule() {}

    /** One row for 1, 2 and 4 GPUs. */
    private static void add(String model, int batchSize, int[][] epochsByGpus) {
        for (int i = 0; i < epochsByGpus.length; i++) {
            DOUBLES_AT.put(new JobKind(model, batchSize, 1 << i), epochsByGpus[i]);
        }
    }

    /** The batch size of an epoch. */
    static int batchSize(JobKind original, long epoch) {
        int size = original.batchSize();
        for (int from : DOUBLES_AT.getOrDefault(original, new int[0])) {
            if (epoch >= from) {
                size *= 2;
            }
        }
        return size;
    }
}
