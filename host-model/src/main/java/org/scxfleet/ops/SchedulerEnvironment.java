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
 */
public record SchedulerEnvironment(
        CpuTopology topology, SortedMap<String, String> options, int hz, long seed) {}
