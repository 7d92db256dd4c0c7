package org.scxfleet.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.coordinator.TestRuns;
import org.scxfleet.coordinator.metrics.CoordinatorMetrics;
import org.scxfleet.coordinator.metrics.MetricsEndpoint;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunPlanner;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;

class CoordinatorServerTest {
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    @Test
    void shouldGiveTheResultOfASubmittedRun() {
        PreparedRun prepared = TestRuns.mixed(6);
        RemoteCoordinator coordinator = client(server(Fleet.of(2), _ -> prepared));
        List<RunState> heard = new ArrayList<>();

        RunResult result =
                coordinator.run(spec(6), SchedulerObjects.NONE, heard::add, new RunControl());

        RunResult expected = inMemory(prepared);
        assertThat(result.digest()).isEqualTo(expected.digest());
        assertThat(result.messages()).isEqualTo(expected.messages());
        assertThat(result.reports()).usingRecursiveComparison().isEqualTo(expected.reports());
        assertThat(heard.getLast().stage()).isEqualTo(RunState.Stage.DONE);
        assertThat(heard).extracting(RunState::name).containsOnly("submitted");
    }

    @Test
    void shouldPlanTheRunThatTheClientHandedIn() {
        CompletableFuture<RunSpec> planned = new CompletableFuture<>();
        RemoteCoordinator coordinator =
                client(
                        server(
                                Fleet.of(1),
                                spec -> {
                                    planned.complete(spec);
                                    return TestRuns.loners(1);
                                }));

        coordinator.run(spec(20_000), SchedulerObjects.NONE, _ -> {}, new RunControl());

        assertThat(planned.join()).isEqualTo(spec(20_000));
    }

    @Test
    void shouldSayWhatIsWrongWithARun() {
        RemoteCoordinator coordinator =
                client(
                        server(
                                Fleet.of(1),
                                _ -> {
                                    throw new IllegalArgumentException("no group 'x'");
                                }));

        assertThatThrownBy(() ->
                        coordinator.run(spec(1), SchedulerObjects.NONE, _ -> {}, new RunControl()))
                .isInstanceOf(BadRunException.class)
                .hasMessage("no group 'x'");
    }

    @Test
    void shouldSayWhichNodeCannotBeReached() {
        Fleet gone = Fleet.of(1);
        List<HostPort> addresses = gone.addresses();
        gone.close();
        RemoteCoordinator coordinator = client(server(addresses, _ -> TestRuns.loners(1)));

        assertThatThrownBy(() ->
                        coordinator.run(spec(1), SchedulerObjects.NONE, _ -> {}, new RunControl()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "cannot reach node-0 at "
                                + addresses.getFirst().text()
                                + ": Connection refused");
    }

    @Test
    void shouldStopARunWhenTheClientWantsIt() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        RunControl control = new RunControl();
        CoordinatorServer server =
                server(
                        Fleet.of(1),
                        _ -> {
                            control.stop();
                            never.orTimeout(1, TimeUnit.SECONDS).exceptionally(_ -> null).join();
                            return TestRuns.loners(1);
                        });

        assertThatThrownBy(
                        () -> client(server).run(spec(1), SchedulerObjects.NONE, _ -> {}, control))
                .isInstanceOf(RunStoppedException.class);
    }

    @Test
    void shouldRefuseAClientOfAnotherBuild() {
        CoordinatorServer server = server(Fleet.of(1), _ -> TestRuns.loners(1));
        RemoteCoordinator old =
                RemoteCoordinator.connect(address(server), new BuildVersion("0.9-old", 1));
        opened.add(old);

        assertThatThrownBy(() -> old.submit(spec(1), SchedulerObjects.NONE))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the coordinator is scxfleet 1.0-test (protocol 1)")
                .hasMessageContaining("the client is scxfleet 0.9-old (protocol 1)");
    }

    @Test
    void shouldSayThatThereIsNoSuchRun() {
        RemoteCoordinator coordinator = client(server(Fleet.of(1), _ -> TestRuns.loners(1)));

        assertThatThrownBy(() -> coordinator.result(7))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("there is no run 7");
        assertThatThrownBy(() -> coordinator.state(7)).hasMessageContaining("there is no run 7");
        assertThatThrownBy(() -> coordinator.watch(7, _ -> {}, new RunControl()))
                .hasMessageContaining("there is no run 7");
    }

    @Test
    void shouldSayThatTheCoordinatorCannotBeReached() {
        CoordinatorServer server = server(Fleet.of(1), _ -> TestRuns.loners(1));
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
        CoordinatorMetrics metrics = new CoordinatorMetrics(new CollectorRegistry());
        Fleet fleet = Fleet.of(1);
        opened.add(fleet);
        CoordinatorServer server =
                CoordinatorServer.start(
                        options(fleet.addresses(), _ -> TestRuns.loners(1)), metrics);
        opened.add(server);
        client(server).run(spec(1), SchedulerObjects.NONE, _ -> {}, new RunControl());

        String text;
        try (MetricsEndpoint endpoint = MetricsEndpoint.start(HostPort.LOOPBACK_ANY_PORT, metrics);
                InputStream in =
                        URI.create("http://127.0.0.1:" + endpoint.port() + "/metrics")
                                .toURL()
                                .openStream()) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(text)
                .contains("scxfleet_coordinator_runs_total{outcome=\"done\",} 1.0")
                .contains("jvm_threads_current");
    }

    private CoordinatorServer server(Fleet fleet, RunPlanner planner) {
        opened.add(fleet);
        return server(fleet.addresses(), planner);
    }

    private CoordinatorServer server(List<HostPort> nodes, RunPlanner planner) {
        CoordinatorServer server =
                CoordinatorServer.start(
                        options(nodes, planner), new CoordinatorMetrics(new CollectorRegistry()));
        opened.add(server);
        return server;
    }

    private static CoordinatorServerOptions options(List<HostPort> nodes, RunPlanner planner) {
        return new CoordinatorServerOptions(
                HostPort.LOOPBACK_ANY_PORT, nodes, Fleet.BUILD, planner);
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

    private static RunSpec spec(int hosts) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            names.add("a-host-with-a-rather-long-name-so-that-there-are-many-bytes-" + i);
        }
        return new RunSpec(
                "submitted",
                1,
                TestRuns.END_NS,
                List.of(
                        new RunSpec.HostGroup(
                                "all",
                                names,
                                1_024,
                                TestRuns.loners(1).hosts().getFirst().kernel(),
                                List.of())),
                List.of(),
                RunSpec.LinkSpec.DEFAULT,
                RunSpec.DEFAULT_CONTROL_LATENCY_NS,
                "first-fit",
                List.of());
    }
}
