package org.scxfleet.cluster.placement.study;

/** What the study measures after every arrival, in percent. */
public enum StudyMetric {
    /** Allocated GPU of all GPU. */
    ALLOCATED("alloc_pct"),
    /** Fragmentation of all GPU. */
    FRAGMENTATION_OF_TOTAL("frag_pct_of_total_gpu"),
    /** Fragmentation of the idle GPU. */
    FRAGMENTATION_OF_IDLE("frag_pct_of_idle_gpu");

    private final String officialName;

    StudyMetric(String officialName) {
        this.officialName = officialName;
    }

    /** Name in the published tables. */
    public String officialName() {
        return officialName;
    }

    /** The metric with this published name. */
    public static StudyMetric named(String name) {
        for (StudyMetric metric : values()) {
            if (metric.officialName.equals(name)) {
                return metric;
            }
        }
        throw new IllegalArgumentException(
                "no metric "
                        + name
                        + "; there are alloc_pct, frag_pct_of_total_gpu and"
                        + " frag_pct_of_idle_gpu");
    }
}
