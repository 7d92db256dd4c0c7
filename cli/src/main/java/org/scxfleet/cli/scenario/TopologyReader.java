package org.scxfleet.cli.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Problems;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cli.yaml.YamlReader;
import org.scxfleet.topology.CpuGrouping;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.topology.TopologyPreset;
import org.scxfleet.topology.TopologyPresets;

/**
 * Processors: the name of a preset, a number of CPUs, a file, or a mapping. A mapping is regular
 * (so many of each level in the one above) or lists the CPUs of each group.
 */
final class TopologyReader {
    private static final int LEVEL_MAX = CpuTopology.MAX_CPUS;
    private static final int DISTANCE_MAX = 255;
    private static final List<String> REGULAR =
            List.of(
                    "sockets",
                    "nodes_per_socket",
                    "llcs_per_node",
                    "cores_per_llc",
                    "threads_per_core",
                    "siblings");
    private static final List<String> LISTED =
            List.of("core_cpus", "llc_cpus", "node_cpus", "socket_cpus");

    private final InputFiles files;

    TopologyReader(InputFiles files) {
        this.files = files;
    }

    /**
     * A machine, and the preset that it is if it is one.
     *
     * @param preset for its GPUs and costs; null if it was described
     */
    record Machine(CpuTopology topology, @Nullable TopologyPreset preset) {}

    /** Null with a problem if it does not add up. */
    @Nullable Machine read(Field field) {
        if (field.isMapping()) {
            return described(field);
        }
        if (field.isNumber()) {
            int cpus = field.integer(1, CpuTopology.MAX_CPUS);
            return plain(field.made(() -> CpuTopology.flat(cpus)));
        }
        String text = field.text();
        if (TopologyPresets.contains(text)) {
            return preset(text);
        }
        if (text.contains("/") || text.endsWith(".yaml") || text.endsWith(".yml")) {
            return fromFile(field);
        }
        field.problem(
                "no topology '"
                        + text
                        + "'"
                        + nearestPreset(text)
                        + " (or a number of CPUs, a file, or a mapping such as {sockets: 2,"
                        + " cores_per_llc: 8})");
        return null;
    }

    private static String nearestPreset(String text) {
        String nearest = NearestName.of(text, TopologyPresets.names());
        return nearest == null
                ? "; see scxfleet list topologies"
                : "; did you mean '" + nearest + "'?";
    }

    private @Nullable Machine fromFile(Field field) {
        Path file = files.existing(field);
        if (file == null) {
            return null;
        }
        Problems problems = new Problems();
        Field content =
                new Field(YamlReader.read(file.toString(), InputFiles.text(file)), "", problems);
        Machine machine = described(content);
        try {
            problems.throwIfAny();
        } catch (InputException e) {
            e.problems().forEach(problem -> field.problem(problem.toString()));
            return null;
        }
        return machine;
    }

    private @Nullable Machine described(Field field) {
        Section section = field.section(ScenarioKeys.TOPOLOGY);
        if (section == null) {
            return null;
        }
        Field preset = section.field("preset");
        if (preset != null) {
            return read(preset);
        }
        Field file = section.field("file");
        if (file != null) {
            return fromFile(file);
        }
        boolean regular = REGULAR.stream().anyMatch(section::has);
        boolean listed = LISTED.stream().anyMatch(section::has);
        if (regular && listed) {
            section.problem("either counts (" + REGULAR + ") or lists (" + LISTED + "), not both");
            return null;
        }
        String name = field.path().isEmpty() ? "inline" : "inline " + field.path();
        return plain(section.made(() -> regular ? regular(section, name) : listed(section, name)));
    }

    private static CpuTopology regular(Section section, String name) {
        CpuTopology shape =
                CpuTopology.regular(
                        name,
                        level(section, "sockets"),
                        level(section, "nodes_per_socket"),
                        level(section, "llcs_per_node"),
                        level(section, "cores_per_llc"),
                        level(section, "threads_per_core"),
                        section.read("siblings", "apart", TopologyReader::siblings)
                                .equals("adjacent"));
        int cpus = section.read("cpus", shape.cpuCount(), TopologyReader::cpuCount);
        if (cpus != shape.cpuCount()) {
            throw new IllegalArgumentException(
                    "cpus says "
                            + cpus
                            + ", but sockets x nodes x caches x cores x threads is "
                            + shape.cpuCount());
        }
        CpuGrouping grouping = new CpuGrouping(name, cpus);
        grouping.cores(lists(shape.coreCount(), group -> shape.cpusOfCore(group).toString()));
        grouping.llcs(lists(shape.llcCount(), group -> shape.cpusOfLlc(group).toString()));
        grouping.nodes(lists(shape.nodeCount(), group -> shape.cpusOfNode(group).toString()));
        grouping.sockets(lists(shape.socketCount(), group -> shape.cpusOfSocket(group).toString()));
        grouping.distances(shape.nodeDistances());
        return finished(section, grouping);
    }

    private static CpuTopology listed(Section section, String name) {
        Field count = section.required("cpus");
        CpuGrouping grouping = new CpuGrouping(name, count == null ? 1 : cpuCount(count));
        if (section.has("core_cpus")) {
            grouping.cores(texts(section, "core_cpus"));
        }
        if (section.has("llc_cpus")) {
            grouping.llcs(texts(section, "llc_cpus"));
        }
        if (section.has("node_cpus")) {
            grouping.nodes(texts(section, "node_cpus"));
        }
        if (section.has("socket_cpus")) {
            grouping.sockets(texts(section, "socket_cpus"));
        }
        return finished(section, grouping);
    }

    private static CpuTopology finished(Section section, CpuGrouping grouping) {
        for (Field item : section.items("capacities")) {
            Section capacity = item.section(ScenarioKeys.CAPACITY);
            if (capacity != null) {
                grouping.capacity(
                        capacity.read("cpus", "0", Field::text),
                        capacity.read("per_1024", 1024, field -> field.integer(1, 1024)));
            }
        }
        if (section.has("distances")) {
            grouping.distances(distances(section));
        }
        return grouping.build();
    }

    private static int[][] distances(Section section) {
        List<int[]> rows = new ArrayList<>();
        for (Field row : section.items("distances")) {
            rows.add(
                    row.items().stream().mapToInt(item -> item.integer(1, DISTANCE_MAX)).toArray());
        }
        return rows.toArray(new int[0][]);
    }

    private static List<String> lists(int count, IntFunction<String> cpus) {
        List<String> lists = new ArrayList<>(count);
        for (int group = 0; group < count; group++) {
            lists.add(cpus.apply(group));
        }
        return lists;
    }

    private static List<String> texts(Section section, String key) {
        List<String> texts = new ArrayList<>();
        for (Field item : section.items(key)) {
            boolean empty = item.value().kind().equals("''") || item.value().kind().equals("empty");
            texts.add(empty ? "" : item.text());
        }
        return texts;
    }

    private static int level(Section section, String key) {
        return section.read(key, 1, field -> field.integer(1, LEVEL_MAX));
    }

    private static int cpuCount(Field field) {
        return field.integer(1, CpuTopology.MAX_CPUS);
    }

    private static String siblings(Field field) {
        return field.oneOf(List.of("apart", "adjacent"));
    }

    private static Machine preset(String name) {
        TopologyPreset preset = TopologyPresets.preset(name);
        return new Machine(preset.topology(), preset);
    }

    private static @Nullable Machine plain(@Nullable CpuTopology topology) {
        return topology == null ? null : new Machine(topology, null);
    }
}
