/**
 * The list of placement policies that are built in, by name.
 *
 * <p>The one place to add a policy. Start reading at {@link
 * org.scxfleet.cluster.placement.policy.PlacementPolicy}.
 */
@NullMarked
package org.scxfleet.cluster.placement.policy;

import org.jspecify.annotations.NullMarked;
