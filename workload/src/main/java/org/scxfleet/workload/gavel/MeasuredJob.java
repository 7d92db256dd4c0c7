package org.scxfleet.workload.gavel;

import org.scxfleet.cluster.throughput.BatchRule;
import org.scxfleet.cluster.throughput.JobKind;

/**
 * One job of a trace in the manner of Gavel.
 *
 * @param name number of its line, from 0
 * @param totalSteps at its first batch size
 * @param batchRule how the batch size changes
 * @param weight of its share
 * @param durationNs as its user said, or {@link #UNKNOWN}
 */
public record MeasuredJob(
        String name,
        JobKind kind,
        long totalSteps,
        BatchRule batchRule,
        double weight,
        long durationNs,
        long arrivalNs) {
    /** The trace gives no duration. */
    public static final long UNKNOWN = -1;
}
