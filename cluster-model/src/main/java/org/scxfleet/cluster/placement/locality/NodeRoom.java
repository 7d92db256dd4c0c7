package org.scxfleet.cluster.placement.locality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * How many equal pods a node has room for, and on which devices they go.
 *
 * <p>Devices of one NVLink island go to one pod where they can: the fullest island that has enough
 * for it, else the emptiest ones. So small pods leave whole islands to large ones.
 */
final class NodeRoom {
    private final ClusterState state;
    private final long[][] masks;
    private final int[] free = new int[NodeSpec.GPUS_MAX];

    NodeRoom(ClusterState state) {
        this.state = state;
        masks = new long[state.nodeCount()][];
        for (int node = 0; node < masks.length; node++) {
            masks[node] = masks(state.node(node).fabric().islands(), state.deviceCount(node));
        }
    }

    /** Pods that find room on the node, at most so many. */
    int pods(NodeFilter filter, int node, int most) {
        if (filter.reason(node) != null) {
            return 0;
        }
        PodRequest request = filter.request().request();
        long pods = withoutDevices(request, node, most);
        if (request.gpuCount() == 0) {
            return (int) pods;
        }
        long byDevices = 0;
        for (int device = 0; device < state.deviceCount(node); device++) {
            byDevices += state.deviceFreeMilli(node, device) / request.gpuMilli();
        }
        return (int) Math.min(pods, byDevices / request.gpuCount());
    }

    /** Pods of whole devices that find room on one island of the node, at most so many. */
    int podsOnIsland(NodeFilter filter, int node, int island, int most) {
        PodRequest request = filter.request().request();
        if (filter.reason(node) != null) {
            return 0;
        }
        long devices = Long.bitCount(freeDevices(node) & islandMask(node, island));
        return (int) Math.min(withoutDevices(request, node, most), devices / request.gpuCount());
    }

    private long withoutDevices(PodRequest request, int node, int most) {
        long pods = most;
        if (request.cpuMilli() > 0) {
            pods = Math.min(pods, state.cpuFreeMilli(node) / request.cpuMilli());
        }
        if (request.memoryMib() > 0) {
            pods = Math.min(pods, state.memoryFreeMib(node) / request.memoryMib());
        }
        return pods;
    }

    /** Islands of the node. */
    int islands(int node) {
        return masks[node].length;
    }

    /** Devices of the node that nobody uses. */
    long freeDevices(int node) {
        long devices = 0;
        for (int device = 0; device < state.deviceCount(node); device++) {
            if (state.deviceFreeMilli(node, device) == PodRequest.GPU_MILLI_WHOLE) {
                devices |= 1L << device;
            }
        }
        return devices;
    }

    /** Devices of an island. */
    long islandMask(int node, int island) {
        return masks[node][island];
    }

    /** The islands of a node with so many devices, in the order of their first device. */
    private static long[] masks(List<Integer> islands, int count) {
        if (islands.isEmpty()) {
            return count == 0 ? new long[0] : new long[] {-1L >>> (Long.SIZE - count)};
        }
        List<Long> masks = new ArrayList<>();
        SequencedMap<Integer, Integer> places = new LinkedHashMap<>();
        for (int device = 0; device < count; device++) {
            int island = islands.get(device);
            Integer known = island < 0 ? null : places.get(island);
            if (known == null) {
                places.put(island, masks.size());
                masks.add(1L << device);
            } else {
                masks.set(known, masks.get(known) | (1L << device));
            }
        }
        return masks.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Devices for so many pods of a node that has room for them.
     *
     * @param among devices that may be taken, for pods of whole devices
     */
    long[] devices(PodRequest request, int node, int pods, long among) {
        long[] devices = new long[pods];
        if (request.gpuCount() == 0) {
            return devices;
        }
        if (request.sharesGpu()) {
            state.copyDevices(node, free);
            for (int pod = 0; pod < pods; pod++) {
                devices[pod] = 1L << takePart(request.gpuMilli(), state.deviceCount(node));
            }
            return devices;
        }
        long rest = freeDevices(node) & among;
        for (int pod = 0; pod < pods; pod++) {
            devices[pod] = wholeDevices(node, rest, request.gpuCount());
            rest &= ~devices[pod];
        }
        return devices;
    }

    private int takePart(int milli, int count) {
        int best = -1;
        for (int device = 0; device < count; device++) {
            if (free[device] >= milli && (best < 0 || free[device] < free[best])) {
                best = device;
            }
        }
        if (best < 0) {
            throw new IllegalStateException("no device has " + milli + " thousandths free");
        }
        free[best] -= milli;
        return best;
    }

    private long wholeDevices(int node, long from, int count) {
        long rest = from;
        long chosen = 0;
        int missing = count;
        while (missing > 0) {
            long island = bestIsland(node, rest, missing);
            if (island == 0) {
                throw new IllegalStateException(
                        state.node(node).name() + " has no " + missing + " more free devices");
            }
            for (; island != 0 && missing > 0; island &= island - 1) {
                chosen |= Long.lowestOneBit(island);
                missing--;
            }
            rest &= ~chosen;
        }
        return chosen;
    }

    /** Free devices of the fullest island that has enough, else of the emptiest one. */
    private long bestIsland(int node, long rest, int wanted) {
        long best = 0;
        for (int island = 0; island < islands(node); island++) {
            long devices = rest & islandMask(node, island);
            int here = Long.bitCount(devices);
            int before = Long.bitCount(best);
            boolean better = before >= wanted ? here >= wanted && here < before : here > before;
            best = better ? devices : best;
        }
        return best;
    }
}
