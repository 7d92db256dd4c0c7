package org.scxfleet.cluster.simulation;

import java.util.List;

/**
 * A job of a trace that says how long it ran.
 *
 * @param spec its GPUs, or CPUs where the cluster has no others
 * @param runNs at least 1
 * @param fails whether it failed at the end, in the trace
 * @param models of nodes that it can run on; empty for any
 * @param after names of jobs that have to have ended before it arrives
 * @param thinkNs from the end of the last of those to its arrival
 */
public record TimedJob(
        JobSpec spec,
        long runNs,
        boolean fails,
        List<String> models,
        List<String> after,
        long thinkNs) {
    public TimedJob {
        models = List.copyOf(models);
        after = List.copyOf(after);
        if (thinkNs < 0) {
            throw new IllegalArgumentException(
                    "job " + spec.name() + " arrives " + thinkNs + " ns after others; at least 0");
        }
        if (runNs < 1) {
            throw new IllegalArgumentException(
                    "job " + spec.name() + " runs for " + runNs + " ns; at least 1 is needed");
        }
    }

    /** A job that arrives when it is submitted. */
    public TimedJob(JobSpec spec, long runNs, boolean fails, List<String> models) {
        this(spec, runNs, fails, models, List.of(), 0);
    }

    /** This job, after others. */
    public TimedJob after(List<String> jobs, long newThinkNs) {
        return new TimedJob(spec, runNs, fails, models, jobs, newThinkNs);
    }
}
