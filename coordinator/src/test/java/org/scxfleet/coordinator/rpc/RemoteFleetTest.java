package org.scxfleet.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cluster.time.WindowPolicy;
import org.scxfleet.coordinator.TestRuns;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.ProcessLostException;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.node.rpc.NodeServer;
import org.scxfleet.trace.TraceSink;

class RemoteFleetTest {
    private static final int HOSTS = 10;
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldGiveTheSameResultAsInMemory(int processes) {
        RunResult expected = inMemory(TestRuns.mixed(HOSTS));

        RunResult result = run(connect(fleet(processes)), TestRuns.mixed(HOSTS));

        assertThat(result.digest()).isEqualTo(expected.digest());
        assertThat(result.messages()).isEqualTo(expected.messages()).isGreaterThan(100);
        assertThat(result.windows()).isEqualTo(expected.windows());
        assertThat(result.reports()).usingRecursiveComparison().isEqualTo(expected.reports());
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameDigestInAnyWindows(WindowPolicy policy) {
        RunResult expected = inMemory(TestRuns.mixed(5));

        RunResult result =
                RunLoop.run(
                        TestRuns.mixed(5),
                        SchedulerObjects.NONE,
                        connect(fleet(2)).nodes(),
                        RunOptions.DEFAULTS.withPolicy(policy),
                        new RunControl());

        assertThat(result.digest()).isEqualTo(expected.digest());
    }

    @Test
    void shouldCarryOneRunAfterAnother() {
        Fleet fleet = fleet(2);
        for (int i = 0; i < 3; i++) {
            try (RemoteFleet connected = RemoteFleet.connect(fleet.addresses(), Fleet.BUILD)) {
                assertThat(run(connected, TestRuns.loners(3)).reports()).hasSize(3);
            }
        }
    }

    @Test
    void shouldNameTheProcessAndItsHostsWhenAStreamBreaks() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Fleet fleet = fleet(1);
        NodeServer dying =
                fleet.add(objects ->
                        spec -> {
                            running.countDown();
                            await(release);
                            return NodeAssembly.builtIn().forRun(objects).assemble(spec);
                        });
        String address = Fleet.address(dying).text();
        RemoteFleet connected = connect(fleet);
        Thread killer =
                Thread.startVirtualThread(() -> {
                    await(running);
                    Thread.startVirtualThread(dying::close);
                });

        assertThatThrownBy(() -> run(connected, TestRuns.loners(4)))
                .isInstanceOf(ProcessLostException.class)
                .hasMessageMatching(
                        "lost node-1 at "
                                + address
                                + " \\(.+\\); it carried 2 hosts, host-2 to host-3");
        release.countDown();
        killer.join();
    }

    @Test
    void shouldCallAHostThatCannotBeBadInput() {
        Fleet fleet = new Fleet();
        opened.add(fleet);
        fleet.add(_ ->
                _ -> {
                    throw new IllegalArgumentException("no scheduler 'x'");
                });

        assertThatThrownBy(() -> run(connect(fleet), TestRuns.loners(1)))
                .isInstanceOf(BadRunException.class)
                .hasMessage("host host-0: no scheduler 'x'");
    }

    @Test
    void shouldRefuseANodeOfAnotherBuildAndNameBoth() {
        RemoteFleet other =
                RemoteFleet.connect(fleet(1).addresses(), new BuildVersion("0.9-old", 3));
        opened.add(other);

        assertThatThrownBy(() -> run(other, TestRuns.loners(1)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the node is scxfleet 1.0-test (protocol 1)")
                .hasMessageContaining("the coordinator is scxfleet 0.9-old (protocol 3)");
    }

    @Test
    void shouldSayThatANodeIsBusyAndWithWhat() {
        Fleet fleet = fleet(1);
        RemoteNode first = connect(fleet).nodes().getFirst();
        first.load("first run", TestRuns.loners(1).hosts(), SchedulerObjects.NONE, RunTraces.NONE)
                .join();

        assertThatThrownBy(() -> run(connect(fleet), TestRuns.loners(1)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "node-0 at "
                                + fleet.addresses().getFirst().text()
                                + " refused: this node carries run 'first run' already");
    }

    @Test
    void shouldSayWhichAddressCannotBeReached() throws IOException {
        HostPort nobody = new HostPort("127.0.0.1", freePort());

        assertThatThrownBy(() -> RemoteFleet.connect(List.of(nobody), Fleet.BUILD))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("cannot reach node-0 at " + nobody.text() + ": Connection refused");
    }

    @Test
    void shouldSayThatSomethingElseListensThere() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> answerGarbage(socket));
            HostPort web = new HostPort("127.0.0.1", socket.getLocalPort());

            assertThatThrownBy(() -> RemoteFleet.connect(List.of(web), Fleet.BUILD))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("cannot reach node-0 at " + web.text() + ": ");
        }
    }

