package org.scxfleet.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scxfleet.topology.TopologyPreset.GpuSlot;

/**
 * Machines with GPUs: which device is near which node follows nvidia-smi's topology tables of the
 * real machines. Memory of the devices is their nominal size.
 */
final class GpuMachines {
    private static final String ROME = "amd-rome";
    private static final String MILAN = "amd-milan";
    private static final String ICX = "intel-icx";
    private static final String CLX = "intel-clx";
    private static final String NEOVERSE = "arm-neoverse";

    private static final RegularMachine ROME_NPS4 = new RegularMachine(2, 4, 4, 4, 2, 12, 32);
    private static final RegularMachine MILAN_NPS4 = new RegularMachine(2, 4, 2, 8, 2, 12, 32);
    private static final RegularMachine XEON_56 = xeon(56);
    private static final int[] HALF_AND_HALF = {0, 0, 0, 0, 1, 1, 1, 1};

    private GpuMachines() {}

    static List<TopologyPreset> list() {
        return List.of(
                of(
                        "dgx-a100",
                        "8 x A100, 2 x EPYC 7742 with 4 nodes a socket",
                        ROME,
                        ROME_NPS4,
                        gpus("A100", 81_920, 3, 3, 1, 1, 7, 7, 5, 5)),
                of(
                        "dgx-h100",
                        "8 x H100, 2 x Xeon 8480C",
                        ICX,
                        XEON_56,
                        gpus("H100", 81_920, HALF_AND_HALF)),
                of(
                        "dgx-h200",
                        "8 x H200, 2 x Xeon 8480C",
                        ICX,
                        XEON_56,
                        gpus("H200", 144_384, HALF_AND_HALF)),
                of(
                        "dgx-b200",
                        "8 x B200, 2 x Xeon 8570",
                        ICX,
                        XEON_56,
                        gpus("B200", 184_320, HALF_AND_HALF)),
                gh200(),
                gb200Tray(),
                of(
                        "v100-dgx1",
                        "8 x V100, 2 sockets of 20 cores",
                        CLX,
                        xeon(20),
                        gpus("V100", 16_384, HALF_AND_HALF)),
                of(
                        "hgx-a100-4",
                        "4 x A100, 2 x EPYC 7763 with 4 nodes a socket",
                        MILAN,
                        MILAN_NPS4,
                        gpus("A100", 81_920, 1, 3, 5, 7)),
                power9(),
                openb("openb-96c-8g2", "96 CPUs, 8 x G2 (Alibaba 2023)", 24, "G2", 24_576, 8),
                openb("openb-104c-2t4", "104 CPUs, 2 x T4 (Alibaba 2023)", 26, "T4", 16_384, 2),
                openb("openb-16c-2p100", "16 CPUs, 2 x P100 (Alibaba 2023)", 4, "P100", 16_384, 2),
                openb("openb-128c-8g3", "128 CPUs, 8 x G3 (Alibaba 2023)", 32, "G3", 81_920, 8),
                openb(
                        "openb-96c-8v100m32",
                        "96 CPUs, 8 x V100M32 (Alibaba 2023)",
                        24,
                        "V100M32",
                        32_768,
                        8),
                of(
                        "l4-box-1",
                        "1 x L4, 48 CPUs",
                        ICX,
                        new RegularMachine(1, 1, 1, 24, 2, 12, 21),
                        gpus("L4", 24_576, 0)),
                of(
                        "l4-box-8",
                        "8 x L4, 192 CPUs",
                        ICX,
                        xeon(48),
                        gpus("L4", 24_576, HALF_AND_HALF)));
    }

    /** Node 0 has the CPUs, node 1 is the GPU's memory, nodes 2 to 8 are for its partitions. */
    private static TopologyPreset gh200() {
        int[][] distances = new int[9][9];
        for (int from = 0; from < 9; from++) {
            for (int to = 0; to < 9; to++) {
                distances[from][to] = from == to ? 10 : from == 0 || to == 0 ? 80 : 255;
            }
        }
        RegularMachine grace = new RegularMachine(1, 1, 1, 72, 1, 12, 40);
        return new TopologyPreset(
                "gh200",
                "GH200: 72 cores, 1 GPU, 9 nodes of which one has CPUs",
                NEOVERSE,
                () -> grace.withNodeDistances("gh200", distances),
                gpus("GH200", 97_280, 0));
    }

    /**
     * One compute tray of a rack of 18. Nodes 0 and 1 have CPUs; 8 nodes belong to each GPU (its
     * memory, then 7 for partitions).
     */
    private static TopologyPreset gb200Tray() {
        int nodes = 34;
        int[][] distances = new int[nodes][nodes];
        for (int from = 0; from < nodes; from++) {
            for (int to = 0; to < nodes; to++) {
                distances[from][to] = gb200Distance(from, to);
            }
        }
        RegularMachine graces = new RegularMachine(2, 1, 1, 72, 1, 12, 40);
        return new TopologyPreset(
                "gb200-nvl72",
                "one compute tray of GB200 NVL72: 144 cores, 4 GPUs, 34 nodes of which two have CPUs",
                NEOVERSE,
                () -> graces.withNodeDistances("gb200-nvl72", distances),
                gpus("GB200", 188_416, 0, 0, 1, 1));
    }

    private static int gb200Distance(int from, int to) {
        if (from == to) {
            return 10;
        }
        if (from < 2 && to < 2) {
            return 40;
        }
        if (from < 2 || to < 2) {
            int socket = Math.min(from, to);
            int gpu = (Math.max(from, to) - 2) / 8;
            return gpu / 2 == socket ? 80 : 120;
        }
        return (from - 2) / 8 == (to - 2) / 8 ? 11 : 40;
    }

    /** CPUs of a core are numbered side by side; two cores share an L3. */
    private static TopologyPreset power9() {
        int[][] distances = new int[6][6];
        for (int from = 0; from < 6; from++) {
            for (int to = 0; to < 6; to++) {
                distances[from][to] = from == to ? 10 : from < 2 && to < 2 ? 40 : 80;
            }
        }
        String name = "power9-v100-4";
        return new TopologyPreset(
                name,
                "2 x POWER9 with 20 cores of 4 threads, 4 x V100, 6 nodes of which two have CPUs",
                ICX,
                () ->
                        new CpuTopology(
                                name,
                                CpuTopology.regular(name, 2, 1, 10, 2, 4, true).cpus(),
                                distances),
                gpus("V100", 16_384, 0, 0, 1, 1));
    }

    /**
     * The trace gives CPUs and devices; two sockets with SMT are assumed, devices spread evenly.
     */
    private static TopologyPreset openb(
            String name,
            String description,
            int coresPerSocket,
            String model,
            long memoryMib,
            int devices) {
        int[] nodes = new int[devices];
        Arrays.setAll(nodes, device -> device * 2 / devices);
        return of(name, description, ICX, xeon(coresPerSocket), gpus(model, memoryMib, nodes));
    }

    private static RegularMachine xeon(int coresPerSocket) {
        return new RegularMachine(2, 1, 1, coresPerSocket, 2, 12, 21);
    }

    private static TopologyPreset of(
            String name,
            String description,
            String costs,
            RegularMachine machine,
            List<GpuSlot> gpus) {
        return new TopologyPreset(name, description, costs, () -> machine.named(name), gpus);
    }

    private static List<GpuSlot> gpus(String model, long memoryMib, int... nodes) {
        List<GpuSlot> slots = new ArrayList<>();
        for (int node : nodes) {
            slots.add(new GpuSlot(model, memoryMib, node));
        }
        return slots;
    }
}
