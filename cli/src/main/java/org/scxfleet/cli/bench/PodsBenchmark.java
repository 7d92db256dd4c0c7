package org.scxfleet.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

/**
 * How fast are pods placed on a large cluster? 5,000 nodes, kube-scheduler's default resource
 * plugins, every node looked at for every pod, pods of 100 different sizes until the cluster is
 * about half full.
 */
final class PodsBenchmark implements Benchmark {
    private static final int NODES = 5_000;
    private static final int PODS = 100_000;
    private static final int SIZES = 100;
    private static final long NODE_CPU_MILLI = 32_000;
    private static final long NODE_MEMORY_MIB = 128 << 10;

    /** Throughput that Kubernetes publishes for its scheduler on as many nodes. */
    private static final double PUBLISHED_PODS_PER_SECOND = 810;

    private static final Budget PODS_PER_SECOND = Budget.atLeast(20_000, 100_000);

    @Override
    public String name() {
        return "pods";
    }

    @Override
    public String question() {
        return "pods per CPU second placed on 5,000 nodes by kube-scheduler's default scoring";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        List<PodRequest> sizes = sizes();
        Samples rate = new Samples();
        for (int i = -1; i < options.repetitions(); i++) {
            ClusterState state = new ClusterState(nodes());
            Placement placement =
                    PlacementPolicy.KUBE_DEFAULT.create(state, sizes, new SeededRandom(1));
            long startNs = CpuClock.cpuNs();
            place(state, placement, sizes, new SeededRandom(2));
            if (i >= 0) {
                rate.add(PODS * 1e9 / (CpuClock.cpuNs() - startNs));
            }
        }
        return List.of(
                BenchResult.besidePublished(
                        name(),
                        rate,
                        "pods/s",
                        "kube-scheduler",
                        PUBLISHED_PODS_PER_SECOND,
                        PODS_PER_SECOND,
                        PODS + " pods of " + SIZES + " sizes"));
    }

    private static void place(
            ClusterState state, Placement placement, List<PodRequest> sizes, SeededRandom random) {
        for (int pod = 0; pod < PODS; pod++) {
            PodRequest request = sizes.get(random.below(SIZES));
            switch (placement.decide(request)) {
                case Decision.Placed placed ->
                        state.place(request, placed.node(), placed.devices());
                case Decision.NoFit _, Decision.Declined _ ->
                        throw new IllegalStateException("the benchmark's cluster is full");
            }
        }
    }

    private static List<NodeSpec> nodes() {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            nodes.add(new NodeSpec("node-" + node, NODE_CPU_MILLI, NODE_MEMORY_MIB, 0, ""));
        }
        return nodes;
    }

    private static List<PodRequest> sizes() {
        SeededRandom random = new SeededRandom(3);
        List<PodRequest> sizes = new ArrayList<>();
        for (int size = 0; size < SIZES; size++) {
            sizes.add(PodRequest.cpu(100 + random.below(1_500), 128 + random.below(4_096)));
        }
        return sizes;
    }
}
