/**
 * Placement by scores: of the nodes that have room, the best scored takes the pod.
 *
 * <p>A policy is a {@link org.scxfleet.cluster.placement.score.NodeScorer} (which node) and a
 * {@link org.scxfleet.cluster.placement.score.DeviceChoice} (which of its devices); {@link
 * org.scxfleet.cluster.placement.score.ScoredPlacement} does the rest, with scores cached. Knows
 * nothing of names, options or the list of policies.
 */
@NullMarked
package org.scxfleet.cluster.placement.score;

import org.jspecify.annotations.NullMarked;
