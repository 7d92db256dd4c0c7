/**
 * Twin of {@code scx_flatcg}, the kernel's example of hierarchical sharing: cgroup weights
 * flattened into one level.
 *
 * <p>{@link org.scxfleet.policy.flatcg.WeightTree} knows the shares, {@link
 * org.scxfleet.policy.flatcg.CgroupOrder} whose turn it is, {@link
 * org.scxfleet.policy.flatcg.FlatcgScheduler} makes the calls: start there. Knows nothing of how
 * the kernel is modelled.
 */
@NullMarked
package org.scxfleet.policy.flatcg;

import org.jspecify.annotations.NullMarked;
