package org.scxfleet.workload.pollux;

/**
 * One row of the table of jobs.
 *
 * @param load relative to the published one, as written
 * @param workload name within the load
 * @param name unique within the workload
 * @param application with a profile of this name
 * @param replicas GPUs that its user asks for
 * @param batchSize of all replicas together
 */
public record PolluxJob(
        String load,
        String workload,
        String name,
        long submitNs,
        String application,
        int replicas,
        int batchSize) {}
