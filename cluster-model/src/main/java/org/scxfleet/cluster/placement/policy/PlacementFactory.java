package org.scxfleet.cluster.placement.policy;

import java.util.List;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;

/** Makes a policy for one cluster; implement it to bring a policy of your own. */
@FunctionalInterface
public interface PlacementFactory {
    /**
     * A policy at work on {@code state}.
     *
     * @param expected requests of the workload that is expected, as far as it is known
     * @param random the policy's own generator, derived from the run's seed
     */
    Placement create(ClusterState state, List<PodRequest> expected, SeededRandom random);
}
