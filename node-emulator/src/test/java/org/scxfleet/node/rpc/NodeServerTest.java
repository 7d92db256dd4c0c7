package org.scxfleet.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.scxfleet.codec.EnvelopeCodec;
import org.scxfleet.codec.ReportCodec;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.host.HostReport;
import org.scxfleet.node.FakeHost;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.NodeProto;
import org.scxfleet.v1.NodeProto.NodeReply;
import org.scxfleet.v1.NodeProto.NodeRequest;
import org.scxfleet.v1.NodeServiceGrpc;

class NodeServerTest {
    private static final BuildVersion BUILD = BuildVersion.of("1.0-test");
    private static final long END_NS = 100_000;
    private static final long PATIENCE_S = 60;

    /**
     * Bad input is logged with its stack; here it is wanted. The logger is kept from collection.
     */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private SchedulerObjects seen = SchedulerObjects.NONE;

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
    void shouldCarryARunFromHelloToStop() {
        Dialogue dialogue = dialogue(start(FakeHost::new)).sayHello(BUILD);
        assertThat(dialogue.hear().getWelcome().getThreads()).isEqualTo(2);

        dialogue.sayHosts(FakeHost.spec(3, END_NS), FakeHost.spec(4, END_NS));
        assertThat(dialogue.hear().getLoaded().getNextEventNsCount()).isEqualTo(2);

        NodeProto.Advanced advanced = dialogue.sayAdvance(END_NS).hear().getAdvanced();
        assertThat(advanced.getHostList()).containsExactly(3, 4);
        assertThat(advanced.getProgress().getHostNs()).isEqualTo(2 * END_NS);

        List<HostReport> reports = collect(dialogue, true);
        assertThat(reports).extracting(HostReport::index).containsExactly(3, 4);
        assertThat(reports.getFirst().digest()).isEqualTo(digestAlone(3));
        assertThat(reports.getFirst().kernels().getFirst().tasks()).hasSize(1);

        assertThat(dialogue.sayStop().hear().hasStopped()).isTrue();
        assertThat(dialogue.hearEnd().isOk()).isTrue();
    }

    @Test
    void shouldRefuseAnotherBuildAndNameBoth() {
        Dialogue dialogue = dialogue(start(FakeHost::new));

        Status status = dialogue.sayHello(new BuildVersion("0.9-old", 7)).hearEnd();

        assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(status.getDescription())
                .isEqualTo(
                        "the node is scxfleet 1.0-test (protocol 1), the coordinator is scxfleet"
                                + " 0.9-old (protocol 7); start the same build on both sides");
    }

    @Test
    void shouldRefuseRequestsOutOfOrder() {
        NodeServer server = start(FakeHost::new);

        assertThat(dialogue(server).sayAdvance(5).hearEnd().getDescription())
                .isEqualTo("no hosts are loaded");
        assertThat(dialogue(server).sayHosts(FakeHost.spec(0, 1)).hearEnd().getDescription())
                .isEqualTo("a request before Hello");
        assertThat(dialogue(server).say(NodeRequest.newBuilder()).hearEnd().getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        Dialogue twice = dialogue(server).sayHello(BUILD);
        twice.hear();
        assertThat(twice.sayHello(BUILD).hearEnd().getDescription()).isEqualTo("a second Hello");
    }

    @Test
    void shouldRefuseASecondRunAndNameTheFirst() {
        NodeServer server = start(FakeHost::new);
        dialogue(server).sayHello(BUILD).hear();

        Status status = dialogue(server).sayHello(BUILD).hearEnd();

        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription()).isEqualTo("this node carries run 'test' already");
    }

    @Test
    void shouldBeFreeAgainWhenTheCoordinatorGoesAway() {
        NodeServer server = start(FakeHost::new);
        for (int i = 0; i < 3; i++) {
            Dialogue dialogue = dialogue(server).sayHello(BUILD);
            assertThat(dialogue.hear().hasWelcome()).isTrue();
            dialogue.sayHosts(FakeHost.spec(0, END_NS)).hear();
            assertThat(dialogue.sayStop().hear().hasStopped()).isTrue();
        }
    }

