package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CostProfiles;
import org.scxfleet.topology.CpuTopology;

/**
 * Hosts for the nodes of a trace. Nodes with the same amounts are a group, in the order in which
 * the shapes first occur. A trace says how many CPUs a node has, not how they are built: assumed
 * are two sockets with two threads a core and one cache each, one socket below 32 CPUs, no SMT
 * where the number is odd; devices are spread over the sockets.
 */
final class NodeShapes {
    private static final int MILLI = 1_000;
    private static final int ONE_SOCKET_BELOW_CPUS = 32;
    private static final int OTHER_SOCKET_DISTANCE = 21;
    private static final String COSTS = "intel-icx";

    /** Memory of a device of an unknown model; nothing depends on it. */
    private static final long GPU_MEMORY_MIB = 16_384;

    private final KernelReader kernels;
    private final @Nullable Section settings;

    /**
     * @param settings kernel, costs and scheduler of all hosts; null for the defaults
     */
    NodeShapes(KernelReader kernels, @Nullable Section settings) {
        this.kernels = kernels;
        this.settings = settings;
    }

    void addGroups(List<NodeSpec> nodes, List<GroupDraft> groups, Field field) {
        Map<String, List<NodeSpec>> byShape = new LinkedHashMap<>();
        for (NodeSpec node : nodes) {
            if (node.cpuMilli() < MILLI || node.cpuMilli() / MILLI > CpuTopology.MAX_CPUS) {
                field.problem(
                        "node "
                                + node.name()
                                + " has "
                                + node.cpuMilli()
                                + " milli-CPU; a host has 1 to "
                                + CpuTopology.MAX_CPUS
                                + " CPUs");
                return;
            }
            byShape.computeIfAbsent(groupName(node), _ -> new ArrayList<>()).add(node);
        }
        for (Map.Entry<String, List<NodeSpec>> shape : byShape.entrySet()) {
            List<String> names = shape.getValue().stream().map(NodeSpec::name).toList();
            groups.add(group(shape.getKey(), names, shape.getValue().getFirst()));
        }
    }

    private static String groupName(NodeSpec node) {
        String cpus = node.cpuMilli() / MILLI + "cpu-" + node.memoryMib() / 1_024 + "gib";
        return node.gpuCount() == 0 ? cpus : cpus + "-" + node.gpuCount() + "x" + node.gpuModel();
    }

    private GroupDraft group(String name, List<String> hostNames, NodeSpec node) {
        CpuTopology topology = topology(name, (int) (node.cpuMilli() / MILLI));
        KernelDraft kernel = new KernelDraft("nodes '" + name + "'", topology);
        if (settings == null) {
            kernel.costs = CostProfiles.named(COSTS);
        } else {
            kernels.readInto(kernel, settings, CostProfiles.named(COSTS));
        }
        List<GpuSpec> gpus = new ArrayList<>();
        for (int device = 0; device < node.gpuCount(); device++) {
            int nearNode = device * topology.nodeCount() / node.gpuCount();
            gpus.add(GpuSpec.of(node.gpuModel(), memoryMib(node.gpuModel()), nearNode));
        }
        kernel.gpus = gpus;
        GroupDraft group = new GroupDraft(name, hostNames, node.memoryMib(), kernel);
        group.placesPods = true;
        if (settings != null) {
            group.fabric = settings.read("fabric", RunSpec.Fabric.UNKNOWN, HostsReader::fabric);
        }
        return group;
    }

    private static long memoryMib(String model) {
        Long known = GpuReader.memoryMib(model);
        return known == null ? GPU_MEMORY_MIB : known;
    }

    private static CpuTopology topology(String name, int cpus) {
        boolean smt = cpus % 2 == 0;
        boolean twoSockets = cpus >= ONE_SOCKET_BELOW_CPUS && cpus % 4 == 0;
        int sockets = twoSockets ? 2 : 1;
        int threads = smt ? 2 : 1;
        CpuTopology shape =
                CpuTopology.regular(name, sockets, 1, 1, cpus / sockets / threads, threads, false);
        int[][] distances =
                CpuTopology.distances(sockets, 1, OTHER_SOCKET_DISTANCE, OTHER_SOCKET_DISTANCE);
        return new CpuTopology(name, shape.cpus(), distances);
    }
}
