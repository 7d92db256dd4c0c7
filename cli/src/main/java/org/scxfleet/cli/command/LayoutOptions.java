package org.scxfleet.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.process.LocalFleet;
import org.scxfleet.coordinator.rpc.RemoteFleet;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.node.actor.NodeEmulator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a run is carried out. Nothing here changes its result. */
final class LayoutOptions {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec mixee;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "threads that run hosts, in each process; default: the processors, shared among"
                            + " the processes")
    private @Nullable Integer threads;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "start so many node processes on this machine")
    private int processes = 1;

    @Option(
            names = "--fleet",
            split = ",",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "use node processes that have been started elsewhere")
    private List<HostPort> fleet = new ArrayList<>();

    @Option(
            names = "--coordinator",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "hand the run to a coordinator that has been started elsewhere")
    private @Nullable HostPort coordinator;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "serve Prometheus metrics there while it runs")
    private @Nullable HostPort metrics;

    /** Threads of each process. */
    int threads() {
        Integer given = threads;
        int shared = Math.max(1, PROCESSORS / Math.max(1, processes));
        return given == null ? Math.min(shared, NodeEmulator.THREADS_MAX) : given;
    }

    int processes() {
        return processes;
    }

    List<HostPort> fleet() {
        return fleet;
    }

    @Nullable HostPort coordinator() {
        return coordinator;
    }

    @Nullable HostPort metrics() {
        return metrics;
    }

    /** Refuses what makes no sense. */
    void check() {
        int ways =
                (processes == 1 ? 0 : 1)
                        + (fleet.isEmpty() ? 0 : 1)
                        + (coordinator == null ? 0 : 1);
        if (ways > 1) {
            throw bad("--processes, --fleet and --coordinator exclude each other");
        }
        if (threads() < 1 || threads() > NodeEmulator.THREADS_MAX) {
            throw bad("--threads " + threads() + " is outside 1.." + NodeEmulator.THREADS_MAX);
        }
        if (processes < 1 || processes > LocalFleet.PROCESSES_MAX) {
            throw bad("--processes " + processes + " is outside 1.." + LocalFleet.PROCESSES_MAX);
        }
        if (fleet.size() > RemoteFleet.NODES_MAX) {
            throw bad("--fleet names more than " + RemoteFleet.NODES_MAX + " processes");
        }
        if (coordinator != null && metrics != null) {
            throw bad("--metrics: a coordinator elsewhere serves its own metrics");
        }
    }

    private RuntimeException bad(String message) {
        return mixee == null
                ? new IllegalStateException(message)
                : new ParameterException(mixee.commandLine(), message);
    }
}
