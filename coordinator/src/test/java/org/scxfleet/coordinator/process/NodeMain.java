package org.scxfleet.coordinator.process;

import java.util.List;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.node.rpc.NodeServer;
import org.scxfleet.node.rpc.NodeServerOptions;

/** A node process as small as it can be, started by the tests as the real one is by the program. */
public final class NodeMain {
    static final BuildVersion BUILD = BuildVersion.of("1.0-test");

    private NodeMain() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> words = List.of(args);
        NodeServer server =
                NodeServer.start(
                        new NodeServerOptions(
                                HostPort.parse(words.get(words.indexOf("--listen") + 1)),
                                Integer.parseInt(words.get(words.indexOf("--threads") + 1)),
                                BUILD,
                                NodeAssembly.builtIn(),
                                new NodeMetrics()));
        server.drainAtExit(0);
        if (words.contains(NodeCommand.STOP_WITH_PARENT)) {
            server.closeAtEndOf(System.in);
        }
        System.out.println(server.announcement());
        server.awaitClosed();
    }
}
