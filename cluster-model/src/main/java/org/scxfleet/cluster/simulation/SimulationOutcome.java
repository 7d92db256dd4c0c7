package org.scxfleet.cluster.simulation;

import java.util.List;

/**
 * What became of all jobs. Made only if the totals agree.
 *
 * @param jobs all of the run, in the order of the trace
 * @param endNs end of the run
 * @param decisions how often the policy was asked
 * @param busy GPUs that were in use times time, as the cluster counted
 */
public record SimulationOutcome(List<SimulatedJob> jobs, long endNs, long decisions, GpuTime busy) {
    private static final double NS_PER_SECOND = 1e9;

    public SimulationOutcome {
        jobs = List.copyOf(jobs);
        long sum = 0;
        for (JobPhase phase : JobPhase.values()) {
            sum += count(jobs, phase);
        }
        GpuTime held = new GpuTime();
        for (SimulatedJob job : jobs) {
            held.add(job.held());
            if (job.phase() == JobPhase.FINISHED && job.endNs() < job.spec().arrivalNs()) {
                throw new IllegalStateException(
                        "job " + job.spec().name() + " finished before it arrived");
            }
        }
        if (sum != jobs.size()) {
            throw new IllegalStateException(jobs.size() + " jobs, " + sum + " accounted for");
        }
        if (!held.equals(busy)) {
            throw new IllegalStateException(
                    "the jobs held GPUs for " + held + ", the cluster gave them for " + busy);
        }
    }

    /** Number of jobs in this phase at the end. */
    public long count(JobPhase phase) {
        return count(jobs, phase);
    }

    private static long count(List<SimulatedJob> jobs, JobPhase phase) {
        return jobs.stream().filter(job -> job.phase() == phase).count();
    }

    /** Mean of end minus arrival over the finished jobs, in seconds; 0 if none finished. */
    public double meanCompletionSeconds() {
        double sum = 0;
        long finished = 0;
        for (SimulatedJob job : jobs) {
            if (job.phase() == JobPhase.FINISHED) {
                sum += job.completionNs() / NS_PER_SECOND;
                finished++;
            }
        }
        return finished == 0 ? 0 : sum / finished;
    }

    /** From the beginning to the end of the last job, in seconds. */
    public double makespanSeconds() {
        return endNs / NS_PER_SECOND;
    }

    /** Share of the GPU time until the end that was in use, 0 to 1. */
    public double utilisation(int gpus) {
        return endNs == 0 ? 0 : busy.seconds() / (endNs / NS_PER_SECOND * gpus);
    }
}
