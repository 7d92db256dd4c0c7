package org.scxfleet.cluster.placement;

import org.scxfleet.cluster.resource.PodRequest;

/**
 * A placement policy at work on one cluster. It sees the cluster's state as it is when asked and
 * may keep caches of it. The same state, requests and seed give the same decisions.
 */
public interface Placement {
    /** Where a pod with this request goes now. The state is not changed. */
    Decision decide(PodRequest request);

    /**
     * Whether any node may have room; a cheap answer for those who only want to know when to ask
     * again. False only if {@link #decide} would find none.
     */
    default boolean hasRoom(PodRequest request) {
        return true;
    }

    /** What {@link #decide} looks at, for people. Neither the state nor the policy changes. */
    PlacementReport report(PodRequest request);
}
