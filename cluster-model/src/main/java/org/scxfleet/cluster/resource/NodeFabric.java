package org.scxfleet.cluster.resource;

import java.util.List;

/**
 * How a node and its devices are joined to others. Numbers name what is shared; a negative one is
 * shared with nobody.
 *
 * @param islands for each device the number of the devices of this node that NVLink joins it with;
 *     empty if all are joined
 * @param nvlinkDomain number of the NVLink domain that reaches over several nodes
 * @param rack number of the rack, whose nodes hang on one switch
 */
public record NodeFabric(List<Integer> islands, int nvlinkDomain, int rack) {
    /** What is shared with nobody. */
    public static final int ALONE = -1;

    /** Nothing is known: all devices of a node are joined, and nothing joins nodes. */
    public static final NodeFabric UNKNOWN = new NodeFabric(List.of(), ALONE, ALONE);

    public NodeFabric {
        islands = List.copyOf(islands);
    }
}
