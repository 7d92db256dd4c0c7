package org.scxfleet.workload.tracejob;

import java.util.Arrays;
import java.util.List;

/** The formats of traces whose jobs arrive, run and end. */
public enum TraceFormat {
    SWF("swf", "log of the Parallel Workloads Archive"),
    GWF("gwf", "workflows of the Grid Workloads Archive"),
    BATSIM("batsim", "workload of Batsim, JSON"),
    TIRESIAS("tiresias", "jobs of Tiresias, CSV"),
    GAVEL("gavel", "jobs of Gavel, with measured throughputs"),
    PHILLY("philly", "jobs derived from the Philly trace, with measured throughputs"),
    SHOCKWAVE("shockwave", "jobs of Shockwave, with measured throughputs"),
    POLLUX("pollux", "one workload of Pollux, with application profiles"),
    AZURE("azure", "virtual machines of Azure, version 1"),
    HELIOS("helios", "job log of Helios, CSV"),
    HELIOS_LIKE("helios-like", "made-up jobs and nodes that resemble a cluster of Helios");

    private final String label;
    private final String description;

    TraceFormat(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** The name in scenarios. */
    public String label() {
        return label;
    }

    /** One line for lists. */
    public String description() {
        return description;
    }

    /** All names. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(TraceFormat::label).toList();
    }

    /** Whether there is a format of that name. */
    public static boolean knows(String label) {
        return labels().contains(label);
    }

    /** The format of that name. */
    public static TraceFormat named(String label) {
        for (TraceFormat format : values()) {
            if (format.label.equals(label)) {
                return format;
            }
        }
        throw new IllegalArgumentException(
                "no format '" + label + "'; there are " + String.join(", ", labels()));
    }
}
