package org.scxfleet.workload.measured;

import java.util.List;

/**
 * The lines of hist.csv of one task group: all repetitions together, empty buckets left out.
 *
 * @param wake wake-up latencies, ascending
 * @param segment run segments, ascending
 */
public record GroupHistograms(GroupKey key, List<Bucket> wake, List<Bucket> segment) {
    public GroupHistograms {
        wake = List.copyOf(wake);
        segment = List.copyOf(segment);
    }

    /**
     * @param fromUs lower edge, included
     * @param belowUs upper edge, excluded
     */
    public record Bucket(long fromUs, long belowUs, long count) {}

    public static long total(List<Bucket> buckets) {
        return buckets.stream().mapToLong(Bucket::count).sum();
    }
}
