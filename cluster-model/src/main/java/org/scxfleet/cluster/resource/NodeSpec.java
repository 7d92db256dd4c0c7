package org.scxfleet.cluster.resource;

/**
 * What one node offers to pods.
 *
 * @param name unique in its cluster
 * @param cpuMilli thousandths of a CPU, at least 1
 * @param memoryMib at least 1
 * @param gpuCount whole devices of one model, 0 to {@link #GPUS_MAX}
 * @param gpuModel model of the devices; empty exactly if there are none
 * @param fabric how it is joined to others
 */
public record NodeSpec(
        String name,
        long cpuMilli,
        long memoryMib,
        int gpuCount,
        String gpuModel,
        NodeFabric fabric) {
    /** Most devices of a node: a set of devices is one {@code long}. */
    public static final int GPUS_MAX = 64;

    /** Largest amount of CPU or memory of a node: keeps products with percentages in range. */
    public static final long AMOUNT_MAX = 1L << 50;

    public NodeSpec {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a node needs a name");
        }
        if (cpuMilli < 1 || cpuMilli > AMOUNT_MAX || memoryMib < 1 || memoryMib > AMOUNT_MAX) {
            throw new IllegalArgumentException(
                    "node "
                            + name
                            + " must have 1 to "
                            + AMOUNT_MAX
                            + " milli-CPU and MiB of memory, not "
                            + cpuMilli
                            + " and "
                            + memoryMib);
        }
        if (gpuCount < 0 || gpuCount > GPUS_MAX) {
            throw new IllegalArgumentException(
                    "node " + name + " must have 0 to " + GPUS_MAX + " GPUs, not " + gpuCount);
        }
        if (!fabric.islands().isEmpty() && fabric.islands().size() != gpuCount) {
            throw new IllegalArgumentException(
                    "node "
                            + name
                            + " has "
                            + gpuCount
                            + " GPUs, but NVLink of "
                            + fabric.islands().size()
                            + " is described");
        }
        if (gpuModel.isEmpty() != (gpuCount == 0)) {
            throw new IllegalArgumentException(
                    "node "
                            + name
                            + " has "
                            + gpuCount
                            + " GPUs of model \""
                            + gpuModel
                            + "\"; a model is needed exactly if there are GPUs");
        }
    }

    /** A node of which nothing is known but what it offers. */
    public NodeSpec(String name, long cpuMilli, long memoryMib, int gpuCount, String gpuModel) {
        this(name, cpuMilli, memoryMib, gpuCount, gpuModel, NodeFabric.UNKNOWN);
    }
}
