package org.scxfleet.cluster.placement.fragmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * The most frequent requests of a workload and how often each occurs.
 *
 * <p>Requests are the same when they agree in CPU, devices, part of a device and models; memory is
 * not looked at, and is 0 here. Sorted by frequency, equal ones by CPU, part, devices and models,
 * all descending, the shortest prefix that covers {@link #COVERED_PERCENT} of the pods is kept.
 *
 * @param kinds the requests, most frequent first
 */
public record TypicalPods(List<Kind> kinds) {
    /** Part of the workload's pods that the typical ones make up. */
    public static final int COVERED_PERCENT = 95;

    /**
     * One typical request.
     *
     * @param request its memory is 0
     * @param pods how many pods of the workload are like this, at least 1
     */
    public record Kind(PodRequest request, long pods) {
        public Kind {
            if (pods < 1) {
                throw new IllegalArgumentException("a typical request occurs: " + request);
            }
        }
    }

    public TypicalPods {
        kinds = List.copyOf(kinds);
    }

    /** The typical pods of this workload; none if it is empty. */
    public static TypicalPods of(List<PodRequest> workload) {
        Map<PodRequest, Long> counts = new TreeMap<>(Comparator.reverseOrder());
        for (PodRequest request : workload) {
            counts.merge(withoutMemory(request), 1L, Long::sum);
        }
        List<Kind> sorted = new ArrayList<>();
        counts.forEach((request, pods) -> sorted.add(new Kind(request, pods)));
        sorted.sort(Comparator.comparingLong(Kind::pods).reversed());
        List<Kind> kept = new ArrayList<>();
        long covered = 0;
        for (Kind kind : sorted) {
            if (covered * 100 >= (long) workload.size() * COVERED_PERCENT) {
                break;
            }
            kept.add(kind);
            covered += kind.pods();
        }
        return new TypicalPods(kept);
    }

    private static PodRequest withoutMemory(PodRequest request) {
        return new PodRequest(
                request.cpuMilli(), 0, request.gpuCount(), request.gpuMilli(), request.gpuModels());
    }

    /** Pods that the kinds stand for, all together. */
    public long pods() {
        return kinds.stream().mapToLong(Kind::pods).sum();
    }
}
