package org.scxfleet.coordinator.rpc;

import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;

/**
 * What a coordinator process is started with.
 *
 * @param listen address of the gRPC service; port 0 lets the system choose
 * @param nodes processes of the fleet; they are looked up and connected for each run anew
 * @param finished where results outlive this process
 * @param build of this program; clients and nodes of another build are refused
 */
public record CoordinatorServerOptions(
        HostPort listen, NodeAddresses nodes, FinishedRuns finished, BuildVersion build) {}
