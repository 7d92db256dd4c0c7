package org.scxfleet.cluster.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * A node of a cluster: so many GPUs of one model, or CPUs where jobs ask for those.
 *
 * @param model name, may be empty
 * @param slots at least 1
 */
public record SlotNode(String model, int slots) {
    /** Most slots of a node. */
    public static final int SLOTS_MAX = 4_096;

    public SlotNode {
        if (slots < 1 || slots > SLOTS_MAX) {
            throw new IllegalArgumentException(
                    "a node with " + slots + " GPUs; 1 to " + SLOTS_MAX + " can be");
        }
    }

    /** Equal nodes without a model. */
    public static List<SlotNode> uniform(int nodes, int slots) {
        List<SlotNode> list = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            list.add(new SlotNode("", slots));
        }
        return list;
    }
}
