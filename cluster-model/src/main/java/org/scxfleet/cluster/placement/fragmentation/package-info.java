/**
 * How much of the idle GPU capacity is of no use to the pods that usually come.
 *
 * <p>{@link org.scxfleet.cluster.placement.fragmentation.TypicalPods} are those pods, {@link
 * org.scxfleet.cluster.placement.fragmentation.Fragmentation} measures one node against them and
 * {@link org.scxfleet.cluster.placement.fragmentation.ClusterFragmentation} keeps the sum over a
 * cluster. Knows nothing of policies.
 */
@NullMarked
package org.scxfleet.cluster.placement.fragmentation;

import org.jspecify.annotations.NullMarked;
