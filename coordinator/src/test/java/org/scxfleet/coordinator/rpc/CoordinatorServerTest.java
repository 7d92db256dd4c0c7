package org.scxfleet.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.coordinator.TestRuns;
import org.scxfleet.coordinator.metrics.CoordinatorMetrics;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.metrics.MetricsEndpoint;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;

class CoordinatorServerTest {
    private static final long LONG_NS = 3_600_000_000_000L;
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    @Test
    void shouldGiveTheResultOfASubmittedRun() {
        RunSpec spec = TestRuns.spec(6, TestRuns.END_NS);
        RunResult expected = inMemory(PreparedRun.of(spec));
        RemoteCoordinator coordinator = client(server(Fleet.of(2)));
        List<RunState> heard = new ArrayList<>();

        RunResult result =
                coordinator.run(spec, SchedulerObjects.NONE, heard::add, new RunControl());

        assertThat(result.digest()).isEqualTo(expected.digest());
        assertThat(result.messages()).isEqualTo(expected.messages()).isGreaterThan(50);
        assertThat(result.reports()).usingRecursiveComparison().isEqualTo(expected.reports());
        assertThat(heard.getLast().stage()).isEqualTo(RunState.Stage.DONE);
        assertThat(heard).extracting(RunState::name).containsOnly("submitted");
    }

    @Test
    void shouldGiveAResultAfterARestart(@TempDir Path folder) {
        Fleet fleet = Fleet.of(1);
        opened.add(fleet);
        RunSpec spec = TestRuns.spec(6, TestRuns.END_NS);
        CoordinatorServer before = server(options(fleet.addresses(), ResultFolder.open(folder)));
        RunResult result = run(client(before), spec);
        before.close();

        RemoteCoordinator after =
                client(server(options(fleet.addresses(), ResultFolder.open(folder))));

        assertThat(after.state(1).stage()).isEqualTo(RunState.Stage.DONE);
        assertThat(after.result(1)).usingRecursiveComparison().isEqualTo(result);
        assertThat(after.submit(spec, SchedulerObjects.NONE)).isEqualTo(2);
    }

    @Test
    void shouldLookUpTheNodesForEachRunAnew() {
        Fleet fleet = Fleet.of(1);
        opened.add(fleet);
        int port = fleet.addresses().getFirst().port();
        NodeAddresses nodes =
                NodeAddresses.of(List.of(NodeAddresses.Entry.parse("dns:127.0.0.1:" + port)));

        RunResult result =
                run(
                        client(
                                server(
                                        new CoordinatorServerOptions(
                                                HostPort.LOOPBACK_ANY_PORT,
                                                nodes,
                                                FinishedRuns.NOWHERE,
                                                Fleet.BUILD))),
                        TestRuns.spec(2, TestRuns.END_NS));

        assertThat(result.reports()).hasSize(2);
    }

    @Test
    void shouldTakeARunOfManyChunks() {
        // Names of 60 bytes; some two chunks.
        RunSpec spec = TestRuns.spec(20_000, 1_000_000);
        RemoteCoordinator coordinator = client(server(Fleet.of(1)));

        long number = coordinator.submit(spec, SchedulerObjects.NONE);
        coordinator.cancel(number);

        assertThat(coordinator.state(number).name()).isEqualTo("submitted");
    }

