/**
 * Gangs placed close together: which nodes and devices NVLink, a node or a rack's switch joins, and
 * the closest of them that have room for all pods.
 *
 * <p>Knows nothing of jobs or queues. Start reading at {@link
 * org.scxfleet.cluster.placement.locality.LocalityPlacement}.
 */
@NullMarked
package org.scxfleet.cluster.placement.locality;

import org.jspecify.annotations.NullMarked;
