package org.scxfleet.cluster.placement.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.fragmentation.Fragmentation;
import org.scxfleet.cluster.placement.fragmentation.TypicalPods;
import org.scxfleet.cluster.placement.locality.LocalityPlacement;
import org.scxfleet.cluster.placement.score.DeviceChoice;
import org.scxfleet.cluster.placement.score.FragmentationGradient;
import org.scxfleet.cluster.placement.score.GpuScores;
import org.scxfleet.cluster.placement.score.NodeScorer;
import org.scxfleet.cluster.placement.score.RandomPlacement;
import org.scxfleet.cluster.placement.score.ResourceScores;
import org.scxfleet.cluster.placement.score.ScoredPlacement;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

/**
 * The built-in placement policies. All look at every node; on a tie the node with the smallest
 * number wins, so the order of the nodes is part of the input.
 */
public enum PlacementPolicy implements PlacementFactory {
    FIRST_FIT("first-fit", "the first node with room", ResourceScores.FIRST_FIT),
    LEAST_ALLOCATED(
            "least-allocated",
            "the node least used in CPU and memory, as kube-scheduler's NodeResourcesFit",
            ResourceScores.LEAST_ALLOCATED),
    KUBE_DEFAULT(
            "kube-default",
            "least used, and CPU and memory used alike: kube-scheduler's default resource plugins",
            ResourceScores.KUBE_DEFAULT),
    RANDOM("Random", "a random node with room, a random device with room") {
        @Override
        public Placement create(
                ClusterState state, List<PodRequest> expected, SeededRandom random) {
            return new RandomPlacement(state, random);
        }
    },
    DOT_PROD(
            "DotProd",
            "the node whose free amounts point least in the direction of the request",
            ResourceScores.DOT_PRODUCT),
    GPU_CLUSTERING(
            "GpuClustering",
            "GPU pods that share, or that own as many devices, on the same nodes",
            GpuScores::clustering),
    GPU_PACKING("GpuPacking", "used GPUs before free ones, used nodes before fresh ones") {
        @Override
        public Placement create(
                ClusterState state, List<PodRequest> expected, SeededRandom random) {
            return new ScoredPlacement(state, GpuScores.packing(), DeviceChoice::bestFit);
        }
    },
    BEST_FIT("BestFit", "the node where least CPU and GPU is left", ResourceScores.BEST_FIT),
    GANG_LOCALITY(
            "gang-locality",
            "all pods of a gang in one NVLink domain, else one node, else one rack") {
        @Override
        public Placement create(
                ClusterState state, List<PodRequest> expected, SeededRandom random) {
            return new LocalityPlacement(state);
        }
    },
    FGD("FGD", "the node and device where fragmentation grows least") {
        @Override
        public Placement create(
                ClusterState state, List<PodRequest> expected, SeededRandom random) {
            FragmentationGradient gradient =
                    new FragmentationGradient(
                            state, new Fragmentation(TypicalPods.of(expected), state.models()));
            return new ScoredPlacement(state, gradient, gradient);
        }
    };

    /** The policies of the published GPU placement study, in its order. */
    public static final List<PlacementPolicy> STUDY =
            List.of(RANDOM, DOT_PROD, GPU_CLUSTERING, GPU_PACKING, BEST_FIT, FGD);

    private final String officialName;
    private final String description;
    private final NodeScorer scorer;

    PlacementPolicy(String officialName, String description) {
        this(officialName, description, ResourceScores.FIRST_FIT);
    }

    PlacementPolicy(String officialName, String description, NodeScorer scorer) {
        this.officialName = officialName;
        this.description = description;
        this.scorer = scorer;
    }

    /**
     * A policy at work on a cluster.
     *
     * @param expected requests of the workload that is expected, which FGD measures fragmentation
     *     by
     * @param random the policy's own generator; only Random uses it
     */
    @Override
    public Placement create(ClusterState state, List<PodRequest> expected, SeededRandom random) {
        return new ScoredPlacement(state, scorer, DeviceChoice::bestFit);
    }

    /** The name to show and to write into results. */
    public String officialName() {
        return officialName;
    }

    /** What it does, in one line. */
    public String description() {
        return description;
    }

    /** The policy with this name; case, hyphens and underscores do not matter. */
    public static PlacementPolicy named(String name) {
        for (PlacementPolicy policy : values()) {
            if (plain(policy.officialName).equals(plain(name))) {
                return policy;
            }
        }
        throw new IllegalArgumentException(
                "no placement policy \""
                        + name
                        + "\"; there are "
                        + Arrays.stream(values())
                                .map(PlacementPolicy::officialName)
                                .collect(Collectors.joining(", ")));
    }

    private static String plain(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
