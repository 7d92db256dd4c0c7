package org.scxfleet.host;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which sched_ext scheduler a kernel runs.
 *
 * @param name a built-in scheduler, {@code eevdf} for none (the fair class), or an object's file
 *     name
 * @param options its options
 * @param objectSha256 hash of the BPF object in hex, empty for built-in schedulers
 */
public record SchedulerSpec(String name, SortedMap<String, String> options, String objectSha256) {
    /** Name that stands for the kernel without a sched_ext scheduler. */
    public static final String FAIR = "eevdf";

    public static final SchedulerSpec NONE = new SchedulerSpec(FAIR, new TreeMap<>(), "");

    public SchedulerSpec {
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }

    public static SchedulerSpec builtin(String name) {
        return new SchedulerSpec(name, new TreeMap<>(), "");
    }

    public boolean isFair() {
        return name.equals(FAIR);
    }
}
