/**
 * What the nodes of a cluster offer, what pods ask for, and what is free now.
 *
 * <p>Quantities are whole: milli-CPU, MiB, GPU devices and milli-GPU of one device. {@link
 * org.scxfleet.cluster.resource.ClusterState} is the only mutable type; it applies decisions and
 * makes none. Knows nothing of jobs, policies or time. Start reading at {@link
 * org.scxfleet.cluster.resource.NodeSpec} and {@link org.scxfleet.cluster.resource.PodRequest}.
 */
@NullMarked
package org.scxfleet.cluster.resource;

import org.jspecify.annotations.NullMarked;
