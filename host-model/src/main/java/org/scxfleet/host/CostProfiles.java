package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.topology.TopologyPreset;
import org.scxfleet.topology.TopologyPresets;

/**
 * Cost profiles by name: {@code lab}, {@code none}, {@code server}, and one for each family of
 * machine presets; the name of a preset stands for its family.
 *
 * <p><b>Where the numbers come from.</b> What a family differs in is how long a cache line takes
 * from one CPU to another. Those times are medians of published compare-and-swap ping-pong runs
 * (the result files of nviennot/core-to-core-latency), in nanoseconds one way for SMT sibling, same
 * cache, other cache of the socket, other socket; a level without a figure is taken from the family
 * named in the comment. A migration refills caches over the same wires, so its cost is in
 * proportion: on the machine of reference (EPYC 7R13: 23, 107 and 197 ns) a move within a cache
 * costs 5 µs, to another cache of the socket 20 µs, to another socket 80 µs, and to another node of
 * the socket 50/20 of another cache; no move costs less than a nearer one. These four anchors are
 * assumptions for a working set of some 100 KiB. Anyone can repeat the calibration by running that
 * program on a machine and putting its medians into {@link #family}.
 *
 * <p>A busy SMT sibling leaves 0.62 of a core's speed (two threads do 1.24 of one). A context
 * switch of 1.2 µs, a wake-up of 1.0 µs and a system call of 0.15 µs are taken for all families; a
 * reschedule request takes 1 µs to be honoured within a socket, and that figure is used between
 * sockets too (there it is 2 to 3 µs), and for a timer's interrupt. Frequency and idle-exit latency
 * are not part of a profile.
 */
public final class CostProfiles {
    private static final long CONTEXT_SWITCH_NS = 1_200;
    private static final long WAKEUP_NS = 1_000;
    private static final long SYSCALL_NS = 150;
    private static final long IPI_NS = 1_000;
    private static final long TIMER_NS = 1_000;
    private static final int SMT_PER_1024 = 635;

    private static final long ANCHOR_LLC_NS = 5_000;
    private static final long ANCHOR_SOCKET_NS = 20_000;
    private static final long ANCHOR_NODE_NS = 50_000;
    private static final long ANCHOR_REMOTE_NS = 80_000;
    private static final long ANCHOR_LLC_LINE_NS = 23;
    private static final long ANCHOR_SOCKET_LINE_NS = 107;
    private static final long ANCHOR_REMOTE_LINE_NS = 197;

    private static final List<CostProfile> ALL =
            List.of(
                    CostProfile.LAB,
                    CostProfile.NONE,
                    CostProfile.SERVER,
                    // EPYC 7R13.
                    family("amd-milan", 23, 107, 197),
                    // EPYC 7773X, one socket; other socket as amd-milan.
                    family("amd-milanx", 26, 117, 197),
                    // 2 x EPYC 7742.
                    family("amd-rome", 25, 191, 267),
                    // No figures; amd-milan times 1.1, the ratio of their memory latencies.
                    family("amd-genoa", 25, 118, 217),
                    // Ryzen 7950X; one socket.
                    family("amd-zen-client", 16, 73, 73),
                    // Xeon 8375C; the mesh is one cache, parts of it (SNC) as the whole.
                    family("intel-icx", 51, 51, 108),
                    // Xeon 8275CL.
                    family("intel-clx", 47, 47, 134),
                    // Core i9-12900K: P to P 35, P to E 39, E to another module 44; one socket.
                    family("intel-hybrid", 39, 44, 44),
                    // Graviton3 46, Graviton2 47; other socket as intel-icx.
                    family("arm-neoverse", 46, 46, 108),
                    // Apple M1 Pro: within a cluster 40, other cluster 145; one socket.
                    family("arm-mobile", 40, 145, 145));

    private CostProfiles() {}

    /** Names of all profiles, without the presets that stand for them. */
    public static List<String> names() {
        return ALL.stream().map(CostProfile::name).toList();
    }

    /** Names and presets: everything that {@link #named} takes. */
    public static List<String> namesAndPresets() {
        List<String> names = new ArrayList<>(names());
        names.addAll(TopologyPresets.names());
        return names;
    }

    /** The profile of that name, or of the family of the machine preset of that name. */
    public static CostProfile named(String name) {
        for (CostProfile profile : ALL) {
            if (profile.name().equals(name)) {
                return profile;
            }
        }
        if (TopologyPresets.contains(name)) {
            return of(TopologyPresets.preset(name));
        }
        throw new IllegalArgumentException(
                "no cost profile '"
                        + name
                        + "'; there are "
                        + String.join(", ", names())
                        + " and the names of topologies");
    }

    /** The profile of the machine's family. */
    public static CostProfile of(TopologyPreset preset) {
        return named(preset.costFamily());
    }

    /** Costs in proportion to the time that a cache line takes. */
    private static CostProfile family(
            String name, long llcLineNs, long socketLineNs, long remoteLineNs) {
        long llcNs = ANCHOR_LLC_NS * llcLineNs / ANCHOR_LLC_LINE_NS;
        long socketNs = ANCHOR_SOCKET_NS * socketLineNs / ANCHOR_SOCKET_LINE_NS;
        long nodeNs = ANCHOR_NODE_NS * socketLineNs / ANCHOR_SOCKET_LINE_NS;
        long remoteNs = ANCHOR_REMOTE_NS * remoteLineNs / ANCHOR_REMOTE_LINE_NS;
        return new CostProfile(
                name,
                CONTEXT_SWITCH_NS,
                WAKEUP_NS,
                SYSCALL_NS,
                llcNs,
                Math.max(llcNs, socketNs),
                Math.max(llcNs, nodeNs),
                Math.max(nodeNs, remoteNs),
                IPI_NS,
                TIMER_NS,
                SMT_PER_1024,
                0,
                0);
    }
}
