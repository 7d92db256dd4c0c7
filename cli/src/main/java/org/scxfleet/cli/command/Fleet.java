package org.scxfleet.cli.command;

import java.util.List;
import org.scxfleet.coordinator.metrics.CoordinatorMetrics;
import org.scxfleet.coordinator.process.LocalFleet;
import org.scxfleet.coordinator.process.NodeCommand;
import org.scxfleet.coordinator.rpc.RemoteFleet;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunObserver;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.SubmittedRun;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.metrics.MetricsEndpoint;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.metrics.NodeMetrics;

/**
 * The processes of a run, opened for it: one inside this program, node processes that it starts, or
 * processes that have been started elsewhere. The path of the run is the same; only the transport
 * differs.
 */
final class Fleet implements AutoCloseable {
    /** Least heap of a node process. */
    private static final long NODE_HEAP_MIN_BYTES = 256L << 20;

    private final List<? extends FleetNode> nodes;
    private final List<AutoCloseable> open;
    private final CoordinatorMetrics metrics;

    private Fleet(
            List<? extends FleetNode> nodes, List<AutoCloseable> open, CoordinatorMetrics metrics) {
        this.nodes = nodes;
        this.open = open;
        this.metrics = metrics;
    }

    static Fleet open(LayoutOptions layout) {
        HostPort listen = layout.metrics();
        CoordinatorMetrics metrics = new CoordinatorMetrics();
        if (layout.processes() == 1 && layout.fleet().isEmpty()) {
            NodeMetrics figures = new NodeMetrics();
            AutoCloseable endpoint =
                    listen == null ? () -> {} : MetricsEndpoint.start(listen, metrics, figures);
            FleetNode node =
                    NodeEmulator.start("this process", layout.threads(), Assemblies.all(), figures);
            return new Fleet(List.of(node), List.of(node, endpoint), metrics);
        }
        AutoCloseable endpoint = listen == null ? () -> {} : MetricsEndpoint.start(listen, metrics);
        BuildVersion build = BuildVersion.of(ProgramVersion.text());
        if (!layout.fleet().isEmpty()) {
            RemoteFleet remote = RemoteFleet.connect(layout.fleet(), build);
            return new Fleet(remote.nodes(), List.of(remote, endpoint), metrics);
        }
        long heapBytes =
                Math.max(
                        NODE_HEAP_MIN_BYTES, Runtime.getRuntime().maxMemory() / layout.processes());
        LocalFleet local =
                LocalFleet.start(
                        layout.processes(),
                        NodeCommand.ofThisProgram(layout.threads(), heapBytes),
                        build);
        return new Fleet(local.nodes(), List.of(local, endpoint), metrics);
    }

    int processes() {
        return nodes.size();
    }

    RunResult carryOut(
            SubmittedRun run,
            PreparedRun prepared,
            RunTraces traces,
            RunControl control,
            RunObserver observer) {
        // Names of tasks in a trace come from their reports.
        boolean withTasks =
                !traces.sinks().isEmpty() || prepared.taskCount() <= RunOptions.TASKS_REPORTED_MAX;
        RunExecution execution =
                (submitted, stop, listener) ->
                        RunLoop.run(
                                prepared,
                                submitted.objects(),
                                nodes,
                                RunOptions.DEFAULTS
                                        .withTasks(withTasks)
                                        .withTraces(traces)
                                        .withObserver(listener),
                                stop);
        return metrics.observing(execution).carryOut(run, control, observer);
    }

    @Override
    public void close() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing " + each, e);
            }
        }
    }
}
