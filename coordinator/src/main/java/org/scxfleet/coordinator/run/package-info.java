/**
 * The life of one run: hosts are shared out to the processes of the fleet, windows of cluster time
 * are granted one after the other, messages are carried between hosts, reports are gathered.
 *
 * <p>How far a window may reach is decided by {@link org.scxfleet.cluster.time.WindowPlanner}; how
 * a process is reached is behind {@link org.scxfleet.fleet.FleetNode}. Knows neither actors nor
 * gRPC. Start at {@link org.scxfleet.coordinator.run.RunLoop}.
 */
@NullMarked
package org.scxfleet.coordinator.run;

import org.jspecify.annotations.NullMarked;
