package org.scxfleet.coordinator.rpc;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.node.rpc.NodeServer;
import org.scxfleet.node.rpc.NodeServerOptions;

/** Node servers on the loopback interface of this JVM. */
final class Fleet implements AutoCloseable {
    static final BuildVersion BUILD = BuildVersion.of("1.0-test");

    private final List<NodeServer> servers = new ArrayList<>();

    static Fleet of(int nodes) {
        Fleet fleet = new Fleet();
        for (int i = 0; i < nodes; i++) {
            fleet.add(NodeAssembly.builtIn());
        }
        return fleet;
    }

    NodeServer add(HostAssembly.Factory assemblies) {
        NodeServer server =
                NodeServer.start(
                        new NodeServerOptions(
                                HostPort.LOOPBACK_ANY_PORT,
                                1,
                                BUILD,
                                assemblies,
                                new NodeMetrics()));
        servers.add(server);
        return server;
    }

    /** Ends the first node, and starts another at its address. */
    void restart() {
        NodeServer ended = servers.removeFirst();
        HostPort address = address(ended);
        ended.close();
        servers.addFirst(
                NodeServer.start(
                        new NodeServerOptions(
                                address, 1, BUILD, NodeAssembly.builtIn(), new NodeMetrics())));
    }

    List<HostPort> addresses() {
        return servers.stream().map(Fleet::address).toList();
    }

    static HostPort address(NodeServer server) {
        return new HostPort("127.0.0.1", server.address().getPort());
    }

    @Override
    public void close() {
        servers.forEach(NodeServer::close);
    }
}
