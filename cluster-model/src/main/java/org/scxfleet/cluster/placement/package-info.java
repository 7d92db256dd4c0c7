/**
 * Where a pod goes: the contract of a placement policy and its answer.
 *
 * <p>A policy decides and changes nothing; whoever asked applies the decision to the {@link
 * org.scxfleet.cluster.resource.ClusterState}. Knows nothing of any particular policy. Start
 * reading at {@link org.scxfleet.cluster.placement.Placement}.
 */
@NullMarked
package org.scxfleet.cluster.placement;

import org.jspecify.annotations.NullMarked;