    @Test
    void shouldSendObjectsThatTheNodeLacks() {
        byte[] object = new byte[3_000_000];
        object[7] = 1;
        List<byte[]> seen = new ArrayList<>();
        Fleet fleet = new Fleet();
        opened.add(fleet);
        SchedulerObjects objects = SchedulerObjects.of(List.of(object));
        fleet.add(received -> {
            seen.add(received.bytes(objects.sha256s().getFirst()));
            return NodeAssembly.builtIn().forRun(received);
        });
        for (int i = 0; i < 2; i++) {
            try (RemoteFleet connected = RemoteFleet.connect(fleet.addresses(), Fleet.BUILD)) {
                RunLoop.run(
                        TestRuns.loners(1),
                        objects,
                        connected.nodes(),
                        RunOptions.DEFAULTS,
                        new RunControl());
            }
        }

        assertThat(seen).containsExactly(object, object);
    }

    @Test
    void shouldLeaveOutSingleTasksWhenNotWanted() {
        RunResult result =
                RunLoop.run(
                        TestRuns.loners(2),
                        SchedulerObjects.NONE,
                        connect(fleet(1)).nodes(),
                        RunOptions.DEFAULTS.withTasks(false),
                        new RunControl());

        assertThat(result.reports().getFirst().kernels().getFirst().tasks()).isEmpty();
        assertThat(result.digest()).isEqualTo(inMemory(TestRuns.loners(2)).digest());
    }

    @Test
    void shouldTraceTheSameEventsAsInMemory() {
        Map<Integer, List<String>> expected = new TreeMap<>();
        Map<Integer, List<String>> traced = new TreeMap<>();
        long untilNs = TestRuns.END_NS / 2;
        RunResult inMemory;
        try (FleetNode node =
                NodeEmulator.start("here", 2, NodeAssembly.builtIn(), new NodeMetrics())) {
            inMemory = run(List.of(node), traces(expected, untilNs));
        }

        RunResult remote = run(connect(fleet(2)).nodes(), traces(traced, untilNs));

        expected.replaceAll((_, events) -> before(untilNs, events));
        assertThat(traced).isEqualTo(expected).containsOnlyKeys(1, 6);
        assertThat(traced.get(1)).hasSizeGreaterThan(100);
        assertThat(remote.digest()).isEqualTo(inMemory.digest());
    }

    @Test
    void shouldSayThatATraceCannotBeWritten() {
        RunTraces full =
                new RunTraces(
                        new TreeMap<>(
                                Map.of(
                                        0,
                                        (_, _, _, _, _, _, _) -> {
                                            throw new UncheckedIOException(
                                                    new IOException("No space left on device"));
                                        })),
                        0,
                        TestRuns.END_NS);

        assertThatThrownBy(() -> run(connect(fleet(1)).nodes(), full))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("No space left on device");
    }

    private static RunTraces traces(Map<Integer, List<String>> into, long untilNs) {
        TreeMap<Integer, TraceSink> sinks = new TreeMap<>();
        for (int host : List.of(1, 6)) {
            List<String> events = new ArrayList<>();
            into.put(host, events);
            sinks.put(
                    host,
                    (kind, timeNs, kernel, cpu, task, a, b) ->
                            events.add(
                                    "%d %s %d %d %d %d %d"
                                            .formatted(timeNs, kind, kernel, cpu, task, a, b)));
        }
        return new RunTraces(sinks, 0, untilNs);
    }

    private static List<String> before(long untilNs, List<String> events) {
        return events.stream()
                .filter(event -> Long.parseLong(event.split(" ")[0]) < untilNs)
                .toList();
    }

    private static RunResult run(List<? extends FleetNode> nodes, RunTraces traces) {
        return RunLoop.run(
                TestRuns.mixed(HOSTS),
                SchedulerObjects.NONE,
                nodes,
                RunOptions.DEFAULTS.withTraces(traces),
                new RunControl());
    }

    private Fleet fleet(int nodes) {
        Fleet fleet = Fleet.of(nodes);
        opened.add(fleet);
        return fleet;
    }

    private RemoteFleet connect(Fleet fleet) {
        RemoteFleet connected = RemoteFleet.connect(fleet.addresses(), Fleet.BUILD);
        opened.add(connected);
        return connected;
    }

    private static RunResult run(RemoteFleet fleet, PreparedRun run) {
        return RunLoop.run(
                run, SchedulerObjects.NONE, fleet.nodes(), RunOptions.DEFAULTS, new RunControl());
    }

    private static RunResult inMemory(PreparedRun run) {
        try (FleetNode node =
                NodeEmulator.start("here", 2, NodeAssembly.builtIn(), new NodeMetrics())) {
            return RunLoop.run(
                    run,
                    SchedulerObjects.NONE,
                    List.of(node),
                    RunOptions.DEFAULTS,
                    new RunControl());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void answerGarbage(ServerSocket server) {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                OutputStream out = client.getOutputStream();
                out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                client.close();
            }
        } catch (IOException e) {
            // The test has closed the socket.
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
