package org.scxfleet.workload.measured;

import java.util.OptionalLong;

/**
 * A line of runs.csv: one repetition of a case.
 *
 * @param durationNs the window
 * @param switches of the workload's tasks
 * @param otherTasksUs CPU time of everything else
 * @param tickPhaseNs first tick after the start; absent where slices did not end on ticks
 * @param tickPhaseVotes preemptions that agree on it, as written: agreeing/all
 * @param endState of sched_ext
 */
public record RunFigures(
        String caseName,
        int repetition,
        String scheduler,
        long durationNs,
        long switches,
        double otherTasksUs,
        OptionalLong tickPhaseNs,
        String tickPhaseVotes,
        String endState) {}
