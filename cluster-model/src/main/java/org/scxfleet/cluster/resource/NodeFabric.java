package org.scxfleet.cluster.resource;

/**
 * How a node and its devices are joined to others. Numbers name what is shared; a negative one is
 * shared with nobody.
 *
 * @param islandGpus devices of the node that NVLink joins with each other, the first so many, the
 *     next and so on; 0 for all of them
 * @param nvlinkDomain number of the NVLink domain that reaches over several nodes
 * @param rack number of the rack, whose nodes hang on one switch
 */
public record NodeFabric(int islandGpus, int nvlinkDomain, int rack) {
    /** Nothing is known: all devices of a node are joined, and nothing joins nodes. */
    public static final NodeFabric UNKNOWN = new NodeFabric(0, -1, -1);

    public NodeFabric {
        if (islandGpus < 0 || islandGpus > NodeSpec.GPUS_MAX) {
            throw new IllegalArgumentException(
                    "NVLink joins " + islandGpus + " devices; possible are 0 to "
                            + NodeSpec.GPUS_MAX);
        }
    }

    /** Devices of each island of a node with so many. */
    public int islandSize(int gpuCount) {
        return islandGpus == 0 ? Math.max(1, gpuCount) : islandGpus;
    }
}
