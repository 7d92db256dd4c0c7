/**
 * The published GPU placement study as a computation: one cluster, one workload, several policies,
 * several seeds.
 *
 * <p>The study (Weng et al., USENIX ATC 2023) replays a production cluster of 1,213 GPU nodes: a
 * workload is brought to 130 % of the cluster's GPUs, its pods arrive one after the other, none
 * leaves, and after every arrival it is measured how much GPU is allocated and how much of the idle
 * rest is fragmented. Knows nothing of files and of time. Start reading at {@link
 * org.scxfleet.cluster.placement.study.PlacementStudy}.
 */
@NullMarked
package org.scxfleet.cluster.placement.study;

import org.jspecify.annotations.NullMarked;
