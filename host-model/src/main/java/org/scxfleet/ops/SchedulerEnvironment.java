package org.scxfleet.ops;

import java.util.SortedMap;
import org.scxfleet.topology.CpuTopology;

/**
 * What a scheduler's loader knows when it attaches.
 *
 * @param topology of the kernel it attaches to
 * @param options the scheduler's own options by name
 * @param hz ticks per second
 * @param seed for schedulers that draw random numbers
 * @param loaderPid pid of the loader's first thread; those of its further threads follow
 */
public record SchedulerEnvironment(
        CpuTopology topology, SortedMap<String, String> options, int hz, long seed, int loaderPid) {
    /** The pid of a loader that is no task of the kernel. */
    public static final int LOADER_OUTSIDE = 1;

    /** For a loader that is no task of the kernel. */
    public SchedulerEnvironment(
            CpuTopology topology, SortedMap<String, String> options, int hz, long seed) {
        this(topology, options, hz, seed, LOADER_OUTSIDE);
    }
}
