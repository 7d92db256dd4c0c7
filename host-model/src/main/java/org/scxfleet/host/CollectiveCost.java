package org.scxfleet.host;

import org.scxfleet.task.Step;

/**
 * How long an all-reduce takes once every member is there.
 *
 * <p>With n members on h hosts, at most g on one of them, S bytes each, latency a and bandwidth B
 * of a step:
 *
 * <ul>
 *   <li>ring: {@code 2 (n - 1) a + 2 (n - 1) / n S / B};
 *   <li>tree: {@code 2 ceil(log2 n) a + 2 S / B};
 *   <li>hierarchical: a reduce-scatter and an all-gather within the hosts, {@code 2 ((g - 1) a + (g
 *       - 1) / g S / B)} with the bus, and between them a ring over the hosts with S / g for each
 *       of the g members that share a host's wire.
 * </ul>
 *
 * <p>Ring and tree use the bus while all members are on one host, else the wire, which is slower.
 * Part of the time may be hidden behind the work before it.
 *
 * <p>Leaves out: several channels, congestion with other jobs, reduction in the network.
 *
 * @param algorithm {@link Step.Algorithm#NETWORK} says that this is not used
 * @param hosts with members
 * @param mostPerHost members on one host
 */
public record CollectiveCost(
        Step.Algorithm algorithm,
        int hosts,
        int mostPerHost,
        int overlapPercent,
        long busBytesPerSecond,
        long busLatencyNs,
        long wireBytesPerSecond,
        long wireLatencyNs) {
    private static final long SECOND_NS = 1_000_000_000L;

    /** The exchange is over the slowest link. */
    public static final CollectiveCost BY_NETWORK =
            new CollectiveCost(Step.Algorithm.NETWORK, 1, 1, 0, 1, 0, 1, 0);

    public CollectiveCost {
        if (hosts < 1
                || mostPerHost < 1
                || overlapPercent < 0
                || overlapPercent > 100
                || busBytesPerSecond < 1
                || busLatencyNs < 0
                || wireBytesPerSecond < 1
                || wireLatencyNs < 0) {
            throw new IllegalArgumentException("the cost of a collective is out of range");
        }
    }

    /**
     * What of the exchange is not hidden.
     *
     * @param members n
     * @param bytes S
     */
    public long durationNs(int members, long bytes) {
        if (members < 2) {
            return 0;
        }
        long latencyNs = hosts > 1 ? wireLatencyNs : busLatencyNs;
        long speed = hosts > 1 ? wireBytesPerSecond : busBytesPerSecond;
        long wholeNs =
                switch (algorithm) {
                    case NETWORK -> 0;
                    case RING -> ringNs(members, bytes, latencyNs, speed);
                    case TREE -> {
                        int depth = Integer.SIZE - Integer.numberOfLeadingZeros(members - 1);
                        yield 2L * depth * latencyNs + 2 * transferNs(bytes, speed);
                    }
                    case HIERARCHICAL ->
                            ringNs(mostPerHost, bytes, busLatencyNs, busBytesPerSecond)
                                    + ringNs(hosts, bytes, wireLatencyNs, wireBytesPerSecond);
                };
        return wholeNs - wholeNs / 100 * overlapPercent;
    }

    private static long ringNs(int members, long bytes, long latencyNs, long speed) {
        long steps = 2L * (members - 1);
        return steps * (latencyNs + transferNs(Math.ceilDiv(bytes, members), speed));
    }

    private static long transferNs(long bytes, long bytesPerSecond) {
        long seconds = bytes / bytesPerSecond;
        double rest = (double) (bytes % bytesPerSecond) * SECOND_NS / bytesPerSecond;
        return seconds * SECOND_NS + (long) StrictMath.ceil(rest);
    }
}
