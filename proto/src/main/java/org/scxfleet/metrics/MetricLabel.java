package org.scxfleet.metrics;

import java.util.Locale;

/** The labels of all metrics; each has a bound, so that the number of series has one. */
public enum MetricLabel {
    RUN("name of the run", "1 at a time: figures of a run go when the next one begins"),
    HOST_GROUP(
            "host group of the scenario; `GROUP/guest` for the guests on its hosts",
            "with the scheduler, " + FleetMetric.KERNEL_LABELS_MAX + " pairs a process"),
    SCHEDULER("scheduler of the kernel at its start", "see host_group"),
    EVENT("event counter of sched_ext under its kernel name", "one for each the kernel has"),
    NODE("address of a node process", "1,024, the largest fleet"),
    STATE("state, as listed with the metric", "6"),
    PHASE("what is being done for the run: loading, running, collecting, done, failed", "5"),
    OUTCOME("how a run ended: done, failed, stopped", "3"),
    SERVICE("gRPC service: node, coordinator, health, other", "4"),
    CODE("status code of gRPC", "17"),
    VERSION("version of the program, with the commit", "1"),
    PROTOCOL("number of the contract between processes", "1"),
    JDK("version of the Java runtime", "1");

    private final String meaning;
    private final String bound;

    MetricLabel(String meaning, String bound) {
        this.meaning = meaning;
        this.bound = bound;
    }

    /** As in the output. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    String meaning() {
        return meaning;
    }

    /** How many values there can be. */
    String bound() {
        return bound;
    }
}
