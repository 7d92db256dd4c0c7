package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.placement.fragmentation.ClusterFragmentation;
import org.scxfleet.cluster.placement.fragmentation.Fragmentation;
import org.scxfleet.cluster.placement.fragmentation.TypicalPods;
import org.scxfleet.cluster.placement.policy.PlacementFactory;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.plan.PlacementOutcome.PodOutcome;
import org.scxfleet.cluster.queue.Explainer;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeFabric;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.Fabric;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.gpu.GpuSpec;

/**
 * Places the pods of a run one by one in arrival order; a pod that fits nowhere is left out.
 *
 * <p>Policies see the nodes in the order of their names, because that is how ties are decided in
 * the published placement studies; the order of host groups must not matter. On the openb trace it
 * would: with the nodes ordered by shape, FGD allocates 6 points less.
 */
final class PodPlacer {
    private static final long MILLI = 1_000;

    private PodPlacer() {}

    /** The cluster of a run as placement sees it: its nodes in the order of their names. */
    record Nodes(List<NodeSpec> nodes, int[] hostOfNode) {
        static Nodes of(RunSpec spec) {
            List<NodeSpec> hosts = PodPlacer.nodes(spec);
            int[] hostOfNode = byName(hosts);
            return new Nodes(Arrays.stream(hostOfNode).mapToObj(hosts::get).toList(), hostOfNode);
        }
    }

    /** Official name of the policy that a run names. */
    static String policyName(RunSpec spec) {
        return spec.isPlacedExternally()
                ? RunSpec.EXTERNAL_PLACEMENT
                : PlacementPolicy.named(spec.placement()).officialName();
    }

    static PlacementOutcome place(RunSpec spec, PlacementFactory policy, Explainer explainer) {
        Nodes cluster = Nodes.of(spec);
        List<NodeSpec> nodes = cluster.nodes();
        long cpuMilli = nodes.stream().mapToLong(NodeSpec::cpuMilli).sum();
        if (spec.pods().isEmpty()) {
            long gpus = nodes.stream().mapToLong(NodeSpec::gpuCount).sum();
            return new PlacementOutcome("", List.of(), cpuMilli, 0, gpus * MILLI, 0, 0);
        }
        ClusterState state = new ClusterState(nodes);
        List<PodRequest> requests = spec.pods().stream().map(PodPlacer::request).toList();
        SeededRandom random = new SeededRandom(SeedTree.derive(spec.seed(), "placement"));
        Placement placement = policy.create(state, requests, random);
        List<PodOutcome> outcomes = new ArrayList<>(requests.size());
        long allocatedCpu = 0;
        for (int i = 0; i < requests.size(); i++) {
            PodOutcome outcome =
                    place(
                            spec.pods().get(i),
                            requests.get(i),
                            placement,
                            state,
                            cluster.hostOfNode(),
                            explainer);
            allocatedCpu += outcome.isPlaced() ? requests.get(i).cpuMilli() : 0;
            outcomes.add(outcome);
        }
        Fragmentation fragmentation = new Fragmentation(TypicalPods.of(requests), state.models());
        return new PlacementOutcome(
                policyName(spec),
                outcomes,
                cpuMilli,
                allocatedCpu,
                state.gpuTotalMilli(),
                state.gpuTotalMilli() - state.gpuIdleMilli(),
                new ClusterFragmentation(state, fragmentation).amountMilli());
    }

    private static PodOutcome place(
            PodWork pod,
            PodRequest request,
            Placement placement,
            ClusterState state,
            int[] hostOfNode,
            Explainer explainer) {
        Decision decision = placement.decide(request);
        PlacementReport report = explainer.explains(pod.name()) ? placement.report(request) : null;
        return switch (decision) {
            case Decision.Placed placed -> {
                state.place(request, placed.node(), placed.devices());
                String winner = state.node(placed.node()).name();
                explainer.note(pod.name(), 0, "starts", "room on " + winner, winner, report);
                yield new PodOutcome(
                        pod,
                        hostOfNode[placed.node()],
                        Arrays.stream(placed.deviceIndexes()).boxed().toList(),
                        "");
            }
            case Decision.NoFit none -> {
                explainer.note(pod.name(), 0, "waits", none.message(), "", report);
                yield new PodOutcome(pod, PlacementOutcome.NOWHERE, List.of(), none.message());
            }
            case Decision.Declined declined -> {
                explainer.note(pod.name(), 0, "waits", declined.message(), "", report);
                yield new PodOutcome(pod, PlacementOutcome.NOWHERE, List.of(), declined.message());
            }
        };
    }

    private static int[] byName(List<NodeSpec> hosts) {
        return IntStream.range(0, hosts.size())
                .boxed()
                .sorted(Comparator.comparing((Integer host) -> hosts.get(host).name()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static PodRequest request(PodWork pod) {
        return new PodRequest(
                pod.cpuMilli(), pod.memoryMib(), pod.gpus(), pod.gpuMilli(), pod.gpuModels());
    }

    private static void requireInstances(HostGroup group) {
        for (GpuSpec gpu : group.kernel().gpus()) {
            if (gpu.mig() != null && gpu.mig().isAbsent()) {
                throw new IllegalArgumentException(
                        "host group "
                                + group.name()
                                + " has device numbers without a MIG instance (mig_places); pods"
                                + " can be placed only on devices that are there");
            }
        }
    }

    /** Every host as placement sees it, by its number. */
    private static List<NodeSpec> nodes(RunSpec spec) {
        List<NodeSpec> nodes = new ArrayList<>(spec.hostCount());
        int domains = 0;
        int racks = 0;
        for (HostGroup group : spec.groups()) {
            List<GpuSpec> gpus = group.kernel().gpus();
            String model = gpus.isEmpty() ? "" : gpus.getFirst().model();
            if ((!spec.pods().isEmpty() || !spec.queued().jobs().isEmpty())
                    && gpus.stream().anyMatch(gpu -> !gpu.model().equals(model))) {
                throw new IllegalArgumentException(
                        "host group "
                                + group.name()
                                + " has GPUs of several models; pods can be placed only on hosts"
                                + " with GPUs of one model");
            }
            if (!spec.pods().isEmpty() || !spec.queued().jobs().isEmpty()) {
                requireInstances(group);
            }
            long cpuMilli = group.kernel().topology().cpuCount() * MILLI;
            Fabric fabric = group.fabric();
            List<Integer> islands = gpus.stream().map(gpu -> gpu.wiring().nvlinkDomain()).toList();
            for (int host = 0; host < group.hostNames().size(); host++) {
                NodeFabric joined =
                        new NodeFabric(
                                islands,
                                fabric.nvlinkHosts() == 0
                                        ? NodeFabric.ALONE
                                        : domains + host / fabric.nvlinkHosts(),
                                fabric.rackHosts() == 0
                                        ? NodeFabric.ALONE
                                        : racks + host / fabric.rackHosts());
                nodes.add(
                        new NodeSpec(
                                group.hostNames().get(host),
                                cpuMilli,
                                group.memoryMib(),
                                gpus.size(),
                                model,
                                joined));
            }
            domains += fabric.nvlinkDomains(group.hostNames().size());
            racks += fabric.racks(group.hostNames().size());
        }
        return nodes;
    }
}
