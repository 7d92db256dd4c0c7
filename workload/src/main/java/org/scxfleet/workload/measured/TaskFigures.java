package org.scxfleet.workload.measured;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A line of tasks.csv: one task in one repetition.
 *
 * @param key case and task group; the group is the task's name without its instance number
 * @param task name with instance number; a single instance has none
 * @param switching counts of scheduler events
 * @param wakeLatency wake-up to switch-in, in this repetition
 * @param segments switch-in to switch-out
 * @param loops completed iterations
 */
public record TaskFigures(
        GroupKey key,
        int repetition,
        String task,
        double runtimeUs,
        double shareOfWorkload,
        double shareOfWindow,
        Switching switching,
        GroupSummary.WakeLatency wakeLatency,
        TaskSegments segments,
        OptionalLong loops) {

    /**
     * @param preempted switched out while runnable
     * @param blocked switched out to sleep
     * @param migrations switch-ins on another CPU than the one before
     */
    public record Switching(
            long switchedIn, long preempted, long blocked, long migrations, long wakeups) {}

    /** Run segments in microseconds. */
    public record TaskSegments(
            long count,
            OptionalDouble meanUs,
            OptionalDouble p50Us,
            OptionalDouble p99Us,
            OptionalDouble maxUs) {}
}
