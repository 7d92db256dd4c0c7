package org.scxfleet.ops;

import java.util.List;

/**
 * What a scheduler says of itself: the counters that its program would show, and what its programs
 * printed.
 *
 * @param statistics in the order in which its program shows them
 * @param lines the first ones that were printed, oldest first
 * @param linesDropped how many were printed after that
 */
public record SchedulerOutput(List<Statistic> statistics, List<Line> lines, long linesDropped) {
    /** Nothing. */
    public static final SchedulerOutput NONE = new SchedulerOutput(List.of(), List.of(), 0);

    public SchedulerOutput {
        statistics = List.copyOf(statistics);
        lines = List.copyOf(lines);
    }

    /** One counter, by the name that the scheduler's program gives it. */
    public record Statistic(String name, long value) {}

    /** A line that a program printed, at a time of the run. */
    public record Line(long atNs, int cpu, String text) {}
}
