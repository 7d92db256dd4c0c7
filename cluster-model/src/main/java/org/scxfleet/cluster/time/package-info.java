/**
 * Cluster time: how far each host may run before it has to hear from the others.
 *
 * <p>{@link org.scxfleet.cluster.time.WindowPlanner} is the algorithm, {@link
 * org.scxfleet.cluster.time.ChannelRegistry} says who may send to whom and how slowly, {@link
 * org.scxfleet.cluster.time.WindowPolicy} lets a test cut the same time into other windows. Works
 * on numbers of hosts and times; knows neither what a host is nor how it is reached: actors,
 * streams and processes are elsewhere.
 */
@NullMarked
package org.scxfleet.cluster.time;

import org.jspecify.annotations.NullMarked;
