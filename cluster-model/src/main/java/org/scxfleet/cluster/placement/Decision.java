package org.scxfleet.cluster.placement;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.scxfleet.cluster.resource.ClusterState;

/** A policy's answer. */
public sealed interface Decision {
    /**
     * The pod goes there.
     *
     * @param node number of the node
     * @param devices GPU devices of that node, bit i for device i; 0 for none
     */
    record Placed(int node, long devices) implements Decision {
        /** Numbers of the devices, ascending. */
        public int[] deviceIndexes() {
            int[] indexes = new int[Long.bitCount(devices)];
            long rest = devices;
            for (int i = 0; i < indexes.length; i++) {
                indexes[i] = Long.numberOfTrailingZeros(rest);
                rest &= rest - 1;
            }
            return indexes;
        }
    }

    /**
     * The pod fits nowhere.
     *
     * @param nodes how many nodes were ruled out for each {@link FilterReason}, by its ordinal;
     *     they add up to the nodes of the cluster
     */
    record NoFit(List<Integer> nodes) implements Decision {
        private static final List<FilterReason> REASONS = List.of(FilterReason.values());

        public NoFit {
            nodes = List.copyOf(nodes);
            if (nodes.size() != REASONS.size()) {
                throw new IllegalArgumentException(
                        REASONS.size() + " reasons, but " + nodes.size() + " counts");
            }
        }

        /** Asks every node of the cluster for its reason; none may fit. */
        public static NoFit of(ClusterState state, NodeFilter filter) {
            Integer[] counts = new Integer[REASONS.size()];
            Arrays.fill(counts, 0);
            for (int node = 0; node < state.nodeCount(); node++) {
                FilterReason reason = filter.reason(node);
                if (reason == null) {
                    throw new IllegalStateException(
                            "the pod fits on node " + state.node(node).name());
                }
                counts[reason.ordinal()]++;
            }
            return new NoFit(List.of(counts));
        }

        /** How many nodes were ruled out for this reason. */
        public int nodes(FilterReason reason) {
            return nodes.get(reason.ordinal());
        }

        /** For example {@code fits on none of 5 nodes: 2 too little free CPU, 3 no GPU}. */
        public String message() {
            int all = nodes.stream().mapToInt(Integer::intValue).sum();
            return REASONS.stream()
                    .filter(reason -> nodes(reason) > 0)
                    .map(reason -> nodes(reason) + " " + reason.text())
                    .collect(Collectors.joining(", ", "fits on none of " + all + " nodes: ", ""));
        }
    }

    /**
     * There is room, but the policy does not want the pod placed now.
     *
     * @param message why, for people
     */
    record Declined(String message) implements Decision {}
}
