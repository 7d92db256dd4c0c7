package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.network.NetworkModel;
import org.scxfleet.cluster.placement.external.RecordedPlacement;
import org.scxfleet.cluster.placement.policy.PlacementFactory;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.plan.PlacementOutcome.PodOutcome;
import org.scxfleet.cluster.queue.Explainer;
import org.scxfleet.cluster.queue.JobExplanation;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;

/**
 * A run with its pods placed: every host as it will be assembled. Depends on nothing but the run,
 * so whoever plans it (the program that a user started, or a coordinator elsewhere) gets the same.
 *
 * @param hosts by number: group by group, in the order of the run
 * @param placement where the pods went
 * @param queues what became of the jobs in queues; null for a run without
 * @param explanations of the jobs and pods that were asked for
 */
public record RunPlan(
        List<HostSpec> hosts,
        PlacementOutcome placement,
        @Nullable QueueOutcome queues,
        List<JobExplanation> explanations) {
    public RunPlan {
        hosts = List.copyOf(hosts);
        explanations = List.copyOf(explanations);
    }

    /**
     * Places the pods and wires the hosts.
     *
     * @throws IllegalArgumentException if the run contradicts itself; the message says where
     */
    public static RunPlan of(RunSpec spec) {
        return of(spec, WindowLook.none());
    }

    /**
     * As {@link #of(RunSpec)}; with windows, hosts are emulated in them while the run is planned,
     * and the plan has none.
     */
    public static RunPlan of(RunSpec spec, WindowLook look) {
        if (!spec.isPlacedExternally()) {
            return of(
                    spec,
                    (state, expected, random) ->
                            PlacementPolicy.named(spec.placement()).create(state, expected, random),
                    look);
        }
        List<RecordedPlacement> repeated = new ArrayList<>();
        RunPlan plan =
                of(
                        spec,
                        (state, _, _) -> {
                            repeated.add(new RecordedPlacement(state, spec.decisions()));
                            return repeated.getLast();
                        },
                        look);
        repeated.forEach(RecordedPlacement::requireUsedUp);
        return plan;
    }

    /**
     * Places the pods by this policy, whatever the run names, and wires the hosts.
     *
     * @throws IllegalArgumentException if the run contradicts itself; the message says where
     */
    public static RunPlan of(RunSpec spec, PlacementFactory policy, WindowLook look) {
        Explainer explainer = new Explainer(spec.explained());
        QueuedPlacer.Queued queued =
                spec.queued().jobs().isEmpty()
                        ? null
                        : QueuedPlacer.place(spec, policy, look, explainer);
        PlacementOutcome placement =
                queued == null ? PodPlacer.place(spec, policy, explainer) : queued.placement();
        if (!look.isNone()) {
            return new RunPlan(
                    List.of(),
                    placement,
                    queued == null ? null : queued.queues(),
                    explainer.explanations());
        }
        List<List<PodOutcome>> podsOfHost = podsByHost(placement, spec.hostCount());
        int[] groupOfHost = new int[spec.hostCount()];
        List<Doors> doors = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int group = 0; group < spec.groups().size(); group++) {
            HostGroup hosts = spec.groups().get(group);
            Doors ofGroup = doors(hosts);
            for (String name : hosts.hostNames()) {
                groupOfHost[doors.size()] = group;
                doors.add(withPods(ofGroup, podsOfHost.get(doors.size())));
                names.add(name);
            }
        }
        Connections connections =
                new Connections(
                        NetworkModel.of(spec),
                        groupOfHost,
                        spec.groups().stream().map(group -> group.kernel().gpus()).toList(),
                        doors,
                        names);
        List<HostSpec> hosts = new ArrayList<>(doors.size());
        for (int host = 0; host < doors.size(); host++) {
            HostGroup group = spec.groups().get(groupOfHost[host]);
            hosts.add(host(spec, group, host, names.get(host), podsOfHost.get(host), connections));
        }
        return new RunPlan(
                hosts,
                placement,
                queued == null ? null : queued.queues(),
                explainer.explanations());
    }

    private static List<List<PodOutcome>> podsByHost(PlacementOutcome placement, int hostCount) {
        List<List<PodOutcome>> byHost = new ArrayList<>(hostCount);
        for (int host = 0; host < hostCount; host++) {
            byHost.add(new ArrayList<>(0));
        }
        for (PodOutcome pod : placement.pods()) {
            if (pod.isPlaced()) {
                byHost.get(pod.host()).add(pod);
            }
        }
        return byHost;
    }

    private static Doors doors(HostGroup group) {
        Doors doors = Doors.of(group.kernel().tasks());
        for (GuestSpec guest : group.guests()) {
            if (!Doors.of(guest.kernel().tasks()).areNone()) {
                throw new IllegalArgumentException(
                        "a task of guest "
                                + guest.name()
                                + " of host group "
                                + group.name()
                                + " uses a service or a collective; only tasks of hosts can");
            }
        }
        return doors;
    }

    private static Doors withPods(Doors ofGroup, List<PodOutcome> pods) {
        Doors doors = ofGroup;
        for (PodOutcome pod : pods) {
            Doors ofPod = Doors.of(pod.pod().tasks());
            doors = ofPod.areNone() ? doors : doors.and(ofPod);
        }
        return doors;
    }

    private static HostSpec host(
            RunSpec spec,
            HostGroup group,
            int number,
            String name,
            List<PodOutcome> pods,
            Connections connections) {
        KernelSpec kernel = HostWork.withPods(group.kernel(), pods);
        List<GuestSpec> guests = group.guests();
        if (group.spreadTicks()) {
            SeededRandom phases =
                    new SeededRandom(
                            SeedTree.derive(SeedTree.derive(spec.seed(), name), "tick phase"));
            kernel = withOwnPhase(kernel, phases);
            guests = guests.stream().map(guest -> withOwnPhase(guest, phases)).toList();
        }
        return new HostSpec(
                name,
                number,
                group.name(),
                spec.seed(),
                spec.endNs(),
                kernel,
                guests,
                connections.endpoints(number),
                connections.routes(number),
                connections.collectives(number));
    }

    static KernelSpec withOwnPhase(KernelSpec kernel, SeededRandom phases) {
        return new KernelSpec(
                kernel.topology(),
                kernel.options().withTickPhaseNs(phases.below(kernel.options().tickNs())),
                kernel.costs(),
                kernel.scheduler(),
                kernel.cgroups(),
                kernel.gpus(),
                kernel.tasks(),
                kernel.actions());
    }

    static GuestSpec withOwnPhase(GuestSpec guest, SeededRandom phases) {
        return new GuestSpec(
                guest.name(),
                withOwnPhase(guest.kernel(), phases),
                guest.vcpuParams(),
                guest.vcpuPins(),
                guest.cgroup(),
                guest.haltPollNs(),
                guest.entryNs(),
                guest.exitNs());
    }
}
