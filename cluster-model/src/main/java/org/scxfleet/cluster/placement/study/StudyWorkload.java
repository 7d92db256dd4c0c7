package org.scxfleet.cluster.placement.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

/**
 * Makes the arrivals and the order of nodes of one seed.
 *
 * <p>Pods are sorted by name and shuffled. If they ask for more than {@link #TARGET_PERCENT} of the
 * cluster's GPUs, random ones are deleted until they do not; otherwise random copies of the
 * original pods are appended until the next one would pass the target. That last check counts one
 * device of the next pod, however many it asks for: a quirk of the published program that its
 * results depend on.
 */
public final class StudyWorkload {
    /** GPU asked for by all pods together, in percent of the cluster's. */
    public static final int TARGET_PERCENT = 130;

    private StudyWorkload() {}

    /** The requests of the pods in order of arrival. */
    static List<PodRequest> arrivals(List<Pod> pods, long gpuTotalMilli, SeededRandom random) {
        List<PodRequest> original =
                new ArrayList<>(
                        pods.stream()
                                .sorted(Comparator.comparing(Pod::name))
                                .map(Pod::request)
                                .toList());
        shuffle(original, random);
        long target = gpuTotalMilli * TARGET_PERCENT / 100;
        long requested = original.stream().mapToLong(PodRequest::gpuMilliTotal).sum();
        List<PodRequest> arrivals = new ArrayList<>(original);
        while (requested > target) {
            PodRequest removed = arrivals.remove(random.below(arrivals.size()));
            requested -= removed.gpuMilliTotal();
        }
        if (arrivals.size() == original.size() && asksForGpu(original)) {
            append(original, arrivals, target - requested, random);
        }
        return arrivals;
    }

    private static void append(
            List<PodRequest> original, List<PodRequest> arrivals, long room, SeededRandom random) {
        long left = room;
        while (true) {
            PodRequest next = original.get(random.below(original.size()));
            if (next.gpuMilli() > left) {
                return;
            }
            arrivals.add(next);
            left -= next.gpuMilliTotal();
        }
    }

    private static boolean asksForGpu(List<PodRequest> requests) {
        return requests.stream().anyMatch(request -> request.gpuCount() > 0);
    }

    /** The nodes in the order that decides ties. */
    static List<NodeSpec> permuted(List<NodeSpec> nodes, SeededRandom random) {
        List<NodeSpec> permuted = new ArrayList<>(nodes);
        permuted.sort(Comparator.comparing(NodeSpec::name));
        shuffle(permuted, random);
        return permuted;
    }

    /** Every order is equally likely. */
    private static <T> void shuffle(List<T> list, SeededRandom random) {
        for (int last = list.size() - 1; last > 0; last--) {
            int other = random.below(last + 1);
            T moved = list.get(last);
            list.set(last, list.get(other));
            list.set(other, moved);
        }
    }
}
