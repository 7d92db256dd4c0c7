package org.scxfleet.cluster.simulation;

import java.util.Arrays;

/**
 * The GPUs of one job: so many on each of some nodes, in the order in which they were taken.
 *
 * @param nodes indices, each once
 * @param gpus on the node at the same place, at least 1
 */
@SuppressWarnings("ArrayRecordComponent")
public record JobPlacement(int[] nodes, int[] gpus) {
    public JobPlacement {
        if (nodes.length == 0 || nodes.length != gpus.length) {
            throw new IllegalArgumentException(
                    nodes.length + " nodes with " + gpus.length + " numbers of GPUs");
        }
        for (int count : gpus) {
            if (count < 1) {
                throw new IllegalArgumentException("a node of a placement with " + count + " GPUs");
            }
        }
    }

    /** The placement that fills one node of this size after the other. */
    public static JobPlacement packed(int gpuCount, int gpusPerNode) {
        int nodeCount = (gpuCount + gpusPerNode - 1) / gpusPerNode;
        int[] nodes = new int[nodeCount];
        int[] gpus = new int[nodeCount];
        for (int i = 0; i < nodeCount; i++) {
            nodes[i] = i;
            gpus[i] = Math.min(gpusPerNode, gpuCount - i * gpusPerNode);
        }
        return new JobPlacement(nodes, gpus);
    }

    /** GPUs on all nodes. */
    public int gpuCount() {
        int sum = 0;
        for (int count : gpus) {
            sum += count;
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JobPlacement that
                && Arrays.equals(nodes, that.nodes)
                && Arrays.equals(gpus, that.gpus);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(nodes) + Arrays.hashCode(gpus);
    }

    @Override
    public String toString() {
        return "nodes " + Arrays.toString(nodes) + " with GPUs " + Arrays.toString(gpus);
    }
}
