/**
 * The shape of a host's processors: CPUs, SMT cores, last-level caches, NUMA nodes, sockets, and
 * sets of CPUs.
 *
 * <p>Knows nothing of tasks or scheduling. Start at {@link org.scxfleet.topology.CpuTopology};
 * named machines are in {@link org.scxfleet.topology.TopologyPresets}.
 */
@NullMarked
package org.scxfleet.topology;

import org.jspecify.annotations.NullMarked;
