package org.scxfleet.cli.command;

import org.jspecify.annotations.Nullable;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.node.actor.NodeEmulator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a run is carried out. Nothing here changes its result. */
final class LayoutOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec mixee;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads that run hosts; default: the number of processors")
    private int threads =
            Math.min(Runtime.getRuntime().availableProcessors(), NodeEmulator.THREADS_MAX);

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "serve Prometheus metrics there while it runs")
    private @Nullable HostPort metrics;

    int threads() {
        return threads;
    }

    @Nullable HostPort metrics() {
        return metrics;
    }

    /** Refuses numbers that make no sense. */
    void check() {
        if (threads < 1 || threads > NodeEmulator.THREADS_MAX) {
            throw bad("--threads " + threads + " is outside 1.." + NodeEmulator.THREADS_MAX);
        }
    }

    private RuntimeException bad(String message) {
        return mixee == null
                ? new IllegalStateException(message)
                : new ParameterException(mixee.commandLine(), message);
    }
}
