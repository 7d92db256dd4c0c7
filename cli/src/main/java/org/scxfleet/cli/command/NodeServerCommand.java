package org.scxfleet.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.metrics.MetricsEndpoint;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.node.rpc.NodeServer;
import org.scxfleet.node.rpc.NodeServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A process of the fleet that carries hosts. */
@Command(
        name = "node",
        description = {
            "Waits for a coordinator and carries hosts for it, one run at a time.",
            "Listens on the loopback interface unless told otherwise; whoever reaches the port can"
                    + " use the process."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class NodeServerCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "address of the service; default a free port of 127.0.0.1")
    private HostPort listen = HostPort.LOOPBACK_ANY_PORT;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "serve Prometheus metrics there")
    private @Nullable HostPort metrics;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads that run hosts; default: the number of processors")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--stop-with-parent",
            hidden = true,
            description = "end when standard input does")
    private boolean stopWithParent;

    NodeServerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        NodeMetrics figures = new NodeMetrics();
        HostPort served = metrics;
        try (NodeServer server =
                        NodeServer.start(
                                new NodeServerOptions(
                                        listen,
                                        threads,
                                        BuildVersion.of(ProgramVersion.text()),
                                        Assemblies.all(),
                                        figures));
                MetricsEndpoint endpoint =
                        served == null ? null : MetricsEndpoint.start(served, server.metrics())) {
            server.closeAtExit();
            if (stopWithParent) {
                server.closeAtEndOf(console.in());
            }
            if (endpoint != null) {
                console.error("metrics on port " + endpoint.port());
            }
            console.out().println(server.announcement());
            console.out().flush();
            server.awaitClosed();
        }
        return ExitStatus.DONE;
    }
}
