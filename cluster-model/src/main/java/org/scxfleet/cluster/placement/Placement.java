package org.scxfleet.cluster.placement;

import org.scxfleet.cluster.resource.PodRequest;

/**
 * A placement policy at work on one cluster. It sees the cluster's state as it is when asked and
 * may keep caches of it. The same state, requests and seed give the same decisions.
 */
public interface Placement {
    /** Where a pod with this request goes now. The state is not changed. */
    Decision decide(PodRequest request);
}
