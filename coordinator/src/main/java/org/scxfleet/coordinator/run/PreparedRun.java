package org.scxfleet.coordinator.run;

import java.util.List;
import org.scxfleet.cluster.plan.PlacementOutcome;
import org.scxfleet.cluster.plan.RunPlan;
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
 */
public record PreparedRun(String name, long endNs, List<HostSpec> hosts, List<Integer> podHosts) {
    private static final int PLACED = 1;

    public PreparedRun {
        hosts = List.copyOf(hosts);
        podHosts = List.copyOf(podHosts);
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
        return new PreparedRun(spec.name(), spec.endNs(), plan.hosts(), podHosts);
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

    /** Hash over what the coordinator decided: the host of every pod, in order. */
    long coordinatorDigest() {
        TraceDigest digest = new TraceDigest();
        for (int pod = 0; pod < podHosts.size(); pod++) {
            digest.add(PLACED, 0, 0, 0, 0, pod, podHosts.get(pod));
        }
        return digest.value();
    }
}
