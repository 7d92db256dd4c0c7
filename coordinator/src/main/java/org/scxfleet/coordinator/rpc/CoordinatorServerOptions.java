package org.scxfleet.coordinator.rpc;

import java.util.List;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;

/**
 * What a coordinator process is started with.
 *
 * @param listen address of the gRPC service; port 0 lets the system choose
 * @param nodes processes of the fleet; they are connected for each run anew
 * @param build of this program; clients and nodes of another build are refused
 */
public record CoordinatorServerOptions(HostPort listen, List<HostPort> nodes, BuildVersion build) {
    public CoordinatorServerOptions {
        nodes = List.copyOf(nodes);
    }
}