    @Test
    void shouldGoOnServingAfterGarbageOnThePort() throws IOException {
        NodeServer server = start(FakeHost::new);
        for (String garbage : List.of("GET / HTTP/1.1\r\n\r\n", "\0\1\2\3".repeat(5_000))) {
            try (Socket socket = new Socket(server.address().getAddress(), port(server))) {
                socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                // The server says something, or hangs up.
                assertThat(socket.getInputStream().read()).isGreaterThanOrEqualTo(-1);
            } catch (SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
        }

        assertThat(dialogue(server).sayHello(BUILD).hear().hasWelcome()).isTrue();
    }

    @Test
    void shouldRefuseHostsThatCannotBeRead() {
        Dialogue dialogue = dialogue(start(FakeHost::new)).sayHello(BUILD);
        dialogue.hear();

        Status status = dialogue.say(hosts(ByteString.copyFromUtf8("\7garbage"), true)).hearEnd();

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).startsWith("hosts that cannot be read");
    }

    @Test
    void shouldRefuseAMessageAboveTheLimitAndGoOnServing() {
        NodeServer server = start(FakeHost::new);
        Dialogue dialogue = dialogue(server).sayHello(BUILD);
        dialogue.hear();

        ByteString large = ByteString.copyFrom(new byte[WireLimits.MESSAGE_BYTES_MAX]);
        Status status = dialogue.say(hosts(large, false)).hearEnd();

        // gRPC itself ends the stream; the sender's own check says more.
        assertThat(status.isOk()).isFalse();
        assertThat(dialogue(server).sayHello(BUILD).hear().hasWelcome()).isTrue();
    }

    @Test
    void shouldAskForAnObjectOncePerProcess() {
        byte[] object = "an object".getBytes(StandardCharsets.UTF_8);
        String sha256 = SchedulerObjects.sha256(object);
        NodeServer server = start(FakeHost::new);
        Dialogue first = dialogue(server).sayHello(BUILD, sha256);
        assertThat(first.hear().getWelcome().getMissingObjectSha256List()).containsExactly(sha256);
        first.say(object(sha256, ByteString.copyFrom(object, 0, 4), false));
        assertThat(first.hear().hasTaken()).isTrue();
        first.say(object(sha256, ByteString.copyFrom(object, 4, 5), true));
        assertThat(first.hear().hasTaken()).isTrue();
        first.sayHosts(FakeHost.spec(0, END_NS));
        assertThat(first.hear().hasLoaded()).isTrue();
        assertThat(seen.bytes(sha256)).isEqualTo(object);
        first.sayStop().hear();

        Dialogue second = dialogue(server).sayHello(BUILD, sha256);

        assertThat(second.hear().getWelcome().getMissingObjectSha256List()).isEmpty();
        assertThat(second.sayHosts(FakeHost.spec(0, END_NS)).hear().hasLoaded()).isTrue();
        assertThat(seen.bytes(sha256)).isEqualTo(object);
    }

    @Test
    void shouldRefuseAnObjectThatIsNotWhatItsHashSays() {
        String sha256 = SchedulerObjects.sha256(new byte[] {1});
        Dialogue dialogue = dialogue(start(FakeHost::new)).sayHello(BUILD, sha256);
        dialogue.hear();

        Status status =
                dialogue.say(object(sha256, ByteString.copyFrom(new byte[] {2}), true)).hearEnd();

        assertThat(status.getCode()).isEqualTo(Status.Code.DATA_LOSS);
    }

    @Test
    void shouldSayWhyAHostCannotBe() {
        Dialogue dialogue =
                dialogue(
                        start(spec -> {
                            throw new IllegalArgumentException("no scheduler 'x'");
                        }));
        dialogue.sayHello(BUILD).hear();

        NodeReply reply = dialogue.sayHosts(FakeHost.spec(0, END_NS)).hear();

        assertThat(reply.getFailure().getKind()).isEqualTo(CommonProto.Failure.Kind.KIND_BAD_INPUT);
        assertThat(reply.getFailure().getMessage()).isEqualTo("host host-0: no scheduler 'x'");
        assertThat(dialogue.hearEnd().isOk()).isTrue();
    }

    @Test
    void shouldReportProgressWhileAWindowTakesLong() {
        CountDownLatch release = new CountDownLatch(1);
        Dialogue dialogue = dialogue(start(spec -> new HeldHost(new FakeHost(spec), release)));
        dialogue.sayHello(BUILD).hear();
        dialogue.sayHosts(FakeHost.spec(0, END_NS)).hear();

        dialogue.sayAdvance(END_NS);

        assertThat(dialogue.hearProgress().getHostNs()).isZero();
        release.countDown();
        assertThat(dialogue.hear().getAdvanced().getProgress().getHostNs()).isEqualTo(END_NS);
    }

