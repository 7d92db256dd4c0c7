package org.scxfleet.workload.openb;

import java.util.List;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.host.HostReport.Notice;

/**
 * The pods of a file, in its order.
 *
 * @param pods at least one, with unique names
 * @param notices what was ignored or capped
 */
public record OpenbPodList(List<OpenbPod> pods, List<Notice> notices) {
    public OpenbPodList {
        pods = List.copyOf(pods);
        notices = List.copyOf(notices);
    }

    /** Names and requests alone. */
    public List<Pod> plainPods() {
        return pods.stream().map(OpenbPod::pod).toList();
    }
}
