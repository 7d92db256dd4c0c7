package org.scxfleet.gpu;

import org.jspecify.annotations.Nullable;

/**
 * One GPU device.
 *
 * @param model for example A100
 * @param memoryMib device memory
 * @param node NUMA node it hangs on
 * @param timesliceNs how long a context runs while another waits
 * @param contextSwitchNs save and restore between two contexts
 * @param launchCpuNs CPU time of one launch on the calling thread
 * @param startLatencyNs from the launch until an idle device starts the kernel
 * @param completionNs from the end of the work until the waiting thread is woken (interrupt)
 * @param queueDepth pending launches of one context before the launching thread blocks
 * @param speedPer1024 speed against the device for which kernel durations are given
 * @param sharing how contexts share it
 * @param wiring how it hangs on the host
 * @param graph what a graph costs
 * @param mig which part of a chip it is; null if the chip cannot be partitioned in this run
 */
public record GpuSpec(
        String model,
        long memoryMib,
        int node,
        long timesliceNs,
        long contextSwitchNs,
        long launchCpuNs,
        long startLatencyNs,
        long completionNs,
        int queueDepth,
        int speedPer1024,
        GpuSharing sharing,
        GpuWiring wiring,
        GraphCost graph,
        @Nullable MigPart mig) {
    /** A device that stays what it is. */
    public GpuSpec(
            String model,
            long memoryMib,
            int node,
            long timesliceNs,
            long contextSwitchNs,
            long launchCpuNs,
            long startLatencyNs,
            long completionNs,
            int queueDepth,
            int speedPer1024,
            GpuSharing sharing,
            GpuWiring wiring,
            GraphCost graph) {
        this(
                model,
                memoryMib,
                node,
                timesliceNs,
                contextSwitchNs,
                launchCpuNs,
                startLatencyNs,
                completionNs,
                queueDepth,
                speedPer1024,
                sharing,
                wiring,
                graph,
                null);
    }

    /** A device that is shared and wired as by default. */
    public GpuSpec(
            String model,
            long memoryMib,
            int node,
            long timesliceNs,
            long contextSwitchNs,
            long launchCpuNs,
            long startLatencyNs,
            long completionNs,
            int queueDepth,
            int speedPer1024) {
        this(
                model,
                memoryMib,
                node,
                timesliceNs,
                contextSwitchNs,
                launchCpuNs,
                startLatencyNs,
                completionNs,
                queueDepth,
                speedPer1024,
                GpuSharing.DEFAULT,
                GpuWiring.DEFAULT,
                new GraphCost(0, startLatencyNs));
    }

    /**
     * What the launch of a graph costs beside that of a kernel.
     *
     * @param nodeCpuNs CPU time of the launching thread for each kernel of the graph
     * @param startLatencyNs from the launch until an idle device starts
     */
    public record GraphCost(long nodeCpuNs, long startLatencyNs) {
        public GraphCost {
            if (nodeCpuNs < 0 || startLatencyNs < 0) {
                throw new IllegalArgumentException("the cost of a graph is negative");
            }
        }
    }

    /** Default time slice of a channel group since Volta: 1,024 µs. */
    public static final long DEFAULT_TIMESLICE_NS = 1_024_000;

    public static final long DEFAULT_CONTEXT_SWITCH_NS = 100_000;
    public static final long DEFAULT_LAUNCH_CPU_NS = 2_000;
    public static final long DEFAULT_START_LATENCY_NS = 5_000;
    public static final long DEFAULT_COMPLETION_NS = 10_000;
    public static final int DEFAULT_QUEUE_DEPTH = 1_024;

    /** A longer slice is as good as endless: some 36 years. */
    private static final long MAX_TIMESLICE_NS = 1L << 60;

    public GpuSpec {
        if (memoryMib < 0
                || node < 0
                || timesliceNs < 1
                || contextSwitchNs < 0
                || launchCpuNs < 0) {
            throw new IllegalArgumentException("GPU " + model + ": a quantity is out of range");
        }
        if (startLatencyNs < 0 || completionNs < 0 || queueDepth < 1 || speedPer1024 < 1) {
            throw new IllegalArgumentException("GPU " + model + ": a quantity is out of range");
        }
    }

    /** Duration of a kernel on this device, rounded up; no kernel takes no time. */
    long durationNs(long kernelNs) {
        return Math.max(1, Math.ceilDiv(kernelNs * 1024, speedPer1024));
    }

    /**
     * When a context that has been running since {@code startNs} ends the slice during which the
     * work of another became ready.
     *
     * @param ownNs the context's own slice; 0 = that of the device
     */
    long sliceEndNs(long startNs, long readyNs, long ownNs) {
        long sliceNs = Math.min(ownNs > 0 ? ownNs : timesliceNs, MAX_TIMESLICE_NS);
        return startNs + Math.ceilDiv(Math.max(readyNs - startNs, 1), sliceNs) * sliceNs;
    }

    /** A device with the published defaults. */
    public static GpuSpec of(String model, long memoryMib, int node) {
        return new GpuSpec(
                model,
                memoryMib,
                node,
                DEFAULT_TIMESLICE_NS,
                DEFAULT_CONTEXT_SWITCH_NS,
                DEFAULT_LAUNCH_CPU_NS,
                DEFAULT_START_LATENCY_NS,
                DEFAULT_COMPLETION_NS,
                DEFAULT_QUEUE_DEPTH,
                1024);
    }

    /** The device with other sharing and wiring. */
    public GpuSpec with(GpuSharing newSharing, GpuWiring newWiring, GraphCost newGraph) {
        return new GpuSpec(
                model,
                memoryMib,
                node,
                timesliceNs,
                contextSwitchNs,
                launchCpuNs,
                startLatencyNs,
                completionNs,
                queueDepth,
                speedPer1024,
                newSharing,
                newWiring,
                newGraph);
    }

    /** The same device as a part of a chip. */
    public GpuSpec as(MigPart part) {
        return new GpuSpec(
                model,
                memoryMib,
                node,
                timesliceNs,
                contextSwitchNs,
                launchCpuNs,
                startLatencyNs,
                completionNs,
                queueDepth,
                speedPer1024,
                sharing,
                wiring,
                graph,
                part);
    }

    /** A MIG instance of this chip. There is no NVLink between instances. */
    GpuSpec instance(MigProfile profile, int processors, int memorySlices) {
        GpuSharing share =
                new GpuSharing(
                        sharing.mode(),
                        sharing.maxClients(),
                        sharing.oversubscribe(),
                        sharing.thrashFactor(),
                        GpuSharing.WHOLE * profile.processors() / processors,
                        GpuSharing.WHOLE * profile.memorySlices() / memorySlices);
        GpuWiring part =
                new GpuWiring(
                        wiring.chip(),
                        GpuWiring.NO_NVLINK,
                        wiring.hostBridge(),
                        wiring.switchTree(),
                        wiring.pcieSwitch(),
                        wiring.pcieBytesPerSecond(),
                        wiring.nvlinkBytesPerSecond(),
                        profile.copyEngines(),
                        wiring.latencyNs());
        return new GpuSpec(
                model + " " + profile.name(),
                profile.memoryMib(),
                node,
                timesliceNs,
                contextSwitchNs,
                launchCpuNs,
                startLatencyNs,
                completionNs,
                queueDepth,
                speedPer1024,
                share,
                part,
                graph);
    }
}
