package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.topology.TopologyCheck;
import org.scxfleet.topology.TopologyPreset;
import org.scxfleet.topology.TopologyPresets;

/** GPUs of a host: those of its preset, none, or a list. */
final class GpuReader {
    private static final int DEVICES_MAX = 64;
    private static final int NODE_MAX = CpuTopology.MAX_CPUS;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final SortedMap<String, Long> MEMORY_BY_MODEL = new TreeMap<>();

    static {
        for (TopologyPreset preset : TopologyPresets.all()) {
            preset.gpus().forEach(slot -> MEMORY_BY_MODEL.put(slot.model(), slot.memoryMib()));
        }
        MEMORY_BY_MODEL.put("A10", 24_576L);
        MEMORY_BY_MODEL.put("V100M16", 16_384L);
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
        return preset.gpus().stream()
                .map(slot -> GpuSpec.of(slot.model(), slot.memoryMib(), slot.node()))
                .toList();
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
            GpuSpec gpu =
                    section.made(() -> {
                        TopologyCheck.checkGpuNode(topology, device, node);
                        return gpu(section, name, memoryMib, node);
                    });
            if (gpu != null) {
                gpus.add(gpu);
            }
        }
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

    private static @Nullable GpuSpec gpu(Section section, String model, long memoryMib, int node) {
        return new GpuSpec(
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
    }

    private static long timeNs(Section section, String key, long fallback) {
        return section.read(key, fallback, field -> field.inUnit(1_000, SECOND_NS));
    }
}