    @Test
    void shouldFinishTheRunAndRefuseOthersWhenToldToEnd() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        NodeServer server = start(spec -> new HeldHost(new FakeHost(spec), release));
        Dialogue dialogue = dialogue(server);
        dialogue.sayHello(BUILD).hear();
        dialogue.sayHosts(FakeHost.spec(0, END_NS)).hear();
        dialogue.sayAdvance(END_NS).hearProgress();

        Thread draining =
                Thread.startVirtualThread(
                        () -> server.drain(TimeUnit.SECONDS.toMillis(PATIENCE_S)));
        while (describe(dialogue).getState() != NodeProto.NodeDescription.State.STATE_DRAINING) {
            Thread.onSpinWait();
        }

        Status refused = dialogue(server).sayHello(BUILD).hearEnd();
        assertThat(refused.getDescription())
                .isEqualTo("this node was told to end and takes no further run");
        release.countDown();
        assertThat(dialogue.hear().getAdvanced().getProgress().getHostNs()).isEqualTo(END_NS);
        dialogue.sayStop().hear();
        draining.join();
    }

    @Test
    void shouldSayWhatItCarries() {
        Dialogue dialogue = dialogue(start(FakeHost::new));
        assertThat(describe(dialogue).getState())
                .isEqualTo(NodeProto.NodeDescription.State.STATE_IDLE);
        dialogue.sayHello(BUILD).hear();
        dialogue.sayHosts(FakeHost.spec(0, END_NS), FakeHost.spec(1, END_NS)).hear();

        NodeProto.NodeDescription description = describe(dialogue);

        assertThat(description.getState())
                .isEqualTo(NodeProto.NodeDescription.State.STATE_CARRYING);
        assertThat(description.getHosts()).isEqualTo(2);
        assertThat(description.getFirstHost()).isEqualTo(FakeHost.spec(0, END_NS).name());
        assertThat(description.getLastHost()).isEqualTo(FakeHost.spec(1, END_NS).name());
        assertThat(description.getBuild().getVersion()).isEqualTo(BUILD.version());
        assertThat(description.getHeapBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
    }

    @Test
    void shouldBelongToTheCoordinatorThatAskedFirst() {
        Dialogue dialogue = dialogue(start(FakeHost::new));

        assertThat(claim(dialogue, "a", false).getOtherCoordinator()).isEmpty();
        assertThat(claim(dialogue, "b", false).getOtherCoordinator()).isEqualTo("coordinator a");
        assertThat(claim(dialogue, "a", true).getOtherCoordinator()).isEmpty();
        assertThat(claim(dialogue, "b", false).getOtherCoordinator()).isEmpty();
    }

    private static NodeProto.NodeDescription claim(Dialogue dialogue, String id, boolean release) {
        return NodeServiceGrpc.newBlockingStub(dialogue.channel())
                .describe(
                        NodeProto.DescribeRequest.newBuilder()
                                .setBuild(
                                        CommonProto.Build.newBuilder()
                                                .setVersion(BUILD.version())
                                                .setProtocol(BUILD.protocol()))
                                .setCoordinatorId(id)
                                .setCoordinator("coordinator " + id)
                                .setRelease(release)
                                .build());
    }

    private static NodeProto.NodeDescription describe(Dialogue dialogue) {
        return NodeServiceGrpc.newBlockingStub(dialogue.channel())
                .describe(NodeProto.DescribeRequest.getDefaultInstance());
    }

    @Test
    void shouldTakeMessagesInSeveralParts() {
        Dialogue dialogue = dialogue(start(FakeHost::new)).sayHello(BUILD);
        dialogue.hear();
        dialogue.sayHosts(FakeHost.spec(0, END_NS), FakeHost.spec(1, END_NS)).hear();

        NodeProto.Advance.Builder first =
                NodeProto.Advance.newBuilder()
                        .setMessages(EnvelopeCodec.encode(List.of(message(50, 0)), 0, 1))
                        .setMore(true);
        assertThat(dialogue.say(NodeRequest.newBuilder().setAdvance(first)).hear().hasTaken())
                .isTrue();
        NodeProto.Advance.Builder last =
                NodeProto.Advance.newBuilder()
                        .setMessages(EnvelopeCodec.encode(List.of(message(60, 1)), 0, 1))
                        .setBoundNs(61);
        NodeProto.Advanced advanced =
                dialogue.say(NodeRequest.newBuilder().setAdvance(last)).hear().getAdvanced();

        assertThat(advanced.getHostList()).containsExactly(0, 1);
    }

    @Test
    void shouldAnswerHealthAndReflection() {
        NodeServer server = start(FakeHost::new);
        Dialogue dialogue = dialogue(server);
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(dialogue.channel());

        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThat(servicesByReflection(dialogue))
                .contains("scxfleet.v1.NodeService", "grpc.health.v1.Health");
    }

    @Test
    void shouldSayThatItIsGoingBeforeItGoes() {
        NodeServer server = start(FakeHost::new);
        Dialogue dialogue = dialogue(server);
        dialogue.sayHello(BUILD).hear();
        List<ServingStatus> heard = new ArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        HealthGrpc.newStub(dialogue.channel())
                .watch(
                        HealthCheckRequest.getDefaultInstance(),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(HealthCheckResponse response) {
                                heard.add(response.getStatus());
                                if (response.getStatus() == ServingStatus.SERVING) {
                                    Thread.startVirtualThread(server::close);
                                }
                            }

                            @Override
                            public void onError(Throwable t) {
                                ended.complete(null);
                            }

                            @Override
                            public void onCompleted() {
                                ended.complete(null);
                            }
                        });
        ended.join();

        assertThat(heard).containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
    }

    @Test
    void shouldSayThatAPortIsInUse() {
        NodeServer server = start(FakeHost::new);
        HostPort taken = new HostPort("127.0.0.1", port(server));

        assertThatThrownBy(() -> NodeServer.start(options(taken, FakeHost::new)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("cannot listen on " + taken.text() + ": ")
                .hasMessageContaining("Address already in use");
    }

    @Test
    void shouldAnnounceTheAddressThatItListensOn() {
        NodeServer server = start(FakeHost::new);

        assertThat(server.announcement())
                .isEqualTo("scxfleet node listens on 127.0.0.1:" + port(server));
    }

    private NodeServer start(HostAssembly assembly) {
        NodeServer server = NodeServer.start(options(HostPort.LOOPBACK_ANY_PORT, assembly));
        opened.add(server);
        return server;
    }

    private NodeServerOptions options(HostPort listen, HostAssembly assembly) {
        return new NodeServerOptions(
                listen,
                2,
                BUILD,
                objects -> {
                    seen = objects;
                    return assembly;
                },
                new NodeMetrics());
    }

    private Dialogue dialogue(NodeServer server) {
        Dialogue dialogue = new Dialogue(server);
        opened.add(dialogue);
        return dialogue;
    }

    private static List<HostReport> collect(Dialogue dialogue, boolean withTasks) {
        List<HostReport> reports = new ArrayList<>();
        NodeProto.Reports page =
                dialogue.say(
                                NodeRequest.newBuilder()
                                        .setCollect(
                                                NodeProto.Collect.newBuilder().setTasks(withTasks)))
                        .hear()
                        .getReports();
        page.getReportsList().forEach(report -> reports.add(ReportCodec.decode(report)));
        assertThat(page.getNext()).isEqualTo(reports.size());
        return reports;
    }

    private static List<String> servicesByReflection(Dialogue dialogue) {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> ask =
                ServerReflectionGrpc.newStub(dialogue.channel())
                        .serverReflectionInfo(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(ServerReflectionResponse response) {
                                        answer.complete(response);
                                    }

                                    @Override
                                    public void onError(Throwable t) {
                                        answer.completeExceptionally(t);
                                    }

                                    @Override
                                    public void onCompleted() {}
                                });
        ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        List<String> names =
                answer.join().getListServicesResponse().getServiceList().stream()
                        .map(service -> service.getName())
                        .toList();
        ask.onCompleted();
        return names;
    }

    private static NodeRequest.Builder hosts(ByteString data, boolean last) {
        return NodeRequest.newBuilder()
                .setHosts(CommonProto.Chunk.newBuilder().setData(data).setLast(last));
    }

    private static NodeRequest.Builder object(String sha256, ByteString data, boolean last) {
        return NodeRequest.newBuilder()
                .setObject(
                        CommonProto.ObjectChunk.newBuilder()
                                .setSha256(sha256)
                                .setChunk(
                                        CommonProto.Chunk.newBuilder()
                                                .setData(data)
                                                .setLast(last)));
    }

    private static Envelope message(long deliverAtNs, int target) {
        return new Envelope(deliverAtNs, 9, 0, target, Envelope.Kind.REPLY, 0, 0, 0, 0);
    }

    private static int port(NodeServer server) {
        return server.address().getPort();
    }

    private static long digestAlone(int index) {
        FakeHost host = new FakeHost(FakeHost.spec(index, END_NS));
        host.advance(END_NS, List.of(), _ -> {});
        return host.report().digest();
    }
}
