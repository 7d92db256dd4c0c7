package org.scxfleet.cluster.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.placement.PlacementReport;

/**
 * How a job was decided about, in order.
 *
 * @param job its name
 * @param verdicts at most {@link #VERDICTS_MAX}; equal ones in a row are one
 * @param dropped verdicts that did not find room
 */
public record JobExplanation(String job, List<Verdict> verdicts, int dropped) {
    /** Verdicts kept of each job. */
    public static final int VERDICTS_MAX = 64;

    public JobExplanation {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * One verdict, or several equal ones.
     *
     * @param atNs of the first
     * @param untilNs of the last
     * @param times how many
     * @param what happened: {@code waits}, {@code starts}, {@code preempted}, {@code rejected}
     * @param text why
     * @param winner node of a pod that starts, else empty
     * @param report what was looked at; null if it did not come to that
     */
    public record Verdict(
            long atNs,
            long untilNs,
            int times,
            String what,
            String text,
            String winner,
            @Nullable PlacementReport report) {}
}
