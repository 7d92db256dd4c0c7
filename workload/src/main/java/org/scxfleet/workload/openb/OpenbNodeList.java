package org.scxfleet.workload.openb;

import java.util.List;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.host.HostReport.Notice;

/**
 * The nodes of a file, in its order.
 *
 * @param nodes at least one, with unique names
 * @param notices what was ignored
 */
public record OpenbNodeList(List<NodeSpec> nodes, List<Notice> notices) {
    public OpenbNodeList {
        nodes = List.copyOf(nodes);
        notices = List.copyOf(notices);
    }
}
