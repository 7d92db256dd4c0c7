/**
 * Shares of a capacity: who gets how much of it, from the cluster's queues down to a host's
 * cgroups.
 *
 * <p>A {@link org.scxfleet.share.ShareTree} divides one capacity or a vector of them by nested
 * weights, with or without demands; {@link org.scxfleet.share.HierarchicalDrf} hands out whole
 * tasks by dominant shares. All quantities are whole numbers of the smallest unit (milli-CPU, MiB,
 * milli-GPU), so that the parts always add up to the whole. Knows nothing of queues, pods, cgroups
 * or hosts: those are names and numbers here. Start reading at {@link
 * org.scxfleet.share.ShareNode}.
 */
@NullMarked
package org.scxfleet.share;

import org.jspecify.annotations.NullMarked;
