package org.scxfleet.topology;

import java.util.List;

/** Named machines; figures and sources in docs and the reference tables of machine presets. */
public final class TopologyPresets {
    private TopologyPresets() {}

    /** Names in the order in which they are listed. */
    public static List<String> names() {
        return List.of("amd-milan-2s");
    }

    /** The preset of that name. */
    public static CpuTopology named(String name) {
        return switch (name) {
            case "amd-milan-2s" -> CpuTopology.regular(name, 2, 1, 8, 8, 2, false);
            default ->
                    throw new IllegalArgumentException(
                            "no topology '" + name + "'; there are " + String.join(", ", names()));
        };
    }
}
