package org.scxfleet.node.rpc;

import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.metrics.NodeMetrics;

/**
 * What a node process is started with.
 *
 * @param listen address of the gRPC service; port 0 lets the system choose
 * @param threads that run hosts
 * @param build of this program; a coordinator of another build is refused
 * @param assemblies makes hosts
 * @param metrics receives the figures of each run
 */
public record NodeServerOptions(
        HostPort listen,
        int threads,
        BuildVersion build,
        HostAssembly.Factory assemblies,
        NodeMetrics metrics) {}
