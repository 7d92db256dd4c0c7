package org.scxfleet.cluster.simulation;

/** Work that can have any number of GPUs, and whose speed on them is known before. */
public interface ElasticWork extends Work {
    /** Most GPUs that it can use. */
    int gpusMax();

    /** Iterations that are left, about. */
    double remainingIterations();

    /** Seconds of an iteration on so many GPUs, packed on as few nodes as can be. */
    double iterationSeconds(int gpus);
}
