package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.gpu.GpuModel;
import org.scxfleet.gpu.GpuSharing;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.gpu.GpuWiring;
import org.scxfleet.gpu.MigLayout;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.topology.TopologyCheck;
import org.scxfleet.topology.TopologyPreset;
import org.scxfleet.topology.TopologyPresets;

/** GPUs of a host: those of its preset, none, or a list. */
final class GpuReader {
    private static final int DEVICES_MAX = 64;
    private static final int NODE_MAX = CpuTopology.MAX_CPUS;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int CLIENTS_MAX = 1_024;
    private static final int THRASH_FACTOR_MAX = 100_000;
    private static final int COPY_ENGINES_MAX = 16;

    /** No model can have more instances. */
    private static final int PLACES_MAX = 7;

    private static final long GB = 1_000_000_000L;
    private static final long SPEED_MAX = 100_000 * GB;
    private static final Map<String, GpuSharing.Mode> SHARING = new LinkedHashMap<>();
    private static final SortedMap<String, Long> MEMORY_BY_MODEL = new TreeMap<>();

    static {
        SHARING.put("time_slice", GpuSharing.Mode.TIME_SLICE);
        SHARING.put("mps", GpuSharing.Mode.MPS);
        for (TopologyPreset preset : TopologyPresets.all()) {
            preset.gpus().forEach(slot -> MEMORY_BY_MODEL.put(slot.model(), slot.memoryMib()));
        }
        MEMORY_BY_MODEL.put("A10", 24_576L);
        MEMORY_BY_MODEL.put("V100M16", 16_384L);
        MEMORY_BY_MODEL.put("A30", 24_576L);
        MEMORY_BY_MODEL.put("A100-40", 40_960L);
    }

    private GpuReader() {}

    /** Nominal memory of a model; null if it is not known. */
    static @Nullable Long memoryMib(String model) {
        return MEMORY_BY_MODEL.get(model);
    }

    /** The devices that a machine has of its own. */
    static List<GpuSpec> ofPreset(TopologyReader.Machine machine) {
        TopologyPreset preset = machine.preset();
        if (preset == null) {
            return List.of();
        }
        List<GpuSpec> gpus = new ArrayList<>();
        for (TopologyPreset.GpuSlot slot : preset.gpus()) {
            GpuSpec plain = GpuSpec.of(slot.model(), slot.memoryMib(), slot.node());
            GpuWiring wiring = GpuModel.wiring(slot.model(), gpus.size());
            gpus.add(plain.with(plain.sharing(), wiring, plain.graph()));
        }
        return gpus;
    }

    static List<GpuSpec> read(Field field, CpuTopology topology) {
        List<GpuSpec> gpus = new ArrayList<>();
        if (!field.isSequence() && !field.isMapping()) {
            field.oneOf(List.of("none"));
            return gpus;
        }
        for (Field item : field.oneOrMore()) {
            Section section = item.section(ScenarioKeys.GPU);
            if (section != null) {
                readDevices(section, topology, gpus);
            }
        }
        if (gpus.size() > DEVICES_MAX) {
            field.problem(gpus.size() + " GPUs, a host has at most " + DEVICES_MAX);
        }
        return gpus;
    }

    private static void readDevices(Section section, CpuTopology topology, List<GpuSpec> gpus) {
        List<Integer> nodes = nodes(section);
        Field model = section.required("model");
        if (model == null) {
            return;
        }
        String name = model.text();
        long memoryMib = memoryMib(section, name);
        for (int node : nodes) {
            int device = gpus.size();
            List<GpuSpec> devices =
                    section.made(() -> {
                        TopologyCheck.checkGpuNode(topology, device, node);
                        return devices(section, name, gpu(section, name, memoryMib, node, device));
                    });
            if (devices != null) {
                gpus.addAll(devices);
            }
        }
    }

    /** The chip, or its instances. */
    private static List<GpuSpec> devices(Section section, String model, GpuSpec chip) {
        Field mig = section.field("mig");
        if (mig == null) {
            return section.has("mig_places")
                    ? MigLayout.whole(chip, places(section, new MigLayout(model)))
                    : List.of(chip);
        }
        List<Field> instances = mig.oneOrMore();
        if (instances.isEmpty()) {
            mig.problem("the list of MIG instances is empty");
        }
        MigLayout layout = new MigLayout(model);
        for (Field instance : instances) {
            instance.made(() -> {
                layout.add(instance.text());
                return layout;
            });
        }
        return layout.devices(chip, places(section, layout));
    }

    /** Device numbers of a chip: one for each instance, or more for later ones. */
    private static int places(Section section, MigLayout layout) {
        int instances = Math.max(1, layout.instances().size());
        int places = section.read("mig_places", instances, field -> field.integer(1, PLACES_MAX));
        if (places < instances) {
            section.problem("mig_places " + places + " for " + instances + " instances");
        }
        return places;
    }

