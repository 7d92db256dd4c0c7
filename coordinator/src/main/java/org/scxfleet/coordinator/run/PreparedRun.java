package org.scxfleet.coordinator.run;

import java.util.List;
import org.scxfleet.cluster.plan.PlacementOutcome;
import org.scxfleet.cluster.plan.RunPlan;
import org.scxfleet.cluster.queue.PodRun;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.trace.TraceDigest;

/**
 * A run that is ready to be carried out: every host with all its work.
 *
 * @param name of the run
 * @param endNs simulated duration
 * @param hosts by number
 * @param podHosts host of each pod in the order of the run's pods, {@link PlacementOutcome#NOWHERE}
 *     if it fits nowhere
 * @param stays of pods of queues on hosts, in order; none for a run without queues
 */
public record PreparedRun(
        String name, long endNs, List<HostSpec> hosts, List<Integer> podHosts, List<PodRun> stays) {
    private static final int PLACED = 1;
    private static final int STAYED = 2;

    public PreparedRun {
        hosts = List.copyOf(hosts);
        podHosts = List.copyOf(podHosts);
        stays = List.copyOf(stays);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("run " + name + " has no host");
        }
        for (int i = 0; i < hosts.size(); i++) {
            HostSpec host = hosts.get(i);
            if (host.index() != i || host.endNs() != endNs) {
                throw new IllegalArgumentException(
                        "run "
                                + name
                                + ": host "
                                + host.name()
                                + " at position "
                                + i
                                + " has number "
                                + host.index()
                                + " and ends at "
                                + host.endNs()
                                + " ns");
            }
        }
    }

    /** A run without queues. */
    public PreparedRun(String name, long endNs, List<HostSpec> hosts, List<Integer> podHosts) {
        this(name, endNs, hosts, podHosts, List.of());
    }

    /**
     * Plans a run as submitted. Whoever does it gets the same.
     *
     * @throws IllegalArgumentException if the run contradicts itself; the message says where
     */
    public static PreparedRun of(RunSpec spec) {
        return of(spec, RunPlan.of(spec));
    }

    /** A run whose plan has been made. */
    public static PreparedRun of(RunSpec spec, RunPlan plan) {
        List<Integer> podHosts =
                plan.placement().pods().stream().map(PlacementOutcome.PodOutcome::host).toList();
        QueueOutcome queues = plan.queues();
        return new PreparedRun(
                spec.name(),
                spec.endNs(),
                plan.hosts(),
                podHosts,
                queues == null ? List.of() : queues.podRuns());
    }

    /** Tasks that exist at the start, guests' tasks included. */
    public long taskCount() {
        long count = 0;
        for (HostSpec host : hosts) {
            count += tasks(host.kernel());
            for (GuestSpec guest : host.guests()) {
                count += tasks(guest.kernel());
            }
        }
        return count;
    }

    private static long tasks(KernelSpec kernel) {
        return kernel.tasks().stream().mapToLong(TaskSpec::instances).sum();
    }

    /** Hash over what the coordinator decided: the host of every pod, every stay, in order. */
    long coordinatorDigest() {
        return coordinatorDigest(podHosts, stays);
    }

    static long coordinatorDigest(List<Integer> podHosts, List<PodRun> stays) {
        TraceDigest digest = new TraceDigest();
        for (int pod = 0; pod < podHosts.size(); pod++) {
            digest.add(PLACED, 0, 0, 0, 0, pod, podHosts.get(pod));
        }
        for (PodRun stay : stays) {
            digest.add(
                    STAYED,
                    stay.startNs(),
                    stay.attempt(),
                    stay.node(),
                    stay.job(),
                    stay.pod(),
                    stay.endNs());
        }
        return digest.value();
    }
}
