package org.scxfleet.cluster.resource;

import java.util.List;
import java.util.TreeSet;

/**
 * Numbers for the GPU models of one cluster, in the order of their names, so that a set of models
 * is one {@code long}.
 */
public final class GpuModels {
    /** Most different models of a cluster. */
    public static final int MODELS_MAX = 63;

    /** Number of the model of a node without devices. */
    public static final int NONE = -1;

    private final List<String> names;

    /** The models that the nodes have. */
    public GpuModels(List<NodeSpec> nodes) {
        TreeSet<String> sorted = new TreeSet<>();
        for (NodeSpec node : nodes) {
            if (node.gpuCount() > 0) {
                sorted.add(node.gpuModel());
            }
        }
        if (sorted.size() > MODELS_MAX) {
            throw new IllegalArgumentException(
                    "a cluster can have " + MODELS_MAX + " GPU models, not " + sorted.size());
        }
        names = List.copyOf(sorted);
    }

    /** Number of models. */
    public int count() {
        return names.size();
    }

    /** Name of a model. */
    public String name(int model) {
        return names.get(model);
    }

    /** Number of the node's model, or {@link #NONE}. */
    public int of(NodeSpec node) {
        return node.gpuCount() == 0 ? NONE : names.indexOf(node.gpuModel());
    }

    /** The models of this cluster that will do for the request, one bit each. */
    public long allowedBy(PodRequest request) {
        long allowed = 0;
        for (int model = 0; model < names.size(); model++) {
            if (request.gpuModels().isEmpty() || request.gpuModels().contains(names.get(model))) {
                allowed |= 1L << model;
            }
        }
        return allowed;
    }
}
