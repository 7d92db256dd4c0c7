package org.scxfleet.cluster.placement.study;

/**
 * The measurements of one run, by arrived load: the mean of the samples taken while the GPU asked
 * for by all pods so far rounded to that many percent of the cluster's GPUs.
 */
public final class StudySeries {
    private static final StudyMetric[] METRICS = StudyMetric.values();

    private final double[][] sums;
    private final int[] samples;
    private int placed;
    private int dropped;

    StudySeries(int arrivedPercentMax) {
        sums = new double[METRICS.length][arrivedPercentMax + 1];
        samples = new int[arrivedPercentMax + 1];
    }

    void add(int arrivedPercent, double... values) {
        samples[arrivedPercent]++;
        for (int metric = 0; metric < METRICS.length; metric++) {
            sums[metric][arrivedPercent] += values[metric];
        }
    }

    void countPod(boolean wasPlaced) {
        if (wasPlaced) {
            placed++;
        } else {
            dropped++;
        }
    }

    /** Largest arrived load in percent. */
    public int arrivedPercentMax() {
        return samples.length - 1;
    }

    /** Whether anything was measured at this arrived load. */
    public boolean has(int arrivedPercent) {
        return arrivedPercent < samples.length && samples[arrivedPercent] > 0;
    }

    /** Mean at an arrived load at which something was measured. */
    public double mean(StudyMetric metric, int arrivedPercent) {
        if (!has(arrivedPercent)) {
            throw new IllegalArgumentException("nothing measured at " + arrivedPercent + " %");
        }
        return sums[metric.ordinal()][arrivedPercent] / samples[arrivedPercent];
    }

    /** Pods that found a node. */
    public int placed() {
        return placed;
    }

    /** Pods that fitted nowhere when they arrived. */
    public int dropped() {
        return dropped;
    }
}
