package org.scxfleet.cli.jobstudy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The formats of traces that a study takes. */
public enum StudyFormat {
    POLLUX("pollux"),
    SHOCKWAVE("shockwave"),
    GAVEL("gavel"),
    PHILLY("philly"),
    TIRESIAS("tiresias"),
    OPENB("openb"),
    SWF("swf"),
    GWF("gwf"),
    BATSIM("batsim"),
    AZURE("azure");

    private final String label;

    StudyFormat(String label) {
        this.label = label;
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    /** All names. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(StudyFormat::label).toList();
    }

    /**
     * @throws IllegalArgumentException if there is no format of that name
     */
    public static StudyFormat named(String label) {
        for (StudyFormat format : values()) {
            if (format.label.equalsIgnoreCase(label)) {
                return format;
            }
        }
        throw new IllegalArgumentException(
                "no format \""
                        + label
                        + "\"; there are "
                        + labels().stream().collect(Collectors.joining(", ")));
    }
}
