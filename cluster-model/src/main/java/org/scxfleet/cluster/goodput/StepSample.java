package org.scxfleet.cluster.goodput;

/**
 * A measured step.
 *
 * @param nodes that the replicas are on
 * @param replicas on all of them, one for each GPU
 * @param localBatch samples for each replica
 */
public record StepSample(int nodes, int replicas, int localBatch, StepTime time) {
    public StepSample {
        if (nodes < 1 || replicas < nodes || localBatch < 1) {
            throw new IllegalArgumentException(
                    replicas + " replicas on " + nodes + " nodes, batch of " + localBatch);
        }
        if (!(time.stepSeconds() > 0)
                || time.syncSeconds() < 0
                || time.syncSeconds() > time.stepSeconds()) {
            throw new IllegalArgumentException("a step that takes " + time);
        }
    }
}
