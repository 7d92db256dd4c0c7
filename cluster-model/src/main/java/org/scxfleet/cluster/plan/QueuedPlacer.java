package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.fragmentation.ClusterFragmentation;
import org.scxfleet.cluster.placement.fragmentation.Fragmentation;
import org.scxfleet.cluster.placement.fragmentation.TypicalPods;
import org.scxfleet.cluster.placement.policy.PlacementFactory;
import org.scxfleet.cluster.plan.PlacementOutcome.PodOutcome;
import org.scxfleet.cluster.queue.ClusterQueues;
import org.scxfleet.cluster.queue.Explainer;
import org.scxfleet.cluster.queue.PodRun;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.queue.QueueOutcome.JobOutcome;
import org.scxfleet.cluster.queue.QueueRun;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.share.ResourceVector;

/**
 * Lets the jobs of a run through its queues and gives every stay of a pod on a host the threads
 * that it has there.
 *
 * <p>The queues decide before the hosts run: a job takes as long as it says, so nothing that
 * happens on a host changes a decision.
 */
final class QueuedPlacer {
    private QueuedPlacer() {}

    /** What the queues did, and where the pods were. */
    record Queued(PlacementOutcome placement, QueueOutcome queues) {}

    static Queued place(
            RunSpec spec, PlacementFactory policy, WindowLook look, Explainer explainer) {
        PodPlacer.Nodes nodes = PodPlacer.Nodes.of(spec);
        ClusterState state = new ClusterState(nodes.nodes());
        List<Job> jobs = spec.queued().jobs().stream().map(JobWork::job).toList();
        List<PodRequest> requests = jobs.stream().map(Job::request).toList();
        SeededRandom random = new SeededRandom(SeedTree.derive(spec.seed(), "placement"));
        Placement placement = policy.create(state, requests, random);
        ClusterQueues tree = new ClusterQueues(spec.queued().queues(), capacity(state));
        QueueRun run =
                new QueueRun(
                        jobs,
                        tree,
                        spec.queued().settings(),
                        state,
                        placement,
                        explainer,
                        spec.controlLatencyNs(),
                        spec.endNs());
        if (!look.isNone()) {
            run.lookClosely(
                    look.rules(),
                    window ->
                            look.look(
                                    window,
                                    new WindowHosts(spec, window, tree, nodes.hostOfNode())));
        }
        QueueOutcome queues = run.run();
        Fragmentation fragmentation = new Fragmentation(TypicalPods.of(requests), state.models());
        long cpuMilli = nodes.nodes().stream().mapToLong(NodeSpec::cpuMilli).sum();
        long cpuFree = 0;
        for (int node = 0; node < state.nodeCount(); node++) {
            cpuFree += state.cpuFreeMilli(node);
        }
        PlacementOutcome outcome =
                new PlacementOutcome(
                        PodPlacer.policyName(spec),
                        pods(spec, queues, nodes.hostOfNode()),
                        cpuMilli,
                        cpuMilli - cpuFree,
                        state.gpuTotalMilli(),
                        state.gpuTotalMilli() - state.gpuIdleMilli(),
                        new ClusterFragmentation(state, fragmentation).amountMilli());
        return new Queued(outcome, queues);
    }

    private static ResourceVector capacity(ClusterState state) {
        long cpuMilli = 0;
        long memoryMib = 0;
        for (int node = 0; node < state.nodeCount(); node++) {
            cpuMilli += state.node(node).cpuMilli();
            memoryMib += state.node(node).memoryMib();
        }
        return ResourceVector.of(cpuMilli, memoryMib, state.gpuTotalMilli());
    }

    /** Every stay on a host in order, then the pods that never started. */
    private static List<PodOutcome> pods(RunSpec spec, QueueOutcome queues, int[] hostOfNode) {
        List<PodOutcome> pods = new ArrayList<>();
        Map<Integer, BitSet> started = new TreeMap<>();
        QueueCgroups cgroups = new QueueCgroups(queues, spec.queued());
        for (PodRun run : queues.podRuns()) {
            started.computeIfAbsent(run.job(), _ -> new BitSet()).set(run.pod());
            if (run.startNs() < run.endNs()) {
                JobWork work = spec.queued().jobs().get(run.job());
                pods.add(
                        new PodOutcome(
                                QueuedPods.onHost(work, run, queues),
                                hostOfNode[run.node()],
                                devices(run.devices()),
                                "",
                                cgroups.of(run),
                                run.startNs(),
                                run.endNs()));
            }
        }
        for (int number = 0; number < queues.jobs().size(); number++) {
            JobOutcome job = queues.jobs().get(number);
            BitSet seen = started.getOrDefault(number, new BitSet());
            for (int pod = seen.nextClearBit(0);
                    pod < job.job().podCount();
                    pod = seen.nextClearBit(pod + 1)) {
                pods.add(
                        new PodOutcome(
                                QueuedPods.waiting(spec.queued().jobs().get(number), pod),
                                PlacementOutcome.NOWHERE,
                                List.of(),
                                job.reason()));
            }
        }
        return pods;
    }

    private static List<Integer> devices(long set) {
        List<Integer> devices = new ArrayList<>();
        for (long rest = set; rest != 0; rest &= rest - 1) {
            devices.add(Long.numberOfTrailingZeros(rest));
        }
        return devices;
    }
}
