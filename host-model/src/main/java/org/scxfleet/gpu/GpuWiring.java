package org.scxfleet.gpu;

/**
 * How a device hangs on the rest of its host.
 *
 * @param chip number of the chip; MIG instances of one chip share its link to the host
 * @param nvlinkDomain devices of one domain reach each other over NVLink; -1 = none
 * @param hostBridge PCIe host bridge, within the host
 * @param switchTree switches below that bridge which reach each other without it
 * @param pcieSwitch switch of that tree
 * @param pcieBytesPerSecond from or to pinned memory of its own node, one way
 * @param nvlinkBytesPerSecond to another device of the domain, one way
 * @param copyEngines copies that can be under way at a time: the first takes those to the device,
 *     the second those to the host, the third those to other devices; fewer share
 * @param latencyNs start of a copy
 */
public record GpuWiring(
        int chip,
        int nvlinkDomain,
        int hostBridge,
        int switchTree,
        int pcieSwitch,
        long pcieBytesPerSecond,
        long nvlinkBytesPerSecond,
        int copyEngines,
        long latencyNs) {
    public static final int OWN_CHIP = -1;
    public static final int NO_NVLINK = -1;

    /** PCIe 4.0 x16, as measured one way on an A100. */
    public static final long DEFAULT_PCIE_BYTES_PER_SECOND = 24_800_000_000L;

    public static final long DEFAULT_NVLINK_BYTES_PER_SECOND = 250_000_000_000L;
    public static final int DEFAULT_COPY_ENGINES = 3;
    public static final long DEFAULT_LATENCY_NS = 1_500;

    /** Copies over another socket lose bandwidth and take longer to start. */
    public static final int REMOTE_PERCENT = 70;

    public static final long REMOTE_LATENCY_NS = 800;

    /** All copies together from one node to another. */
    static final long NODES_BYTES_PER_SECOND = 100_000_000_000L;

    /** Copies within a socket that pass several host bridges. */
    public static final int NODE_PERCENT = 85;

    /** A copy from or to pageable memory has half the speed of one from or to pinned memory. */
    public static final int PAGEABLE_PERCENT = 50;

    /** What the thread's own CPU copies between pageable and pinned memory. */
    public static final long PAGEABLE_CPU_BYTES_PER_SECOND = 10_000_000_000L;

    /** With copies both ways, those to the device get 11 of 24.8 GB/s, those back 24. */
    static final int DUPLEX_TO_DEVICE_PER_1024 = 454;

    static final int DUPLEX_TO_HOST_PER_1024 = 991;

    public static final GpuWiring DEFAULT =
            new GpuWiring(
                    OWN_CHIP,
                    NO_NVLINK,
                    0,
                    0,
                    0,
                    DEFAULT_PCIE_BYTES_PER_SECOND,
                    DEFAULT_NVLINK_BYTES_PER_SECOND,
                    DEFAULT_COPY_ENGINES,
                    DEFAULT_LATENCY_NS);

    public GpuWiring {
        if (chip < OWN_CHIP
                || nvlinkDomain < NO_NVLINK
                || pcieBytesPerSecond < 1
                || nvlinkBytesPerSecond < 1
                || copyEngines < 1
                || latencyNs < 0) {
            throw new IllegalArgumentException("GPU wiring: a quantity is out of range");
        }
    }

    /** The way between two devices, in the words of nvidia-smi. */
    public enum PathClass {
        /** NVLink. */
        NV,
        /** One PCIe switch. */
        PIX,
        /** Several PCIe switches. */
        PXB,
        /** A host bridge. */
        PHB,
        /** Several host bridges of one node. */
        NODE,
        /** From one node to another. */
        SYS
    }

    /** The way to another device. */
    PathClass pathTo(GpuWiring other, boolean sameNode) {
        if (nvlinkDomain != NO_NVLINK && nvlinkDomain == other.nvlinkDomain) {
            return PathClass.NV;
        }
        if (!sameNode) {
            return PathClass.SYS;
        }
        if (hostBridge != other.hostBridge) {
            return PathClass.NODE;
        }
        if (switchTree != other.switchTree) {
            return PathClass.PHB;
        }
        return pcieSwitch == other.pcieSwitch ? PathClass.PIX : PathClass.PXB;
    }

    /** Bytes a second over such a way, from one device to another. */
    long bytesPerSecond(PathClass path, GpuWiring other) {
        long pcie = Math.min(pcieBytesPerSecond, other.pcieBytesPerSecond);
        return switch (path) {
            case NV -> Math.min(nvlinkBytesPerSecond, other.nvlinkBytesPerSecond);
            case PIX, PXB -> pcie;
            case PHB, NODE -> pcie * NODE_PERCENT / 100;
            case SYS -> pcie * REMOTE_PERCENT / 100;
        };
    }

    /** Time of a copy alone on its way. */
    static long durationNs(long bytes, long bytesPerSecond, long latencyNs) {
        long wholeSeconds = bytes / bytesPerSecond;
        long rest = bytes % bytesPerSecond;
        long restNs =
                rest < Long.MAX_VALUE / 1_000_000_000L
                        ? Math.ceilDiv(rest * 1_000_000_000L, bytesPerSecond)
                        : (long) StrictMath.ceil(rest * 1e9 / bytesPerSecond);
        return Math.max(1, latencyNs + wholeSeconds * 1_000_000_000L + restNs);
    }
}