    /** Node of each device: one list, or a number of devices on one node. */
    private static List<Integer> nodes(Section section) {
        if (section.has("nodes")) {
            if (section.has("node") || section.has("count")) {
                section.problem("'nodes' names the node of every device; leave out count and node");
            }
            return section.items("nodes").stream().map(item -> item.integer(0, NODE_MAX)).toList();
        }
        int count = section.read("count", 1, field -> field.integer(1, DEVICES_MAX));
        int node = section.read("node", 0, field -> field.integer(0, NODE_MAX));
        return Collections.nCopies(count, node);
    }

    private static long memoryMib(Section section, String model) {
        Long known = MEMORY_BY_MODEL.get(model);
        if (known == null && !section.has("memory_mib")) {
            String nearest = NearestName.of(model, MEMORY_BY_MODEL.keySet());
            section.problem(
                    "memory_mib of GPU model '"
                            + model
                            + "' is not known; give it"
                            + (nearest == null ? "" : ", or did you mean '" + nearest + "'?"));
        }
        return section.read(
                "memory_mib",
                known == null ? 1 : known,
                field -> field.number(1, Integer.MAX_VALUE));
    }

    private static GpuSpec gpu(Section section, String model, long memoryMib, int node, int chip) {
        GpuSpec plain =
                new GpuSpec(
                        model,
                        memoryMib,
                        node,
                        timeNs(section, "timeslice_us", GpuSpec.DEFAULT_TIMESLICE_NS),
                        timeNs(section, "context_switch_us", GpuSpec.DEFAULT_CONTEXT_SWITCH_NS),
                        timeNs(section, "launch_us", GpuSpec.DEFAULT_LAUNCH_CPU_NS),
                        timeNs(section, "start_latency_us", GpuSpec.DEFAULT_START_LATENCY_NS),
                        timeNs(section, "completion_us", GpuSpec.DEFAULT_COMPLETION_NS),
                        section.read(
                                "queue_depth",
                                GpuSpec.DEFAULT_QUEUE_DEPTH,
                                field -> field.integer(1, 1_000_000)),
                        section.read("speed_per_1024", 1024, field -> field.integer(1, 1 << 20)));
        GpuSpec.GraphCost graph =
                new GpuSpec.GraphCost(
                        timeNs(section, "graph_node_us", plain.graph().nodeCpuNs()),
                        timeNs(section, "graph_start_latency_us", plain.graph().startLatencyNs()));
        return plain.with(sharing(section), wiring(section, model, chip), graph);
    }

    private static GpuSharing sharing(Section section) {
        GpuSharing plain = GpuSharing.DEFAULT;
        return new GpuSharing(
                section.read("sharing", plain.mode(), field -> field.oneOf(SHARING)),
                section.read(
                        "mps_clients", plain.maxClients(), field -> field.integer(1, CLIENTS_MAX)),
                section.read("oversubscribe", plain.oversubscribe(), Field::flag),
                section.read(
                        "thrash_factor",
                        plain.thrashFactor(),
                        field -> field.integer(0, THRASH_FACTOR_MAX)),
                plain.computePer1024(),
                plain.bandwidthPer1024());
    }

    private static GpuWiring wiring(Section section, String model, int chip) {
        GpuWiring plain = GpuModel.wiring(model, chip);
        int[] place = {plain.hostBridge(), plain.switchTree(), plain.pcieSwitch()};
        Field pcie = section.field("pcie");
        if (pcie != null) {
            List<Field> levels = pcie.items();
            if (levels.size() != place.length) {
                pcie.problem("pcie is a list of three numbers: host bridge, switch tree, switch");
            }
            for (int i = 0; i < Math.min(levels.size(), place.length); i++) {
                place[i] = levels.get(i).integer(0, DEVICES_MAX);
            }
        }
        int domain =
                section.read(
                        "nvlink_domain",
                        plain.nvlinkDomain(),
                        field ->
                                field.isNumber()
                                        ? field.integer(0, DEVICES_MAX)
                                        : field.oneOf(List.of("none")).isEmpty()
                                                ? 0
                                                : GpuWiring.NO_NVLINK);
        return new GpuWiring(
                chip,
                domain,
                place[0],
                place[1],
                place[2],
                section.read("pcie_gb_per_s", plain.pcieBytesPerSecond(), GpuReader::speed),
                section.read("nvlink_gb_per_s", plain.nvlinkBytesPerSecond(), GpuReader::speed),
                section.read(
                        "copy_engines",
                        plain.copyEngines(),
                        field -> field.integer(1, COPY_ENGINES_MAX)),
                timeNs(section, "copy_latency_us", plain.latencyNs()));
    }

    private static long speed(Field field) {
        return Math.max(1, field.inUnit(GB, SPEED_MAX));
    }

    private static long timeNs(Section section, String key, long fallback) {
        return section.read(key, fallback, field -> field.inUnit(1_000, SECOND_NS));
    }
}
