package org.scxfleet.cluster.simulation.policy;

import java.util.List;
import org.scxfleet.cluster.simulation.SimulatedJob;

/** What part of the time each job should run. */
public interface ShareRule {
    /** The name in tables. */
    String officialName();

    /**
     * @param jobs at least one
     * @param gpus of the cluster
     * @return 0 to 1 for each job; times their GPUs, the sum is at most those of the cluster
     */
    double[] shares(List<SimulatedJob> jobs, int gpus);
}
