package org.scxfleet.topology;

import java.util.ArrayList;
import java.util.List;

/**
 * What is odd about a machine without being wrong: firmware that breaks these rules exists. What is
 * wrong, {@link CpuTopology} refuses.
 */
public final class TopologyCheck {
    private TopologyCheck() {}

    /** One sentence per oddity, none for most machines. */
    public static List<String> warnings(CpuTopology topology) {
        List<String> found = new ArrayList<>();
        for (int node = 0; node < topology.nodeCount(); node++) {
            if (topology.cpusOfNode(node).isEmpty()) {
                found.add("node " + node + " has no CPU: it is never a target of placement");
            }
            for (int other = node + 1; other < topology.nodeCount(); other++) {
                int there = topology.nodeDistance(node, other);
                int back = topology.nodeDistance(other, node);
                if (there != back) {
                    found.add(
                            "distance of nodes "
                                    + node
                                    + " and "
                                    + other
                                    + " is "
                                    + there
                                    + " one way and "
                                    + back
                                    + " the other");
                }
            }
        }
        return found;
    }

    /**
     * Refuses devices that hang on a node which does not exist or has no CPU.
     *
     * @throws IllegalArgumentException naming the device
     */
    public static void checkGpuNode(CpuTopology topology, int device, int node) {
        if (node < 0 || node >= topology.nodeCount()) {
            throw new IllegalArgumentException(
                    "GPU "
                            + device
                            + " is on node "
                            + node
                            + ", but "
                            + topology.name()
                            + " has nodes 0-"
                            + (topology.nodeCount() - 1));
        }
        if (topology.cpusOfNode(node).isEmpty()) {
            throw new IllegalArgumentException(
                    "GPU " + device + " is on node " + node + ", which has no CPU");
        }
    }
}
