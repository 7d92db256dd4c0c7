package org.scxfleet.topology;

import java.util.List;

/**
 * Servers. Core counts, caches and CPU numbers follow hwloc and numactl dumps of the real machines
 * where such exist (Milan, Genoa, Sapphire Rapids, Cascade Lake, Xeon Max), the vendors' data
 * sheets otherwise. Distances are the firmware constants: AMD 10/12/32, Intel 10/12/21, Arm 10/20.
 */
final class ServerMachines {
    private static final int AMD_SAME = 12;
    private static final int AMD_OTHER = 32;
    private static final int INTEL_SAME = 12;
    private static final int INTEL_OTHER = 21;
    private static final int ARM_OTHER = 20;

    private static final String MILAN = "amd-milan";
    private static final String ROME = "amd-rome";
    private static final String GENOA = "amd-genoa";
    private static final String ICX = "intel-icx";
    private static final String CLX = "intel-clx";
    private static final String NEOVERSE = "arm-neoverse";

    private ServerMachines() {}

    static List<TopologyPreset> list() {
        return List.of(
                amd("amd-milan-2s", "2 x EPYC 7763, 256 CPUs, 16 L3 of 8 cores", MILAN, 1, 8, 8),
                amd("amd-milan-2s-nps2", "amd-milan-2s with 2 nodes a socket", MILAN, 2, 4, 8),
                amd("amd-milan-2s-nps4", "amd-milan-2s with 4 nodes a socket", MILAN, 4, 2, 8),
                l3AsNuma(),
                amd(
                        "amd-milanx-2s",
                        "2 x EPYC 7773X, 256 CPUs, 16 L3 of 8 cores with 96 MiB each",
                        "amd-milanx",
                        1,
                        8,
                        8),
                amd("amd-genoa-2s", "2 x EPYC 9654, 384 CPUs, 24 L3 of 8 cores", GENOA, 1, 12, 8),
                amd("amd-genoa-2s-nps2", "amd-genoa-2s with 2 nodes a socket", GENOA, 2, 6, 8),
                amd("amd-genoa-2s-nps4", "amd-genoa-2s with 4 nodes a socket", GENOA, 4, 3, 8),
                amd("amd-bergamo-2s", "2 x EPYC 9754, 512 CPUs, 32 L3 of 8 cores", GENOA, 1, 16, 8),
                amd("amd-rome-2s", "2 x EPYC 7742, 256 CPUs, 32 L3 of 4 cores", ROME, 1, 16, 4),
                amd("amd-rome-2s-nps4", "amd-rome-2s with 4 nodes a socket", ROME, 4, 4, 4),
                intel("intel-icx-2s", "2 x Xeon 8375C, 128 CPUs, one L3 a socket", ICX, 1, 32),
                intel("intel-spr-2s", "2 x Xeon 8480+, 224 CPUs, one L3 a socket", ICX, 1, 56),
                intel("intel-spr-2s-snc4", "intel-spr-2s with 4 nodes a socket", ICX, 4, 14),
                intel("intel-xeonmax-2s", "2 x Xeon Max 9460, 160 CPUs", ICX, 1, 40),
                intel("intel-gnr-2s", "2 x Xeon 6980P, 512 CPUs, one L3 a socket", ICX, 1, 128),
                new TopologyPreset(
                        "intel-gnr-2s-snc3",
                        "intel-gnr-2s with 3 nodes a socket of 43, 43 and 42 cores",
                        ICX,
                        () ->
                                RegularMachine.unequalNodes(
                                        "intel-gnr-2s-snc3",
                                        2,
                                        new int[] {43, 43, 42},
                                        2,
                                        INTEL_SAME,
                                        INTEL_OTHER),
                        List.of()),
                single("intel-srf-1s", "Xeon 6766E, 144 E-cores without SMT", ICX, 144),
                intel("intel-clx-2s", "2 x Xeon 6230, 80 CPUs, one L3 a socket", CLX, 1, 20),
                arm("ampere-altra-1s", "Altra Q80-30, 80 cores without SMT", 1, 80),
                arm("ampere-altra-2s", "2 x Altra Q80-30, 160 cores", 2, 80),
                arm("ampere-altra-max-1s", "Altra Max M128-30, 128 cores", 1, 128),
                arm("ampere-altra-max-2s", "2 x Altra Max M128-30, 256 cores", 2, 128),
                arm("aws-graviton3", "Graviton3, 64 cores, one node", 1, 64),
                arm("aws-graviton4", "Graviton4, 96 cores, one node", 1, 96),
                arm("aws-graviton4-2s", "2 x Graviton4, 192 cores", 2, 96),
                arm("nvidia-grace", "Grace, 72 cores, one node", 1, 72));
    }

    private static TopologyPreset amd(
            String name,
            String description,
            String costs,
            int nodesPerSocket,
            int llcsPerNode,
            int coresPerLlc) {
        RegularMachine machine =
                new RegularMachine(
                        2, nodesPerSocket, llcsPerNode, coresPerLlc, 2, AMD_SAME, AMD_OTHER);
        return preset(name, description, costs, machine);
    }

    /** Each L3 is a node: 11 within a quadrant of two, 12 within the socket. */
    private static TopologyPreset l3AsNuma() {
        String name = "amd-milan-2s-l3numa";
        RegularMachine machine = new RegularMachine(2, 8, 1, 8, 2, AMD_SAME, AMD_OTHER);
        int[][] distances = CpuTopology.distances(2, 8, AMD_SAME, AMD_OTHER);
        for (int node = 0; node < distances.length; node++) {
            distances[node][node ^ 1] = 11;
        }
        return new TopologyPreset(
                name,
                "amd-milan-2s with a node for each L3",
                MILAN,
                () -> machine.withNodeDistances(name, distances),
                List.of());
    }

    /** With sub-NUMA clusters the kernel's caches are split as the nodes are. */
    private static TopologyPreset intel(
            String name, String description, String costs, int nodesPerSocket, int coresPerNode) {
        RegularMachine machine =
                new RegularMachine(2, nodesPerSocket, 1, coresPerNode, 2, INTEL_SAME, INTEL_OTHER);
        return preset(name, description, costs, machine);
    }

    /** No L3 is shared by some cores only: the scheduler's cache domain is the socket. */
    private static TopologyPreset arm(String name, String description, int sockets, int cores) {
        RegularMachine machine = new RegularMachine(sockets, 1, 1, cores, 1, ARM_OTHER, ARM_OTHER);
        return preset(name, description, NEOVERSE, machine);
    }

    private static TopologyPreset single(String name, String description, String costs, int cores) {
        RegularMachine machine = new RegularMachine(1, 1, 1, cores, 1, INTEL_SAME, INTEL_OTHER);
        return preset(name, description, costs, machine);
    }

    private static TopologyPreset preset(
            String name, String description, String costs, RegularMachine machine) {
        return new TopologyPreset(name, description, costs, () -> machine.named(name), List.of());
    }
}