    @Test
    void shouldSayWhatIsWrongWithARun() {
        RunSpec good = TestRuns.spec(2, TestRuns.END_NS);
        RunSpec.GroupLink toNobody =
                new RunSpec.GroupLink("all", "nobody", RunSpec.LinkSpec.DEFAULT);
        RunSpec bad =
                new RunSpec(
                        good.name(),
                        good.seed(),
                        good.endNs(),
                        good.groups(),
                        List.of(toNobody),
                        good.defaultLink(),
                        good.controlLatencyNs(),
                        good.placement(),
                        good.pods());

        assertThatThrownBy(() -> run(client(server(Fleet.of(1))), bad))
                .isInstanceOf(BadRunException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void shouldSayWhichNodeCannotBeReached() {
        Fleet gone = Fleet.of(1);
        List<HostPort> addresses = gone.addresses();
        gone.close();

        assertThatThrownBy(() -> run(client(server(addresses)), TestRuns.spec(1, TestRuns.END_NS)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "cannot reach node-0 at "
                                + addresses.getFirst().text()
                                + ": Connection refused");
    }

    @Test
    void shouldStopARunInTheMiddleWhenTheClientWantsIt() {
        RunControl control = new RunControl();
        RemoteCoordinator coordinator = client(server(Fleet.of(1)));

        assertThatThrownBy(() ->
                        coordinator.run(
                                TestRuns.spec(4, LONG_NS),
                                SchedulerObjects.NONE,
                                state -> {
                                    if (state.progress() != null) {
                                        control.stop();
                                    }
                                },
                                control))
                .isInstanceOf(RunStoppedException.class);
        // The fleet is free for the next one.
        assertThat(run(coordinator, TestRuns.spec(2, TestRuns.END_NS)).reports()).hasSize(2);
    }

    @Test
    void shouldRefuseAClientOfAnotherBuild() {
        RemoteCoordinator old =
                RemoteCoordinator.connect(
                        address(server(Fleet.of(1))), new BuildVersion("0.9-old", 1));
        opened.add(old);

        assertThatThrownBy(() -> run(old, TestRuns.spec(1, TestRuns.END_NS)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the coordinator is scxfleet 1.0-test (protocol 1)")
                .hasMessageContaining("the client is scxfleet 0.9-old (protocol 1)");
    }

    @Test
    void shouldSayThatThereIsNoSuchRun() {
        RemoteCoordinator coordinator = client(server(Fleet.of(1)));

        assertThatThrownBy(() -> coordinator.result(7))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("there is no run 7");
        assertThatThrownBy(() -> coordinator.state(7)).hasMessageContaining("there is no run 7");
        assertThatThrownBy(() -> coordinator.watch(7, _ -> {}, new RunControl()))
                .hasMessageContaining("there is no run 7");
    }

    @Test
    void shouldSayThatTheCoordinatorCannotBeReached() {
        CoordinatorServer server = server(Fleet.of(1));
        HostPort address = address(server);
        server.close();

        assertThatThrownBy(() -> RemoteCoordinator.connect(address, Fleet.BUILD))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "cannot reach the coordinator at "
                                + address.text()
                                + ": Connection refused");
    }

    @Test
    void shouldShowRunsAsMetrics() throws IOException {
        CoordinatorMetrics metrics = new CoordinatorMetrics();
        Fleet fleet = Fleet.of(1);
        opened.add(fleet);
        CoordinatorServer server = CoordinatorServer.start(options(fleet.addresses()), metrics);
        opened.add(server);
        run(client(server), TestRuns.spec(1, TestRuns.END_NS));

        String text;
        try (MetricsEndpoint endpoint =
                        MetricsEndpoint.start(HostPort.LOOPBACK_ANY_PORT, server.metrics());
                InputStream in =
                        URI.create("http://127.0.0.1:" + endpoint.port() + "/metrics")
                                .toURL()
                                .openStream()) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(text)
                .contains("scxfleet_runs_ended_total{outcome=\"done\",} 1.0")
                .contains("scxfleet_run_phase{run=\"submitted\",phase=\"done\",} 1.0")
                .contains("scxfleet_grpc_calls_total{service=\"node\",code=\"OK\",} ")
                .contains("jvm_threads_current");
    }

    private static RunResult run(RemoteCoordinator coordinator, RunSpec spec) {
        return coordinator.run(spec, SchedulerObjects.NONE, _ -> {}, new RunControl());
    }

    private CoordinatorServer server(Fleet fleet) {
        opened.add(fleet);
        return server(fleet.addresses());
    }

    private CoordinatorServer server(List<HostPort> nodes) {
        return server(options(nodes));
    }

    private CoordinatorServer server(CoordinatorServerOptions options) {
        CoordinatorServer server = CoordinatorServer.start(options, new CoordinatorMetrics());
        opened.add(server);
        return server;
    }

    private static CoordinatorServerOptions options(List<HostPort> nodes) {
        return options(nodes, FinishedRuns.NOWHERE);
    }

    private static CoordinatorServerOptions options(List<HostPort> nodes, FinishedRuns finished) {
        return new CoordinatorServerOptions(
                HostPort.LOOPBACK_ANY_PORT, NodeAddresses.listed(nodes), finished, Fleet.BUILD);
    }

    private RemoteCoordinator client(CoordinatorServer server) {
        RemoteCoordinator client = RemoteCoordinator.connect(address(server), Fleet.BUILD);
        opened.add(client);
        return client;
    }

    private static HostPort address(CoordinatorServer server) {
        return new HostPort("127.0.0.1", server.address().getPort());
    }

    private static RunResult inMemory(PreparedRun run) {
        try (NodeEmulator node =
                NodeEmulator.start("here", 2, NodeAssembly.builtIn(), new NodeMetrics())) {
            return RunLoop.run(
                    run,
                    SchedulerObjects.NONE,
                    List.of(node),
                    RunOptions.DEFAULTS,
                    new RunControl());
        }
    }
}
