package org.scxfleet.cluster.simulation;

import java.util.List;

/**
 * A job of a trace that says how long it ran.
 *
 * @param spec its GPUs, or CPUs where the cluster has no others
 * @param runNs at least 1
 * @param fails whether it failed at the end, in the trace
 * @param models of nodes that it can run on; empty for any
 */
public record TimedJob(JobSpec spec, long runNs, boolean fails, List<String> models) {
    public TimedJob {
        models = List.copyOf(models);
        if (runNs < 1) {
            throw new IllegalArgumentException(
                    "job " + spec.name() + " runs for " + runNs + " ns; at least 1 is needed");
        }
    }
}
