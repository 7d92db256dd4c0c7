package org.scxfleet.cluster.run;

import java.util.List;
import org.scxfleet.cluster.placement.external.LoggedDecision;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.task.TaskSpec;

/**
 * A whole cluster experiment, free of files: what a client submits to a coordinator.
 *
 * @param name shown in results
 * @param seed seed of the run
 * @param endNs simulated duration
 * @param groups host groups in order; hosts are numbered group by group
 * @param links network between groups; pairs not listed use the default link
 * @param defaultLink latency and bandwidth of unlisted pairs
 * @param controlLatencyNs delay of messages between coordinator and hosts
 * @param placement policy that places the pods, ignored without pods
 * @param pods work to be placed, in arrival order
 * @param queued jobs that wait in queues; a run has these or pods
 * @param explained jobs and pods whose decisions are to be explained
 * @param decisions of an external policy, to be repeated; none for the policies built in
 */
public record RunSpec(
        String name,
        long seed,
        long endNs,
        List<HostGroup> groups,
        List<GroupLink> links,
        LinkSpec defaultLink,
        long controlLatencyNs,
        String placement,
        List<PodWork> pods,
        QueuedWork queued,
        List<String> explained,
        List<LoggedDecision> decisions) {
    /** Placement by somebody outside the program; what was decided is in {@link #decisions}. */
    public static final String EXTERNAL_PLACEMENT = "external";

    public static final long DEFAULT_CONTROL_LATENCY_NS = 100_000;

    /** Most hosts of one run. */
    public static final int MAX_HOSTS = 1_000_000;

    public RunSpec {
        groups = List.copyOf(groups);
        links = List.copyOf(links);
        pods = List.copyOf(pods);
        explained = List.copyOf(explained);
        decisions = List.copyOf(decisions);
        if (!pods.isEmpty() && !queued.jobs().isEmpty()) {
            throw new IllegalArgumentException(
                    "run " + name + " has pods without a queue beside jobs in queues");
        }
    }

    /** A run without queues. */
    public RunSpec(
            String name,
            long seed,
            long endNs,
            List<HostGroup> groups,
            List<GroupLink> links,
            LinkSpec defaultLink,
            long controlLatencyNs,
            String placement,
            List<PodWork> pods) {
        this(
                name,
                seed,
                endNs,
                groups,
                links,
                defaultLink,
                controlLatencyNs,
                placement,
                pods,
                QueuedWork.NONE,
                List.of(),
                List.of());
    }

    /** A run whose policy is built in. */
    public RunSpec(
            String name,
            long seed,
            long endNs,
            List<HostGroup> groups,
            List<GroupLink> links,
            LinkSpec defaultLink,
            long controlLatencyNs,
            String placement,
            List<PodWork> pods,
            QueuedWork queued,
            List<String> explained) {
        this(
                name,
                seed,
                endNs,
                groups,
                links,
                defaultLink,
                controlLatencyNs,
                placement,
                pods,
                queued,
                explained,
                List.of());
    }

    /** The same run with what an external policy has decided. */
    public RunSpec withDecisions(List<LoggedDecision> newDecisions) {
        return new RunSpec(
                name,
                seed,
                endNs,
                groups,
                links,
                defaultLink,
                controlLatencyNs,
                placement,
                pods,
                queued,
                explained,
                newDecisions);
    }

    /** Whether somebody outside the program places the pods. */
    public boolean isPlacedExternally() {
        return placement.equals(EXTERNAL_PLACEMENT);
    }

    /** Number of all hosts. */
    public int hostCount() {
        int count = 0;
        for (HostGroup group : groups) {
            count += group.hostNames().size();
        }
        return count;
    }

    /**
     * Equal hosts.
     *
     * @param hostNames stable names, from which the hosts' seeds derive
     * @param memoryMib memory of each host, for placement
     * @param kernel kernel, processors, GPUs and the work that every host of the group has
     * @param spreadTicks each host (and guest) ticks in a phase of its own, drawn from its seed;
     *     otherwise all tick in the phase that the kernel options name
     * @param fabric what joins the hosts, for placement
     */
    public record HostGroup(
            String name,
            List<String> hostNames,
            long memoryMib,
            KernelSpec kernel,
            List<GuestSpec> guests,
            boolean spreadTicks,
            Fabric fabric) {
        public HostGroup {
            hostNames = List.copyOf(hostNames);
            guests = List.copyOf(guests);
            if (hostNames.isEmpty()) {
                throw new IllegalArgumentException("host group " + name + " has no host");
            }
        }

        /** Hosts that all tick in the phase of the kernel options. */
        public HostGroup(
                String name,
                List<String> hostNames,
                long memoryMib,
                KernelSpec kernel,
                List<GuestSpec> guests) {
            this(name, hostNames, memoryMib, kernel, guests, false);
        }

        /** Hosts of which nobody knows what joins them. */
        public HostGroup(
                String name,
                List<String> hostNames,
                long memoryMib,
                KernelSpec kernel,
                List<GuestSpec> guests,
                boolean spreadTicks) {
            this(name, hostNames, memoryMib, kernel, guests, spreadTicks, Fabric.UNKNOWN);
        }
    }

    /**
     * What joins the hosts of a group, in the order of the hosts.
     *
     * @param nvlinkHosts hosts of one NVLink domain; 0 if NVLink joins no hosts
     * @param rackHosts hosts of one rack; 0 if nothing is known of racks
     */
    public record Fabric(int nvlinkHosts, int rackHosts) {
        /** Nothing is known. */
        public static final Fabric UNKNOWN = new Fabric(0, 0);

        public Fabric {
            if (nvlinkHosts < 0 || rackHosts < 0) {
                throw new IllegalArgumentException(
                        "NVLink over "
                                + nvlinkHosts
                                + " hosts, or racks of "
                                + rackHosts
                                + " hosts: none is below 0");
            }
        }

        /** NVLink domains that so many hosts fill, the last one perhaps in part. */
        public int nvlinkDomains(int hosts) {
            return nvlinkHosts == 0 ? 0 : Math.ceilDiv(hosts, nvlinkHosts);
        }

        /** Racks that so many hosts fill, the last one perhaps in part. */
        public int racks(int hosts) {
            return rackHosts == 0 ? 0 : Math.ceilDiv(hosts, rackHosts);
        }
    }

    /** Latency and bandwidth; both directions alike. */
    public record LinkSpec(long latencyNs, long bytesPerSecond) {
        /** 25 Gbit/s Ethernet in one data centre. */
        public static final LinkSpec DEFAULT = new LinkSpec(50_000, 3_125_000_000L);

        public LinkSpec {
            if (latencyNs < 1 || bytesPerSecond < 1) {
                throw new IllegalArgumentException(
                        "a link needs latency and bandwidth above 0, got "
                                + latencyNs
                                + " ns, "
                                + bytesPerSecond
                                + " bytes/s");
            }
        }
    }

    /** The link between two host groups, or within one. */
    public record GroupLink(String from, String to, LinkSpec link) {}

    /**
     * A pod with what it does.
     *
     * @param cpuMilli request
     * @param gpus number of devices, 0 = none
     * @param gpuMilli thousandths of each device
     * @param gpuModels models that suit; empty = any
     * @param quality quality of service class, groups statistics
     * @param cgroupWeight cpu.weight of its cgroup
     * @param tasks its threads; GPU steps name devices 0..gpus-1 of the pod, their cgroup is the
     *     pod's
     */
    public record PodWork(
            String name,
            long cpuMilli,
            long memoryMib,
            int gpus,
            int gpuMilli,
            List<String> gpuModels,
            String quality,
            int cgroupWeight,
            List<TaskSpec> tasks) {
        public PodWork {
            gpuModels = List.copyOf(gpuModels);
            tasks = List.copyOf(tasks);
        }
    }
}
