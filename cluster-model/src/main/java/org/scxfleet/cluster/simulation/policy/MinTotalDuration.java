package org.scxfleet.cluster.simulation.policy;

import java.util.List;
import org.scxfleet.cluster.simulation.RatedWork;
import org.scxfleet.cluster.simulation.SimulatedJob;

/**
 * Gavel's makespan policy: all jobs end together, as early as can be. A job's share is its
 * remaining time over that of the whole, so a long job runs always and short ones wait.
 */
public final class MinTotalDuration implements ShareRule {
    @Override
    public String officialName() {
        return "min_total_duration";
    }

    @Override
    public double[] shares(List<SimulatedJob> jobs, int gpus) {
        double[] seconds = jobs.stream().mapToDouble(MinTotalDuration::remaining).toArray();
        double longest = 0;
        double gpuSeconds = 0;
        for (int i = 0; i < seconds.length; i++) {
            longest = Math.max(longest, seconds[i]);
            gpuSeconds += seconds[i] * jobs.get(i).spec().gpus();
        }
        double together = Math.max(longest, gpuSeconds / gpus);
        double[] shares = new double[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            shares[i] = together == 0 ? 0 : seconds[i] / together;
        }
        return shares;
    }

    private static double remaining(SimulatedJob job) {
        if (!(job.work() instanceof RatedWork work)) {
            throw new IllegalArgumentException(
                    "job " + job.spec().name() + " has no known rate of steps");
        }
        return work.remainingSteps() / work.stepsPerSecond();
    }
}
