package org.scxfleet.cluster.placement;

import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.GpuModels;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.resource.ResolvedRequest;

/**
 * Which nodes have room for one request.
 *
 * <p>CPU and memory have to fit. For a part of a device, one device has to have that much left. For
 * whole devices, so many have to be entirely free. The model has to be one of those asked for.
 */
public final class NodeFilter {
    private final ClusterState state;
    private final ResolvedRequest request;

    /** The filter for this request on this cluster. */
    public NodeFilter(ClusterState state, PodRequest request) {
        this.state = state;
        this.request = state.resolve(request);
    }

    /** What the filter lets pass. */
    public ResolvedRequest request() {
        return request;
    }

    /** Why the node cannot take the pod now, or null if it can. */
    public @Nullable FilterReason reason(int node) {
        PodRequest wanted = request.request();
        if (state.cpuFreeMilli(node) < wanted.cpuMilli()) {
            return FilterReason.CPU;
        }
        if (state.memoryFreeMib(node) < wanted.memoryMib()) {
            return FilterReason.MEMORY;
        }
        if (wanted.gpuCount() == 0) {
            return null;
        }
        if (state.gpuModel(node) == GpuModels.NONE) {
            return FilterReason.GPU_NONE;
        }
        if (!request.allows(state.gpuModel(node))) {
            return FilterReason.GPU_MODEL;
        }
        return hasDevices(node, wanted) ? null : FilterReason.GPU;
    }

    private boolean hasDevices(int node, PodRequest wanted) {
        int missing = wanted.gpuCount();
        for (int device = 0; missing > 0 && device < state.deviceCount(node); device++) {
            if (state.deviceFreeMilli(node, device) >= wanted.gpuMilli()) {
                missing--;
            }
        }
        return missing == 0;
    }
}
