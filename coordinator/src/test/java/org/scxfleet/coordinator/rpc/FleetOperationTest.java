package org.scxfleet.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.coordinator.TestRuns;
import org.scxfleet.coordinator.metrics.CoordinatorMetrics;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.metrics.FleetMetric;
import org.scxfleet.metrics.MetricsEndpoint;

class FleetOperationTest {
    private static final long LONG_NS = 3_600_000_000_000L;
    private static final long PATIENCE_S = 60;
    private static final int STRANGERS = 40;

    /** Connections that are none are logged; here they are wanted. Kept from collection. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void silence() {
        GRPC.setLevel(Level.OFF);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    @Test
    void shouldSayWhichNodesThereAreAndHowFarARunIs() {
        Fleet fleet = fleet(2);
        RemoteCoordinator client = client(server(fleet));

        long number = client.submit(TestRuns.spec(5, LONG_NS), SchedulerObjects.NONE);
        await(() -> client.status().nodes().stream().mapToInt(NodeView::hosts).sum() == 5);

        FleetStatus status = client.status();
        assertThat(status.nodes())
                .extracting(NodeView::state)
                .containsOnly(NodeView.State.CARRYING);
        assertThat(status.nodes()).extracting(NodeView::version).containsOnly(Fleet.BUILD.text());
        assertThat(status.nodes()).extracting(NodeView::run).containsOnly("submitted");
        assertThat(status.runs()).hasSize(1);
        assertThat(status.runs().getFirst().number()).isEqualTo(number);
        client.cancel(number);
    }

    @Test
    void shouldSayWhichNodesAreOfAnotherVersionOrGone() {
        Fleet fleet = fleet(1);
        Fleet gone = Fleet.of(1);
        HostPort nobody = gone.addresses().getFirst();
        gone.close();
        CoordinatorServer server =
                server(
                        new CoordinatorServerOptions(
                                HostPort.LOOPBACK_ANY_PORT,
                                NodeAddresses.listed(List.of(fleet.addresses().getFirst(), nobody)),
                                FinishedRuns.NOWHERE,
                                new BuildVersion("2.0-new", 1)));

        FleetStatus status = client(server).status();

        assertThat(status.nodes())
                .anySatisfy(node -> {
                    assertThat(node.state()).isEqualTo(NodeView.State.OTHER_VERSION);
                    assertThat(node.note()).contains("2.0-new", "1.0-test");
                })
                .anySatisfy(node -> {
                    assertThat(node.address()).isEqualTo(nobody.text());
                    assertThat(node.state()).isEqualTo(NodeView.State.UNREACHABLE);
                    assertThat(node.note()).isEqualTo("Connection refused");
                });
    }

    @Test
    void shouldRefuseASecondCoordinatorForTheSameNodes() {
        Fleet fleet = fleet(1);
        server(fleet);
        FleetMonitor second =
                new FleetMonitor(options(fleet), new Caller("second", "the second", null));
        opened.add(second);

        assertThatThrownBy(() -> second.start(0))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageMatching(
                        "the node at "
                                + fleet.addresses().getFirst().text()
                                + " belongs to another coordinator, 127\\.0\\.0\\.1 \\(process"
                                + " \\d+\\); .*");
    }

    @Test
    void shouldRefuseARunBesideTheCoordinatorOfTheNodes() {
        Fleet fleet = fleet(1);
        server(fleet);
        RemoteFleet beside = RemoteFleet.connect(fleet.addresses(), Fleet.BUILD);
        opened.add(beside);

        assertThatThrownBy(() ->
                        RunLoop.run(
                                TestRuns.loners(1),
                                SchedulerObjects.NONE,
                                beside.nodes(),
                                RunOptions.DEFAULTS,
                                new RunControl()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("refused: this node belongs to the coordinator 127.0.0.1");
    }

    @Test
    void shouldLetTheNextCoordinatorHaveTheNodesWhenTheFirstHasEnded() {
        Fleet fleet = fleet(1);
        server(fleet).close();

        assertThat(run(client(server(fleet))).reports()).hasSize(2);
    }

    @Test
    void shouldUseANodeAgainThatWasStartedAnew() {
        Fleet fleet = fleet(1);
        RemoteCoordinator client = client(server(fleet));
        RunResult before = run(client);
        fleet.restart();

        assertThat(run(client).digest()).isEqualTo(before.digest());
        await(() -> client.status().nodes().getFirst().state() == NodeView.State.READY);
    }

    @Test
    void shouldStopTheRunOfAClientThatGoesAway() {
        Fleet fleet = fleet(1);
        CoordinatorServer server = server(fleet);
        RemoteCoordinator leaving = client(server);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                leaving.run(
                        TestRuns.spec(2, LONG_NS),
                        SchedulerObjects.NONE,
                        state -> {
                            if (state.progress() != null) {
                                begun.complete(null);
                            }
                        },
                        new RunControl());
            } catch (EnvironmentException | RunStoppedException e) {
                // The connection is closed below.
            }
        });
        begun.join();

        leaving.close();

        RemoteCoordinator other = client(server);
        await(() -> other.state(1).isFinal());
        assertThat(other.state(1).stage()).isEqualTo(RunState.Stage.FAILED);
        assertThat(other.state(1).failure()).isInstanceOf(RunStoppedException.class);
        assertThat(run(other).reports()).hasSize(2);
    }

    @Test
    void shouldNotGiveANumberAgainAfterARunThatFailed(@TempDir Path folder) {
        Fleet fleet = fleet(1);
        CoordinatorServer before = server(options(fleet, ResultFolder.open(folder)));
        RemoteCoordinator client = client(before);
        long number = client.submit(TestRuns.spec(2, LONG_NS), SchedulerObjects.NONE);
        client.cancel(number);
        before.close();

        RemoteCoordinator after = client(server(options(fleet, ResultFolder.open(folder))));

        assertThat(after.submit(TestRuns.spec(1, TestRuns.END_NS), SchedulerObjects.NONE))
                .isEqualTo(number + 1);
    }

    @Test
    void shouldTakeNoRunWhenThereIsNoRoomForItsResult(@TempDir Path folder) throws IOException {
        Path results = folder.resolve("results");
        CoordinatorServer server = server(options(fleet(1), ResultFolder.open(results)));
        Files.delete(results);

        assertThatThrownBy(() -> run(client(server)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("takes no run, because there is no room for its result in")
                .hasMessageContaining(results.toString());
        assertThat(client(server).status().runs()).isEmpty();
    }

    @Test
    void shouldGiveAResultThatFoundNoRoomAndCountIt(@TempDir Path folder) throws IOException {
        Path results = folder.resolve("results");
        CoordinatorServer server = server(options(fleet(1), ResultFolder.open(results)));
        RemoteCoordinator client = client(server);
        long number = client.submit(TestRuns.spec(2, LONG_NS / 3_600), SchedulerObjects.NONE);
        Files.delete(results.resolve("last-number"));
        Files.delete(results);

        client.watch(number, _ -> {}, new RunControl());

        assertThat(client.result(number).reports()).hasSize(2);
        assertThat(scrape(server)).contains("scxfleet_results_not_kept_total 1.0");
    }

    @Test
    void shouldExportWhatTheTableSaysThatCoordinatorsExport() throws IOException {
        CoordinatorServer server = server(fleet(2));
        run(client(server));

        String text = scrape(server);

        for (FleetMetric metric : FleetMetric.values()) {
            boolean here =
                    switch (metric.exporter()) {
                        case EVERY_SERVER, COORDINATOR, RUN -> true;
                        case NODE, HOSTS -> false;
                    };
            String type = "# TYPE " + metric.text() + " ";
            if (here) {
                assertThat(text).contains(type);
            } else {
                assertThat(text).doesNotContain(type);
            }
        }
    }

    @Test
    void shouldLoseNothingWhenStrangersKnock() throws IOException {
        Fleet fleet = fleet(1);
        CoordinatorServer server = server(fleet);
        RemoteCoordinator client = client(server);
        RunResult before = run(client);
        List<HostPort> doors = List.of(fleet.addresses().getFirst(), address(server));
        knock(doors, STRANGERS); // threads of pools that are made when first needed are made now
        long socketsBefore = settled(FleetOperationTest::sockets);
        long threadsBefore = settled(() -> Thread.getAllStackTraces().size());

        long number = client.submit(TestRuns.spec(2, LONG_NS / 3_600), SchedulerObjects.NONE);
        knock(doors, STRANGERS);
        client.watch(number, _ -> {}, new RunControl());

        assertThat(run(client).digest()).isEqualTo(before.digest());
        await(() -> sockets() <= socketsBefore);
        await(() -> Thread.getAllStackTraces().size() <= threadsBefore);
    }

    /** Port scans, garbage, other protocols, and peers that begin and go. */
    private static void knock(List<HostPort> doors, int times) throws IOException {
        Random random = new Random(7);
        byte[] garbage = new byte[5_000];
        for (HostPort door : doors) {
            for (int i = 0; i < times; i++) {
                random.nextBytes(garbage);
                send(door, new byte[0]);
                send(door, garbage);
                send(door, "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                send(door, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void send(HostPort door, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(door.host(), door.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (java.net.SocketException e) {
            // The other side has seen enough before everything was said.
        }
    }

    /** Open sockets of this process. */
    private static long sockets() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(FleetOperationTest::isSocket).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    /** The number when it was the same ten times; more than what stays is no matter here. */
    private static long settled(java.util.function.LongSupplier number) {
        long last = -1;
        int same = 0;
        while (same < 10) {
            long now = number.getAsLong();
            same = now == last ? same + 1 : 0;
            last = now;
            pause();
        }
        return last;
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadlineNs)
                    .as("the condition holds within %d s", PATIENCE_S)
                    .isNegative();
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String scrape(CoordinatorServer server) throws IOException {
        try (MetricsEndpoint endpoint =
                        MetricsEndpoint.start(HostPort.LOOPBACK_ANY_PORT, server.metrics());
                InputStream in =
                        URI.create("http://127.0.0.1:" + endpoint.port() + "/metrics")
                                .toURL()
                                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static RunResult run(RemoteCoordinator coordinator) {
        return coordinator.run(
                TestRuns.spec(2, TestRuns.END_NS),
                SchedulerObjects.NONE,
                _ -> {},
                new RunControl());
    }

    private Fleet fleet(int nodes) {
        Fleet fleet = Fleet.of(nodes);
        opened.add(fleet);
        return fleet;
    }

    private static CoordinatorServerOptions options(Fleet fleet) {
        return options(fleet, FinishedRuns.NOWHERE);
    }

    private static CoordinatorServerOptions options(Fleet fleet, FinishedRuns finished) {
        return new CoordinatorServerOptions(
                HostPort.LOOPBACK_ANY_PORT,
                NodeAddresses.listed(fleet.addresses()),
                finished,
                Fleet.BUILD);
    }

    private CoordinatorServer server(Fleet fleet) {
        return server(options(fleet));
    }

    private CoordinatorServer server(CoordinatorServerOptions options) {
        CoordinatorServer server = CoordinatorServer.start(options, new CoordinatorMetrics());
        opened.add(server);
        return server;
    }

    private RemoteCoordinator client(CoordinatorServer server) {
        RemoteCoordinator client = RemoteCoordinator.connect(address(server), Fleet.BUILD);
        opened.add(client);
        return client;
    }

    private static HostPort address(CoordinatorServer server) {
        return new HostPort("127.0.0.1", server.address().getPort());
    }
}
