package org.scxfleet.tests.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cli.scenario.ObjectCheck;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.cli.scenario.ScenarioReader;
import org.scxfleet.cluster.time.WindowPolicy;
import org.scxfleet.coordinator.rpc.RemoteFleet;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.node.rpc.NodeServer;
import org.scxfleet.node.rpc.NodeServerOptions;
import org.scxfleet.paravirt.GuestMachine;

class DeterminismTest {
    private static final BuildVersion BUILD = BuildVersion.of("test");
    private static Scenario scenario;
    private static RunResult reference;

    @BeforeAll
    static void runOnce() {
        Path file = Path.of("src/test/resources/determinism/cluster.yaml");
        scenario =
                new ScenarioReader(Runtime.getRuntime().maxMemory(), ObjectCheck.NONE)
                        .read(file, List.of());
        reference = inMemory(1, 1, WindowPolicy.LOOKAHEAD);
    }

    private static HostAssembly.Factory assemblies() {
        return NodeAssembly.with(
                (scheduler, bytes) -> {
                    throw new IllegalArgumentException("no object " + scheduler.name());
                },
                guest -> new GuestMachine());
    }

    private static RunResult run(List<? extends FleetNode> nodes, WindowPolicy policy) {
        return RunLoop.run(
                PreparedRun.of(scenario.run()),
                scenario.objects(),
                nodes,
                RunOptions.DEFAULTS.withPolicy(policy),
                new RunControl());
    }

    private static RunResult inMemory(int nodes, int threads, WindowPolicy policy) {
        List<FleetNode> emulators = new ArrayList<>();
        try {
            for (int i = 0; i < nodes; i++) {
                emulators.add(
                        NodeEmulator.start("node " + i, threads, assemblies(), new NodeMetrics()));
            }
            return run(emulators, policy);
        } finally {
            emulators.forEach(FleetNode::close);
        }
    }

    private static RunResult overGrpc(int nodes) {
        List<NodeServer> servers = new ArrayList<>();
        try {
            List<HostPort> addresses = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                NodeServer server =
                        NodeServer.start(
                                new NodeServerOptions(
                                        new HostPort("127.0.0.1", 0),
                                        1,
                                        BUILD,
                                        assemblies(),
                                        new NodeMetrics()));
                servers.add(server);
                addresses.add(new HostPort("127.0.0.1", server.address().getPort()));
            }
            try (RemoteFleet fleet = RemoteFleet.connect(addresses, BUILD)) {
                return run(fleet.nodes(), WindowPolicy.LOOKAHEAD);
            }
        } finally {
            servers.forEach(NodeServer::close);
        }
    }

    private static void shouldEqualReference(RunResult result) {
        assertThat(result.digest()).isEqualTo(reference.digest());
        for (int i = 0; i < reference.reports().size(); i++) {
            assertThat(result.reports().get(i).digest())
                    .as(reference.reports().get(i).name())
                    .isEqualTo(reference.reports().get(i).digest());
        }
    }

    @Test
    void shouldDoSomethingOnEveryHostAndExchangeMessages() {
        assertThat(reference.reports()).allMatch(report -> report.events() > 100);
        assertThat(reference.messages()).isGreaterThan(500);
        assertThat(reference.windows()).isGreaterThan(100);
        assertThat(reference.reports())
                .allMatch(report ->
                        report.kernels().stream().allMatch(kernel -> kernel.exits().isEmpty()));
    }

    @Test
    void shouldRepeat() {
        shouldEqualReference(inMemory(1, 1, WindowPolicy.LOOKAHEAD));
    }

    @Test
    void shouldNotDependOnThreads() {
        shouldEqualReference(inMemory(1, 2, WindowPolicy.LOOKAHEAD));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldNotDependOnTheNumberOfNodes(int nodes) {
        shouldEqualReference(inMemory(nodes, 1, WindowPolicy.LOOKAHEAD));
    }

    static List<WindowPolicy> policies() {
        return List.of(WindowPolicy.SEVENTH, WindowPolicy.GROWING, WindowPolicy.ONE_HOST);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void shouldNotDependOnTheWindows(WindowPolicy policy) {
        shouldEqualReference(inMemory(1, 1, policy));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldNotDependOnTheTransport(int nodes) {
        shouldEqualReference(overGrpc(nodes));
    }

    @Test
    void shouldDependOnTheSeed() {
        Path file = Path.of("src/test/resources/determinism/cluster.yaml");
        Scenario other =
                new ScenarioReader(Runtime.getRuntime().maxMemory(), ObjectCheck.NONE)
                        .read(file, List.of("seed=100"));
        Scenario before = scenario;
        scenario = other;
        try {
            assertThat(inMemory(1, 1, WindowPolicy.LOOKAHEAD).digest())
                    .isNotEqualTo(reference.digest());
        } finally {
            scenario = before;
        }
    }
}
