package org.scxfleet.cluster.placement.study;

/**
 * One figure of the study over its seeds.
 *
 * @param workload name of the pod list
 * @param policy official name of the policy
 * @param metric what was measured
 * @param arrivedPct arrived load in percent of the cluster's GPUs
 * @param mean over the seeds, in percent
 * @param stdev sample standard deviation over the seeds; 0 for one seed
 * @param seeds how many
 */
public record StudyRow(
        String workload,
        String policy,
        StudyMetric metric,
        int arrivedPct,
        double mean,
        double stdev,
        int seeds) {}
