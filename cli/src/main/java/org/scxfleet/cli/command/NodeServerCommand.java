package org.scxfleet.cli.command;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.metrics.MetricsEndpoint;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.node.rpc.NodeServer;
import org.scxfleet.node.rpc.NodeServerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
    private static final Logger LOG = LoggerFactory.getLogger(NodeServerCommand.class);

    private final Console console;

    @Spec private CommandSpec spec = CommandSpec.create();

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
            names = "--drain",
            paramLabel = "SECONDS",
            description =
                    "when told to end (SIGTERM, Ctrl-C): take no further run, and give the present"
                            + " one so long to finish; default ${DEFAULT-VALUE}")
    private int drainS = 20;

    @Mixin private final LogOptions log = new LogOptions();

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
        if (drainS < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--drain must be 0 seconds or more, not " + drainS);
        }
        if (!stopWithParent) {
            // Who started it for one run has its own way of telling how the run is.
            log.apply();
        }
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
            server.drainAtExit(stopWithParent ? 0 : TimeUnit.SECONDS.toMillis(drainS));
            if (stopWithParent) {
                server.closeAtEndOf(console.in());
            }
            if (endpoint != null) {
                LOG.info("metrics on port {}", endpoint.port());
            }
            console.out().println(server.announcement());
            console.out().flush();
            server.awaitClosed();
        }
        return ExitStatus.DONE;
    }
}
