package org.scxfleet.topology;

import java.util.List;
import java.util.stream.Stream;

/**
 * Named machines. Levels, CPU numbers and distances are those of the real machine where a dump of
 * it is published; the class of the machine says which are assumed.
 */
public final class TopologyPresets {
    private static final List<TopologyPreset> ALL =
            Stream.of(ServerMachines.list(), ClientMachines.list(), GpuMachines.list())
                    .flatMap(List::stream)
                    .toList();

    private TopologyPresets() {}

    /** Every preset in the order in which they are listed: servers, clients, machines with GPUs. */
    public static List<TopologyPreset> all() {
        return ALL;
    }

    /** Names in the order in which they are listed. */
    public static List<String> names() {
        return ALL.stream().map(TopologyPreset::name).toList();
    }

    /** Whether there is a preset of that name. */
    public static boolean contains(String name) {
        return ALL.stream().anyMatch(preset -> preset.name().equals(name));
    }

    /** The preset of that name. */
    public static TopologyPreset preset(String name) {
        for (TopologyPreset preset : ALL) {
            if (preset.name().equals(name)) {
                return preset;
            }
        }
        throw new IllegalArgumentException(
                "no topology '" + name + "'; there are " + String.join(", ", names()));
    }

    /** The processors of the preset of that name. */
    public static CpuTopology named(String name) {
        return preset(name).topology();
    }
}
