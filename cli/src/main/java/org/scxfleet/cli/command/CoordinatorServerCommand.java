package org.scxfleet.cli.command;

import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.metrics.CoordinatorMetrics;
import org.scxfleet.coordinator.rpc.CoordinatorServer;
import org.scxfleet.coordinator.rpc.CoordinatorServerOptions;
import org.scxfleet.coordinator.rpc.NodeAddresses;
import org.scxfleet.coordinator.rpc.ResultFolder;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.metrics.MetricsEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A coordinator that waits for runs. */
@Command(
        name = "coordinator",
        description = {
            "Waits for runs (run --coordinator) and carries them out on its nodes, one at a time.",
            "Listens on the loopback interface unless told otherwise; whoever reaches the port can"
                    + " hand in runs."
        },
        subcommands = CoordinatorStatusCommand.class,
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class CoordinatorServerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorServerCommand.class);

    private final Console console;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "address of the service; default a free port of 127.0.0.1")
    private HostPort listen = HostPort.LOOPBACK_ANY_PORT;

    @Option(
            names = "--nodes",
            split = ",",
            paramLabel = "HOST:PORT",
            converter = NodeAddressConverter.class,
            description = {
                "node processes that carry the hosts; dns:NAME:PORT stands for all addresses that"
                        + " the name service has for the name when a run begins"
            })
    private List<NodeAddresses.Entry> nodes = new ArrayList<>();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "keep results there, so that they survive a restart of the coordinator")
    private @Nullable Path results;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "serve Prometheus metrics there")
    private @Nullable HostPort metrics;

    @Mixin private final LogOptions log = new LogOptions();

    CoordinatorServerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (nodes.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Missing required option: '--nodes=HOST:PORT'");
        }
        log.apply();
        CoordinatorMetrics figures = new CoordinatorMetrics();
        HostPort served = metrics;
        Path kept = results;
        // A node that was restarted may have another address for the next run.
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        try (CoordinatorServer server =
                        CoordinatorServer.start(
                                new CoordinatorServerOptions(
                                        listen,
                                        NodeAddresses.of(nodes),
                                        kept == null
                                                ? FinishedRuns.NOWHERE
                                                : ResultFolder.open(kept),
                                        BuildVersion.of(ProgramVersion.text())),
                                figures);
                MetricsEndpoint endpoint =
                        served == null ? null : MetricsEndpoint.start(served, server.metrics())) {
            server.closeAtExit();
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
