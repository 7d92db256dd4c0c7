package org.scxfleet.workload.measured;

import java.util.OptionalDouble;

/**
 * A line of summary.csv: a task group over all repetitions of a case.
 *
 * @param tasks instances of the group
 * @param shareOfWindow CPU time of a task over the window, 1 = one whole CPU
 * @param groupShareOfWorkload CPU time of the group over that of all tasks
 * @param wakeLatency wake-up to switch-in, pooled
 * @param segments switch-in to switch-out, pooled
 * @param loopsPerS completed iterations of a task, mean
 */
public record GroupSummary(
        GroupKey key,
        int tasks,
        int repetitions,
        Spread shareOfWindow,
        Spread groupShareOfWorkload,
        WakeLatency wakeLatency,
        Segments segments,
        double switchedInPerS,
        double migrationsPerS,
        OptionalDouble loopsPerS) {

    /** Over tasks and repetitions. */
    public record Spread(double mean, double min, double max) {}

    /** Percentiles in microseconds; absent without a wake-up. */
    public record WakeLatency(
            long count,
            OptionalDouble p50Us,
            OptionalDouble p90Us,
            OptionalDouble p99Us,
            OptionalDouble maxUs) {}

    /** Percentiles in microseconds; absent without a segment. */
    public record Segments(
            long count,
            OptionalDouble p10Us,
            OptionalDouble p50Us,
            OptionalDouble p90Us,
            OptionalDouble maxUs) {}
}
