package org.scxfleet.workload.kubernetes;

import java.util.List;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.host.HostReport.Notice;

/**
 * What a file describes.
 *
 * @param nodes in the order of the file
 * @param pods those written as pods and those of jobs, in the order of the file
 * @param notices what was ignored
 */
public record KubernetesObjects(
        List<NodeSpec> nodes, List<QualifiedPod> pods, List<Notice> notices) {
    public KubernetesObjects {
        nodes = List.copyOf(nodes);
        pods = List.copyOf(pods);
        notices = List.copyOf(notices);
    }

    /**
     * A pod.
     *
     * @param quality {@code Guaranteed}, {@code Burstable} or {@code BE}, as Kubernetes derives it
     *     from requests and limits
     */
    public record QualifiedPod(Pod pod, String quality) {}
}
