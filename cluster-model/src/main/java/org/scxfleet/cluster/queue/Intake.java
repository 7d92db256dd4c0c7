package org.scxfleet.cluster.queue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.resource.ResolvedRequest;
import org.scxfleet.share.queue.QueueAccounts;

/** Turns jobs away that could never start. */
final class Intake {
    private final ClusterState cluster;
    private final QueueAccounts accounts;
    private final long endNs;
    private final Set<String> names = new HashSet<>();
    private final Map<PodRequest, Long> roomInEmptyCluster = new HashMap<>();

    Intake(ClusterState cluster, QueueAccounts accounts, long endNs) {
        this.cluster = cluster;
        this.accounts = accounts;
        this.endNs = endNs;
    }

    /** Why the job can never start; empty if it can. */
    String refusal(Job job, int leaf) {
        if (!names.add(job.name())) {
            return "another job has the same name";
        }
        if (job.submitNs() >= endNs) {
            return "it is submitted after the end of the run";
        }
        long pods = roomInEmptyCluster.computeIfAbsent(job.request(), this::roomInEmptyCluster);
        if (pods == 0) {
            return "no node is large enough for a pod of it: it asks for " + text(job.request());
        }
        if (pods < job.startTogether()) {
            return "of "
                    + job.startTogether()
                    + " pods that start together only "
                    + pods
                    + " find room in the empty cluster";
        }
        long[] amounts = QueueResource.times(QueueResource.of(job.request()), job.startTogether());
        int refuser = accounts.everRefusedBy(leaf, amounts);
        if (refuser != QueueAccounts.NOBODY) {
            return "it needs more than queue "
                    + accounts.tree().path(refuser)
                    + " can ever have: "
                    + text(job.request())
                    + (job.startTogether() == 1 ? "" : ", " + job.startTogether() + " times");
        }
        return "";
    }

    private static String text(PodRequest request) {
        StringBuilder text = new StringBuilder(QueueResource.CPU.text(request.cpuMilli()));
        text.append(", ").append(request.memoryMib()).append(" MiB");
        if (request.gpuCount() > 0) {
            text.append(", ").append(QueueResource.GPU.text(request.gpuMilliTotal()));
            text.append(
                    request.gpuModels().isEmpty()
                            ? ""
                            : " of model " + String.join(" or ", request.gpuModels()));
        }
        return text.toString();
    }

    private long roomInEmptyCluster(PodRequest request) {
        ResolvedRequest resolved = cluster.resolve(request);
        long pods = 0;
        for (int node = 0; node < cluster.nodeCount(); node++) {
            pods += roomOnEmptyNode(resolved, node);
        }
        return pods;
    }

    private long roomOnEmptyNode(ResolvedRequest resolved, int node) {
        PodRequest request = resolved.request();
        NodeSpec spec = cluster.node(node);
        long pods = Job.PODS_MAX;
        if (request.cpuMilli() > 0) {
            pods = Math.min(pods, spec.cpuMilli() / request.cpuMilli());
        }
        if (request.memoryMib() > 0) {
            pods = Math.min(pods, spec.memoryMib() / request.memoryMib());
        }
        if (request.gpuCount() > 0) {
            int perDevice = PodRequest.GPU_MILLI_WHOLE / request.gpuMilli();
            long devices = resolved.allows(cluster.gpuModel(node)) ? spec.gpuCount() : 0;
            pods = Math.min(pods, devices * perDevice / request.gpuCount());
        }
        return pods;
    }
}
