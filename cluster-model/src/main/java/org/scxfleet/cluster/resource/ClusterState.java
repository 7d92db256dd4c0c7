package org.scxfleet.cluster.resource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is free on every node and device of a cluster.
 *
 * <p>Nodes are numbers, in the order in which they were given; that order decides ties in
 * placement. Free amounts are flat arrays: the devices of node {@code n} are at {@code
 * deviceStart[n]} and following. {@link #place} and {@link #release} are the only changes. Every
 * change is noted in a log of the last changed nodes, from which caches of node scores see what to
 * compute anew; a cache that has fallen further behind than the log reaches starts afresh.
 *
 * <p>A set of devices of a node is a {@code long}, bit i for device i.
 */
public final class ClusterState {
    /** Most nodes of a cluster. */
    public static final int NODES_MAX = 1 << 20;

    /** Last change of a node that has had none. */
    public static final long NEVER_CHANGED = -1;

    private final List<NodeSpec> nodes;
    private final GpuModels models;
    private final int[] gpuModel;
    private final int[] deviceStart;
    private final int[] deviceFreeMilli;
    private final long[] cpuFreeMilli;
    private final long[] memoryFreeMib;
    private final int[] gpuFreeMilli;
    private final GpuTenants tenants;
    private final int[] podCount;
    private final int[] podsWithoutCpuRequest;
    private final int[] podsWithoutMemoryRequest;
    private final int[] log;
    private final long[] lastChange;
    private long changes;
    private long gpuIdleMilli;

    /** A cluster of at least one node, everything free; the names have to be unique. */
    public ClusterState(List<NodeSpec> nodes) {
        requireUniqueNames(nodes);
        this.nodes = List.copyOf(nodes);
        int count = nodes.size();
        models = new GpuModels(nodes);
        gpuModel = new int[count];
        deviceStart = new int[count + 1];
        cpuFreeMilli = new long[count];
        memoryFreeMib = new long[count];
        gpuFreeMilli = new int[count];
        podCount = new int[count];
        podsWithoutCpuRequest = new int[count];
        podsWithoutMemoryRequest = new int[count];
        int devicesMax = 0;
        for (int node = 0; node < count; node++) {
            NodeSpec spec = nodes.get(node);
            gpuModel[node] = models.of(spec);
            deviceStart[node + 1] = deviceStart[node] + spec.gpuCount();
            cpuFreeMilli[node] = spec.cpuMilli();
            memoryFreeMib[node] = spec.memoryMib();
            gpuFreeMilli[node] = spec.gpuCount() * PodRequest.GPU_MILLI_WHOLE;
            gpuIdleMilli += gpuFreeMilli[node];
            devicesMax = Math.max(devicesMax, spec.gpuCount());
        }
        deviceFreeMilli = new int[deviceStart[count]];
        Arrays.fill(deviceFreeMilli, PodRequest.GPU_MILLI_WHOLE);
        tenants = new GpuTenants(count, devicesMax);
        log = new int[Math.max(2, Integer.highestOneBit(count) * 2)];
        lastChange = new long[count];
        Arrays.fill(lastChange, NEVER_CHANGED);
    }

    private static void requireUniqueNames(List<NodeSpec> nodes) {
        if (nodes.isEmpty() || nodes.size() > NODES_MAX) {
            throw new IllegalArgumentException(
                    "a cluster has 1 to " + NODES_MAX + " nodes, not " + nodes.size());
        }
        Set<String> names = new HashSet<>();
        for (NodeSpec node : nodes) {
            if (!names.add(node.name())) {
                throw new IllegalArgumentException("two nodes are called " + node.name());
            }
        }
    }

    /** Number of nodes. */
    public int nodeCount() {
        return gpuModel.length;
    }

    /** What the node offers when it is empty. */
    public NodeSpec node(int node) {
        return nodes.get(node);
    }

    /** The GPU models of this cluster. */
    public GpuModels models() {
        return models;
    }

    /** The request with its models translated to this cluster's numbers. */
    public ResolvedRequest resolve(PodRequest request) {
        return new ResolvedRequest(request, models.allowedBy(request));
    }

    /** Number of the node's GPU model, or {@link GpuModels#NONE}. */
    public int gpuModel(int node) {
        return gpuModel[node];
    }

    /** Free milli-CPU of a node. */
    public long cpuFreeMilli(int node) {
        return cpuFreeMilli[node];
    }

    /** Free memory of a node. */
    public long memoryFreeMib(int node) {
        return memoryFreeMib[node];
    }

    /** Devices of a node. */
    public int deviceCount(int node) {
        return deviceStart[node + 1] - deviceStart[node];
    }

    /** Free thousandths of one device. */
    public int deviceFreeMilli(int node, int device) {
        return deviceFreeMilli[deviceStart[node] + device];
    }

    /** Copies the free thousandths of the node's devices into {@code target}; returns how many. */
    public int copyDevices(int node, int[] target) {
        int count = deviceCount(node);
        System.arraycopy(deviceFreeMilli, deviceStart[node], target, 0, count);
        return count;
    }

    /** Free thousandths of devices of a node, all devices together. */
    public int gpuFreeMilli(int node) {
        return gpuFreeMilli[node];
    }

    /** Who shares and who owns the devices of each node. */
    public GpuTenants tenants() {
        return tenants;
    }

    /** Pods on a node. */
    public int podCount(int node) {
        return podCount[node];
    }

    /** Pods on a node that ask for no CPU at all. */
    public int podsWithoutCpuRequest(int node) {
        return podsWithoutCpuRequest[node];
    }

    /** Pods on a node that ask for no memory at all. */
    public int podsWithoutMemoryRequest(int node) {
        return podsWithoutMemoryRequest[node];
    }

    /** Free thousandths of devices of the whole cluster. */
    public long gpuIdleMilli() {
        return gpuIdleMilli;
    }

    /** Thousandths of devices of the whole cluster, free or not. */
    public long gpuTotalMilli() {
        return (long) deviceFreeMilli.length * PodRequest.GPU_MILLI_WHOLE;
    }

    /** Number of changes so far; change numbers run from 0. */
    public long changes() {
        return changes;
    }

    /** Whether the log still reaches back to this change. */
    public boolean remembers(long change) {
        return changes - change <= log.length;
    }

    /** The node that a remembered change concerned. */
    public int changedNode(long change) {
        return log[(int) change & (log.length - 1)];
    }

    /** Number of the latest change of a node, or {@link #NEVER_CHANGED}. */
    public long lastChange(int node) {
        return lastChange[node];
    }

    /** Whether a pod could be put on a node and on the given devices. */
    public boolean hasRoom(PodRequest request, int node, long devices) {
        for (long rest = devices; rest != 0; rest &= rest - 1) {
            if (deviceFreeMilli(node, Long.numberOfTrailingZeros(rest)) < request.gpuMilli()) {
                return false;
            }
        }
        return cpuFreeMilli[node] >= request.cpuMilli()
                && memoryFreeMib[node] >= request.memoryMib();
    }

    /** Puts a pod on a node and on the given devices, which must have room for it. */
    public void place(PodRequest request, int node, long devices) {
        requireDevices(request, node, devices);
        if (cpuFreeMilli[node] < request.cpuMilli() || memoryFreeMib[node] < request.memoryMib()) {
            throw new IllegalStateException(
                    "node " + nodes.get(node).name() + " has no room for " + request);
        }
        change(request, node, devices, 1);
    }

    /** Takes a pod away that was placed with the same arguments. */
    public void release(PodRequest request, int node, long devices) {
        requireDevices(request, node, devices);
        NodeSpec spec = nodes.get(node);
        if (podCount[node] == 0
                || cpuFreeMilli[node] + request.cpuMilli() > spec.cpuMilli()
                || memoryFreeMib[node] + request.memoryMib() > spec.memoryMib()) {
            throw new IllegalStateException("node " + spec.name() + " does not hold " + request);
        }
        change(request, node, devices, -1);
    }

    private void requireDevices(PodRequest request, int node, long devices) {
        boolean inNode =
                devices == 0 || 63 - Long.numberOfLeadingZeros(devices) < deviceCount(node);
        if (Long.bitCount(devices) != request.gpuCount() || !inNode) {
            throw new IllegalStateException(
                    "devices "
                            + Long.toBinaryString(devices)
                            + " of node "
                            + nodes.get(node).name()
                            + " do not answer "
                            + request);
        }
    }

    /** Takes ({@code sign} 1) or gives back (-1). Devices are checked before any is changed. */
    private void change(PodRequest request, int node, long devices, int sign) {
        int milli = sign * request.gpuMilli();
        int start = deviceStart[node];
        for (long rest = devices; rest != 0; rest &= rest - 1) {
            int free = deviceFreeMilli[start + Long.numberOfTrailingZeros(rest)] - milli;
            if (free < 0 || free > PodRequest.GPU_MILLI_WHOLE) {
                throw new IllegalStateException(
                        "device "
                                + Long.numberOfTrailingZeros(rest)
                                + " of node "
                                + nodes.get(node).name()
                                + " would have "
                                + free
                                + " milli free");
            }
        }
        for (long rest = devices; rest != 0; rest &= rest - 1) {
            deviceFreeMilli[start + Long.numberOfTrailingZeros(rest)] -= milli;
        }
        cpuFreeMilli[node] -= sign * request.cpuMilli();
        memoryFreeMib[node] -= sign * request.memoryMib();
        gpuFreeMilli[node] -= sign * (int) request.gpuMilliTotal();
        gpuIdleMilli -= sign * request.gpuMilliTotal();
        podCount[node] += sign;
        podsWithoutCpuRequest[node] += request.cpuMilli() == 0 ? sign : 0;
        podsWithoutMemoryRequest[node] += request.memoryMib() == 0 ? sign : 0;
        tenants.change(node, request, sign);
        log[(int) changes & (log.length - 1)] = node;
        lastChange[node] = changes;
        changes++;
    }
}
