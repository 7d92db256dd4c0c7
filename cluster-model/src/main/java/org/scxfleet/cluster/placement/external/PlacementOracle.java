package org.scxfleet.cluster.placement.external;

import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;

/** Somebody who can be asked where a pod goes. */
@FunctionalInterface
public interface PlacementOracle {
    /**
     * Asks once.
     *
     * @param number of the question, from 1
     * @param state as it is now; not to be changed
     * @param allowed nodes with room, ascending, at least one
     */
    OracleAnswer ask(long number, ClusterState state, PodRequest request, int[] allowed);
}
