package org.scxfleet.cli.command;

import java.util.concurrent.Callable;
import org.scxfleet.cli.report.StatusReport;
import org.scxfleet.coordinator.rpc.FleetStatus;
import org.scxfleet.coordinator.rpc.RemoteCoordinator;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.HostPort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a coordinator knows of its nodes and runs. */
@Command(
        name = "status",
        description =
                "Asks a coordinator which nodes it has (state, version, hosts), and which runs: how"
                        + " far, how fast.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class CoordinatorStatusCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "address of the coordinator")
    private HostPort coordinator = HostPort.LOOPBACK_ANY_PORT;

    @Option(names = "--json", description = "print one JSON document")
    private boolean json;

    CoordinatorStatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        BuildVersion build = BuildVersion.of(ProgramVersion.text());
        FleetStatus status;
        try (RemoteCoordinator remote = RemoteCoordinator.connect(coordinator, build)) {
            status = remote.status();
        }
        if (json) {
            console.out().print(StatusReport.json(status));
        } else {
            StatusReport.lines(status).forEach(console.out()::println);
        }
        console.out().flush();
        return ExitStatus.DONE;
    }
}
