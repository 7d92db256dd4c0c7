package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scxfleet.workload.measured.GroupHistograms.Bucket;

/**
 * The largest gap between a measured histogram and exact samples, as cumulative distributions on
 * the histogram's half-millisecond edges.
 *
 * <p>Edges below half a millisecond are not looked at: what happens there is the cost of the
 * machine. Beyond the finest buckets the histogram's own edges count.
 */
final class Distribution {
    /** First edge that is compared. */
    static final long FIRST_EDGE_US = 500;

    private static final long EDGE_STEP_US = 1_000;
    private static final long LAST_FINE_EDGE_US = 60_500;
    private static final long NS_PER_US = 1_000;

    private Distribution() {}

    /** Between 0 (equal) and 1. */
    static double gap(List<Bucket> measured, long[] sortedNs) {
        long total = measured.stream().mapToLong(Bucket::count).sum();
        if (total == 0 || sortedNs.length == 0) {
            return total == sortedNs.length ? 0 : 1;
        }
        double gap = 0;
        for (long edgeUs : edges(measured)) {
            long below = 0;
            for (Bucket bucket : measured) {
                below += bucket.belowUs() <= edgeUs ? bucket.count() : 0;
            }
            double emulated = (double) countBelow(sortedNs, edgeUs * NS_PER_US) / sortedNs.length;
            gap = Math.max(gap, Math.abs((double) below / total - emulated));
        }
        return gap;
    }

    /** Edges that lie inside no bucket that holds something. */
    private static List<Long> edges(List<Bucket> measured) {
        SortedSet<Long> candidates = new TreeSet<>();
        for (long edge = FIRST_EDGE_US; edge <= LAST_FINE_EDGE_US; edge += EDGE_STEP_US) {
            candidates.add(edge);
        }
        for (Bucket bucket : measured) {
            candidates.add(bucket.fromUs());
            candidates.add(bucket.belowUs());
        }
        List<Long> edges = new ArrayList<>();
        for (long edge : candidates) {
            boolean inside =
                    measured.stream()
                            .anyMatch(bucket ->
                                    bucket.count() > 0
                                            && bucket.fromUs() < edge
                                            && edge < bucket.belowUs());
            if (edge >= FIRST_EDGE_US && !inside) {
                edges.add(edge);
            }
        }
        return edges;
    }

    private static int countBelow(long[] sorted, long bound) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** One histogram of several. */
    static List<Bucket> merge(List<List<Bucket>> histograms) {
        SortedMap<Long, Bucket> byEdge = new TreeMap<>();
        for (List<Bucket> histogram : histograms) {
            for (Bucket bucket : histogram) {
                byEdge.merge(
                        bucket.fromUs(),
                        bucket,
                        (a, b) -> new Bucket(a.fromUs(), a.belowUs(), a.count() + b.count()));
            }
        }
        return List.copyOf(byEdge.values());
    }
}
