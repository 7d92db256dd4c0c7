package org.scxfleet.cluster.placement.score;

import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.resource.ResolvedRequest;

/** Which devices of the chosen node a pod gets. */
@FunctionalInterface
public interface DeviceChoice {
    /** Devices of a node that has room for the request; bit i for device i. */
    long choose(ClusterState state, int node, ResolvedRequest request);

    /**
     * The device with the smallest part left that is enough, the first of several; for whole
     * devices the first entirely free ones.
     */
    static long bestFit(ClusterState state, int node, ResolvedRequest request) {
        PodRequest wanted = request.request();
        if (!wanted.sharesGpu()) {
            return wholeDevices(state, node, wanted.gpuCount());
        }
        int best = -1;
        int bestFree = Integer.MAX_VALUE;
        for (int device = 0; device < state.deviceCount(node); device++) {
            int free = state.deviceFreeMilli(node, device);
            if (free >= wanted.gpuMilli() && free < bestFree) {
                best = device;
                bestFree = free;
            }
        }
        if (best < 0) {
            throw noRoom(state, node, wanted);
        }
        return 1L << best;
    }

    /** The first {@code count} entirely free devices. */
    static long wholeDevices(ClusterState state, int node, int count) {
        long devices = 0;
        int missing = count;
        for (int device = 0; missing > 0 && device < state.deviceCount(node); device++) {
            if (state.deviceFreeMilli(node, device) == PodRequest.GPU_MILLI_WHOLE) {
                devices |= 1L << device;
                missing--;
            }
        }
        if (missing > 0) {
            throw new IllegalStateException(
                    state.node(node).name() + " has " + missing + " free GPUs fewer than " + count);
        }
        return devices;
    }

    /** What to throw when a node is asked for devices that it does not have. */
    static IllegalStateException noRoom(ClusterState state, int node, PodRequest wanted) {
        return new IllegalStateException(
                "no GPU of node " + state.node(node).name() + " has room for " + wanted);
    }
}
