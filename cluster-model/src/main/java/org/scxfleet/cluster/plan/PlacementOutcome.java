package org.scxfleet.cluster.plan;

import java.util.List;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.host.CgroupSpec;

/**
 * Where the pods of a run went.
 *
 * @param policy its official name; empty for a run without pods
 * @param pods in arrival order
 * @param cpuMilliTotal thousandths of CPUs of all hosts
 * @param cpuMilliAllocated requested by the placed pods
 * @param gpuMilliTotal thousandths of GPU devices of all hosts
 * @param gpuMilliAllocated requested by the placed pods
 * @param fragmentMilli idle GPU that the typical pods of the run cannot use
 */
public record PlacementOutcome(
        String policy,
        List<PodOutcome> pods,
        long cpuMilliTotal,
        long cpuMilliAllocated,
        long gpuMilliTotal,
        long gpuMilliAllocated,
        double fragmentMilli) {
    /** Parent of all pods' cgroups. */
    static final String POD_CGROUPS = "/kubepods";

    /** Host number of a pod that fits nowhere. */
    public static final int NOWHERE = -1;

    public PlacementOutcome {
        pods = List.copyOf(pods);
    }

    /** How many pods fit nowhere. */
    public long unplaced() {
        return pods.stream().filter(pod -> !pod.isPlaced()).count();
    }

    /**
     * One pod.
     *
     * @param host number of its host, or {@link #NOWHERE}
     * @param devices its GPU devices on that host: device i of the pod is the i-th
     * @param reason why it fits nowhere, else empty
     * @param cgroups its cgroups on that host, from the outermost to its own
     * @param startNs when it starts there
     * @param endNs when it ends there; {@link #STAYS} for a pod that stays to the end of the run
     */
    public record PodOutcome(
            PodWork pod,
            int host,
            List<Integer> devices,
            String reason,
            List<CgroupSpec> cgroups,
            long startNs,
            long endNs) {
        /** End of a pod that nobody ends. */
        public static final long STAYS = -1;

        public PodOutcome {
            devices = List.copyOf(devices);
            cgroups = List.copyOf(cgroups);
        }

        /** A pod of no queue, with one cgroup of its own. */
        public PodOutcome(PodWork pod, int host, List<Integer> devices, String reason) {
            this(
                    pod,
                    host,
                    devices,
                    reason,
                    List.of(
                            CgroupSpec.weighted(
                                    POD_CGROUPS + "/" + pod.name(), pod.cgroupWeight())),
                    0,
                    STAYS);
        }

        /** Path of its own cgroup. */
        public String cgroup() {
            return cgroups.getLast().path();
        }

        public boolean isPlaced() {
            return host != NOWHERE;
        }
    }
}
