package org.scxfleet.cluster.placement.score;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

/** Small clusters and requests from a seed, with many ties and tight fits. */
public final class RandomCluster {
    private static final String[] MODELS = {"G2", "T4", "V100"};
    private static final int[] GPU_COUNTS = {0, 1, 2, 4, 8};
    private static final int[] GPU_PARTS = {100, 250, 300, 500, 800};

    private RandomCluster() {}

    public static List<NodeSpec> nodes(SeededRandom random, int count) {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int gpus = GPU_COUNTS[random.below(GPU_COUNTS.length)];
            String model = gpus == 0 ? "" : MODELS[random.below(MODELS.length)];
            long cpuMilli = 16_000L * (1 + random.below(6));
            nodes.add(
                    new NodeSpec("n" + i, cpuMilli, 1_024L * (64 + random.below(3)), gpus, model));
        }
        return nodes;
    }

    /** So many different requests. */
    public static List<PodRequest> requests(SeededRandom random, int count) {
        List<PodRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(request(random));
        }
        return requests;
    }

    private static PodRequest request(SeededRandom random) {
        long cpuMilli = 500L * random.below(20);
        long memoryMib = 512L * random.below(12);
        List<String> models = random.below(4) > 0 ? List.of() : List.of(MODELS[random.below(3)]);
        int kind = random.below(4);
        if (kind == 0) {
            return PodRequest.cpu(cpuMilli, memoryMib);
        }
        if (kind == 1) {
            return new PodRequest(cpuMilli, memoryMib, 1 << random.below(4), 1000, models);
        }
        int milli = GPU_PARTS[random.below(GPU_PARTS.length)];
        return new PodRequest(cpuMilli, memoryMib, 1, milli, models);
    }
}
