package org.scxfleet.cli.jobstudy;

import org.scxfleet.cluster.simulation.JobPhase;
import org.scxfleet.cluster.simulation.SimulationOutcome;

/**
 * One workload under one policy.
 *
 * @param load of the workload, empty where the trace has none
 * @param workload its name
 * @param policy official name
 * @param gpus of the cluster
 */
public record StudyRow(
        String load, String workload, String policy, int gpus, SimulationOutcome outcome) {
    long count(JobPhase phase) {
        return outcome.count(phase);
    }

    double utilisation() {
        return outcome.utilisation(gpus);
    }
}
