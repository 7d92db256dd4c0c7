package org.scxfleet.workload.utilisation;

/**
 * How busy one machine was.
 *
 * @param name unique in its file
 * @param cpus that the percentages are of
 * @param intervalNs between two samples
 * @param percent of all its CPUs, 0 to 100 each, at least one
 */
@SuppressWarnings("ArrayRecordComponent")
public record UtilisationTrace(String name, int cpus, long intervalNs, double[] percent) {
    /** Full use. */
    public static final double PERCENT_MAX = 100;

    public UtilisationTrace {
        if (name.isEmpty() || cpus < 1 || intervalNs < 1 || percent.length == 0) {
            throw new IllegalArgumentException(
                    "machine \""
                            + name
                            + "\" with "
                            + cpus
                            + " CPUs, "
                            + percent.length
                            + " samples every "
                            + intervalNs
                            + " ns");
        }
        for (double sample : percent) {
            if (!(sample >= 0 && sample <= PERCENT_MAX)) {
                throw new IllegalArgumentException(
                        "machine " + name + " was used to " + sample + " percent");
            }
        }
    }

    /** Time from the first sample to the end of the last. */
    public long durationNs() {
        return intervalNs * percent.length;
    }
}
