package org.scxfleet.cluster.simulation;

/** Work in steps, at a known rate on the GPUs that the job asks for. */
public interface RatedWork extends Work {
    /** Steps per second at present. */
    double stepsPerSecond();

    /** Steps that are left. */
    long remainingSteps();
}
