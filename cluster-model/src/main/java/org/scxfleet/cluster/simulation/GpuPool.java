package org.scxfleet.cluster.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The GPUs of a cluster, and which are free. */
public final class GpuPool {
    private final int[] capacity;
    private final int[] free;
    private final int capacityTotal;
    private int freeTotal;

    /**
     * All GPUs are free.
     *
     * @param gpusOfNode one number for each node, at least 0
     */
    public GpuPool(int... gpusOfNode) {
        capacity = gpusOfNode.clone();
        free = gpusOfNode.clone();
        int sum = 0;
        for (int gpus : capacity) {
            if (gpus < 0) {
                throw new IllegalArgumentException("a node with " + gpus + " GPUs");
            }
            sum = Math.addExact(sum, gpus);
        }
        capacityTotal = sum;
        freeTotal = sum;
    }

    /** Equal nodes. */
    public static GpuPool uniform(int nodes, int gpusPerNode) {
        int[] gpus = new int[nodes];
        Arrays.fill(gpus, gpusPerNode);
        return new GpuPool(gpus);
    }

    public int nodeCount() {
        return capacity.length;
    }

    public int capacityTotal() {
        return capacityTotal;
    }

    public int freeTotal() {
        return freeTotal;
    }

    /**
     * Takes GPUs from the node that has most free ones, again and again; of equal nodes from the
     * first.
     *
     * @return null, and nothing is taken, if there are not enough
     */
    public @Nullable JobPlacement takeMostFree(int gpuCount) {
        if (gpuCount < 1 || gpuCount > freeTotal) {
            return null;
        }
        int[] nodes = new int[Math.min(gpuCount, capacity.length)];
        int[] gpus = new int[nodes.length];
        int used = 0;
        int missing = gpuCount;
        while (missing > 0) {
            int best = 0;
            for (int node = 1; node < free.length; node++) {
                if (free[node] > free[best]) {
                    best = node;
                }
            }
            int taken = Math.min(free[best], missing);
            nodes[used] = best;
            gpus[used] = taken;
            used++;
            free[best] -= taken;
            missing -= taken;
        }
        freeTotal -= gpuCount;
        return new JobPlacement(Arrays.copyOf(nodes, used), Arrays.copyOf(gpus, used));
    }

    /** Gives the GPUs back. */
    public void release(JobPlacement placement) {
        for (int i = 0; i < placement.nodes().length; i++) {
            int node = placement.nodes()[i];
            free[node] += placement.gpus()[i];
            freeTotal += placement.gpus()[i];
            if (free[node] > capacity[node]) {
                throw new IllegalStateException(
                        "node " + node + " has more free GPUs than GPUs: " + free[node]);
            }
        }
    }
}
