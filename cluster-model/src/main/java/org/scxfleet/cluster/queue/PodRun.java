package org.scxfleet.cluster.queue;

/**
 * One stay of a pod on a node.
 *
 * @param job number of the job
 * @param pod number of the pod in the job
 * @param attempt from 1; how often the job had been started by then
 * @param node number of the node
 * @param devices GPU devices, bit i for device i
 * @param startNs when it starts on its host
 * @param endNs when it ends there, at most the end of the run
 */
public record PodRun(
        int job, int pod, int attempt, int node, long devices, long startNs, long endNs, End end) {
    /** How it ended. */
    public enum End {
        /** It was done. */
        DONE,
        /** It had to make room. */
        PREEMPTED,
        /** The run ended before it did. */
        CUT
    }

    /** How long it ran, in whole microseconds. */
    public long ranUs() {
        return (endNs - startNs) / NS_PER_US;
    }

    private static final long NS_PER_US = 1_000;
}
