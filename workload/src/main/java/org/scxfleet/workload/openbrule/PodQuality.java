package org.scxfleet.workload.openbrule;

/** The trace's quality of service classes. */
public enum PodQuality {
    /** Latency sensitive. */
    LS("LS", "ls"),
    GUARANTEED("Guaranteed", "guaranteed"),
    BURSTABLE("Burstable", "burstable"),
    /** Best effort. */
    BE("BE", "be");

    private final String label;
    private final String group;

    PodQuality(String label, String group) {
        this.label = label;
        this.group = group;
    }

    /** The name in the trace. */
    public String label() {
        return label;
    }

    /** Statistics group of the pod's threads. */
    public String group() {
        return group;
    }

    /** The class with that name in the trace. */
    public static PodQuality named(String label) {
        for (PodQuality quality : values()) {
            if (quality.label.equals(label)) {
                return quality;
            }
        }
        throw new IllegalArgumentException(
                "no quality of service class '"
                        + label
                        + "'; there are LS, Guaranteed, Burstable, BE");
    }
}
