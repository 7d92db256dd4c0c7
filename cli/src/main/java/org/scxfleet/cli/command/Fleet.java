package org.scxfleet.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.trace.TraceRecording;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.assembly.EmulatedHost;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.MetricsEndpoint;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.paravirt.GuestMachine;

/** The processes of a run, opened for it: here one inside this program. */
final class Fleet implements AutoCloseable {
    private final List<FleetNode> nodes;
    private final @Nullable MetricsEndpoint metrics;

    private Fleet(List<FleetNode> nodes, @Nullable MetricsEndpoint metrics) {
        this.nodes = List.copyOf(nodes);
        this.metrics = metrics;
    }

    /**
     * @param recording where events of traced hosts go; null for no trace
     */
    static Fleet open(LayoutOptions layout, @Nullable TraceRecording recording) {
        NodeMetrics figures = new NodeMetrics();
        HostPort listen = layout.metrics();
        MetricsEndpoint endpoint = listen == null ? null : MetricsEndpoint.start(listen, figures);
        HostAssembly.Factory assemblies = assemblies();
        FleetNode node =
                NodeEmulator.start(
                        "this process",
                        layout.threads(),
                        recording == null ? assemblies : traced(assemblies, recording),
                        figures);
        return new Fleet(List.of(node), endpoint);
    }

    List<FleetNode> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(FleetNode::close);
        if (metrics != null) {
            metrics.close();
        }
    }

    private static HostAssembly.Factory assemblies() {
        return NodeAssembly.with(
                (scheduler, _) -> {
                    throw new IllegalArgumentException(
                            "scheduler " + scheduler.name() + ": BPF objects cannot be loaded yet");
                },
                _ -> new GuestMachine());
    }

    private static HostAssembly.Factory traced(
            HostAssembly.Factory assemblies, TraceRecording recording) {
        return objects -> {
            HostAssembly assembly = assemblies.forRun(objects);
            return spec -> {
                EmulatedHost host = assembly.assemble(spec);
                host.traceTo(recording.sink(spec.index()));
                return host;
            };
        };
    }
}
