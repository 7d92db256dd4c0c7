package org.scxfleet.node.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.scxfleet.codec.ChunkAssembler;
import org.scxfleet.codec.EnvelopeCodec;
import org.scxfleet.codec.FailureCodec;
import org.scxfleet.codec.HostsCodec;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.NodeProto;
import org.scxfleet.v1.NodeProto.NodeReply;
import org.scxfleet.v1.NodeProto.NodeRequest;
import org.scxfleet.v1.RunProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run on this process: the node's side of the dialogue.
 *
 * <p>Requests come one after the other; the next is legal only after the reply to the last. They
 * arrive on a network thread, replies leave from the thread that has the answer, progress from the
 * clock; hence the lock. The emulator lives from the last chunk of hosts to the end of the stream.
 */
final class NodeSession implements StreamObserver<NodeRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);

    private final NodeService service;
    private final ServerCallStreamObserver<NodeReply> replies;
    private final ChunkAssembler hosts = new ChunkAssembler("hosts", WireLimits.HOSTS_BYTES_MAX);
    private final List<Envelope> messages = new ArrayList<>();
    private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
    private volatile String run = "";
    private volatile String coordinatorId = "";
    private volatile List<HostSpec> carried = List.of();
    private @Nullable ObjectIntake objects;
    private volatile @Nullable TraceSender trace;
    private @Nullable NodeEmulator emulator;
    private List<HostReport> reports = List.of();

    /** The answer to a request is being worked out. */
    private boolean busy;

    /** That request is a window. */
    private boolean inWindow;

    /** Nothing more is said on the stream. */
    private boolean ended;

    /** The hosts are being dropped. */
    private volatile boolean dropping;

    NodeSession(NodeService service, ServerCallStreamObserver<NodeReply> replies) {
        this.service = service;
        this.replies = replies;
        replies.setOnReadyHandler(this::wakeTrace);
    }

    String run() {
        return run;
    }

    /** Of the coordinator that opened it; empty for a single run. */
    String coordinatorId() {
        return coordinatorId;
    }

    void describe(NodeProto.NodeDescription.Builder description) {
        List<HostSpec> hostsHere = carried;
        description.setRun(run).setHosts(hostsHere.size());
        if (!hostsHere.isEmpty()) {
            description
                    .setFirstHost(hostsHere.getFirst().name())
                    .setLastHost(hostsHere.getLast().name());
        }
    }

    @Override
    public synchronized void onNext(NodeRequest request) {
        if (ended || dropping) {
            return;
        }
        try {
            require(!busy, "a request before the reply to the last one");
            switch (request.getRequestCase()) {
                case HELLO -> greet(request.getHello());
                case OBJECT -> takeObject(request.getObject());
                case HOSTS -> takeHosts(request.getHosts());
                case ADVANCE -> advance(request.getAdvance());
                case COLLECT -> collect(request.getCollect());
                case STOP -> stop();
                case TRACE -> wishTrace(request.getTrace());
                case REQUEST_NOT_SET ->
                        throw new IllegalArgumentException("a request of no known kind");
            }
        } catch (StatusRuntimeException e) {
            end(e.getStatus());
        } catch (IllegalArgumentException e) {
            end(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        }
    }

    private void greet(NodeProto.Hello hello) {
        require(objects == null, "a second Hello");
        BuildVersion here = service.options().build();
        BuildVersion there =
                new BuildVersion(hello.getBuild().getVersion(), hello.getBuild().getProtocol());
        require(here.equals(there), here.mismatch("node", "coordinator", there));
        run = hello.getRun();
        coordinatorId = hello.getCoordinatorId();
        ObjectIntake intake = new ObjectIntake(service.objects(), hello.getObjectSha256List());
        objects = intake;
        answer(service.enter(this), _ -> entered(intake));
    }

    private void entered(ObjectIntake intake) {
        if (dropping) {
            service.leave(this);
        } else {
            send(welcome(intake));
        }
    }

    private NodeReply.Builder welcome(ObjectIntake intake) {
        BuildVersion here = service.options().build();
        return NodeReply.newBuilder()
                .setWelcome(
                        NodeProto.Welcome.newBuilder()
                                .setBuild(
                                        CommonProto.Build.newBuilder()
                                                .setVersion(here.version())
                                                .setProtocol(here.protocol()))
                                .addAllMissingObjectSha256(intake.missing())
                                .setThreads(service.options().threads())
                                .setHeapBytes(Runtime.getRuntime().maxMemory()));
    }

    private void takeObject(CommonProto.ObjectChunk chunk) {
        require(emulator == null, "an object after the hosts");
        intake().take(chunk);
        sendTaken();
    }

    private void wishTrace(NodeProto.Trace wish) {
        require(emulator == null && trace == null, "a wish for traces at the wrong time");
        trace = new TraceSender(wish, replies, this);
        sendTaken();
    }

    private void wakeTrace() {
        TraceSender sender = trace;
        if (sender != null) {
            sender.wakeUp();
        }
    }

    private void takeHosts(CommonProto.Chunk chunk) {
        require(emulator == null, "hosts that are loaded already");
        require(intake().missing().isEmpty(), "hosts before the objects that they need");
        ByteString whole = hosts.add(chunk);
        if (whole == null) {
            sendTaken();
            return;
        }
        List<HostSpec> specs = decode(whole);
        carried = specs;
        LOG.atInfo()
                .addKeyValue("run", run)
                .log("'{}' begins: {} hosts, from {}", run, specs.size(), specs.getFirst().name());
        NodeServerOptions options = service.options();
        NodeEmulator started =
                NodeEmulator.start(
                        "node", options.threads(), options.assemblies(), options.metrics());
        emulator = started;
        TraceSender sender = trace;
        RunTraces traces = sender == null ? RunTraces.NONE : sender.traces();
        answer(started.load(run, specs, intake().complete(), traces), this::sendLoaded);
    }

    private static List<HostSpec> decode(ByteString hosts) {
        try {
            return HostsCodec.decode(RunProto.Hosts.parseFrom(hosts));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("hosts that cannot be read: " + e.getMessage(), e);
        }
    }

    private void sendLoaded(long[] firstEventsNs) {
        NodeProto.Loaded.Builder loaded = NodeProto.Loaded.newBuilder();
        for (long firstNs : firstEventsNs) {
            loaded.addNextEventNs(firstNs);
        }
        send(NodeReply.newBuilder().setLoaded(loaded));
    }

    private void advance(NodeProto.Advance advance) {
        NodeEmulator running = running();
        EnvelopeCodec.decode(advance.getMessages(), messages);
        if (advance.getMore()) {
            sendTaken();
            return;
        }
        int[] own = advance.getHostList().stream().mapToInt(Integer::intValue).toArray();
        long[] bounds = advance.getHostBoundNsList().stream().mapToLong(Long::longValue).toArray();
        WindowGrant grant =
                new WindowGrant(advance.getBoundNs(), own, bounds, List.copyOf(messages));
        messages.clear();
        inWindow = true;
        answer(
                running.advance(grant),
                report -> {
                    inWindow = false;
                    AdvancedReplies.of(report, progress(running)).forEach(this::send);
                });
    }

    private void collect(NodeProto.Collect collect) {
        if (collect.getFirst() > 0) {
            sendReports(collect);
            return;
        }
        answer(
                running().collect(collect.getTasks()),
                all -> {
                    reports = all;
                    TraceSender sender = trace;
                    if (sender != null) {
                        sender.flush();
                    }
                    sendReports(collect);
                });
    }

    private void sendReports(NodeProto.Collect collect) {
        NodeProto.Reports page = ReportPages.page(reports, collect.getFirst(), collect.getTasks());
        send(NodeReply.newBuilder().setReports(page));
    }

    /** Says so only when the hosts are gone, so that the next run finds room. */
    private void stop() {
        drop();
        var _ = gone.thenRun(this::sendStopped);
    }

    private synchronized void sendStopped() {
        send(NodeReply.newBuilder().setStopped(NodeProto.Stopped.getDefaultInstance()));
        end(Status.OK);
    }

    /** The coordinator went away or cancelled. */
    @Override
    public synchronized void onError(Throwable cause) {
        ended = true;
        drop();
    }

    @Override
    public synchronized void onCompleted() {
        end(Status.OK);
    }

    /** Called by the clock. */
    synchronized void reportProgress() {
        NodeEmulator running = emulator;
        if (inWindow && !dropping && running != null) {
            send(NodeReply.newBuilder().setProgress(progress(running)));
        }
    }

    private static NodeProto.Progress progress(NodeEmulator emulator) {
        return NodeProto.Progress.newBuilder()
                .setHostNs(emulator.progress().hostNs())
                .setEvents(emulator.progress().events())
                .build();
    }

    /** Drops the hosts. */
    synchronized void drop() {
        if (dropping) {
            return;
        }
        dropping = true;
        wakeTrace();
        NodeEmulator running = emulator;
        // Closing waits for the actors, which network threads must not.
        Thread.startVirtualThread(() -> {
            if (running != null) {
                running.close();
                LOG.atInfo()
                        .addKeyValue("run", run)
                        .addKeyValue("host_ns", running.progress().hostNs())
                        .log("'{}' is over here; its hosts are gone", run);
            }
            service.leave(this);
            gone.complete(null);
        });
    }

    /** Whether the session drops its hosts or has done so. */
    boolean isEnding() {
        return dropping;
    }

    /** Done when the hosts are dropped. */
    CompletionStage<@Nullable Void> gone() {
        return gone;
    }

    private ObjectIntake intake() {
        if (objects == null) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("a request before Hello")
                    .asRuntimeException();
        }
        return objects;
    }

    private NodeEmulator running() {
        if (emulator == null) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("no hosts are loaded")
                    .asRuntimeException();
        }
        return emulator;
    }

    /** Replies when the answer is there, or says why there is none and ends the run. */
    private <T> void answer(CompletionStage<T> answer, Consumer<T> reply) {
        busy = true;
        var _ = answer.whenComplete((value, thrown) -> answered(value, thrown, reply));
    }

    private synchronized <T> void answered(T value, @Nullable Throwable thrown, Consumer<T> reply) {
        busy = false;
        if (thrown != null) {
            fail(thrown);
            return;
        }
        try {
            reply.accept(value);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof FleetException failure) {
            send(NodeReply.newBuilder().setFailure(FailureCodec.encode(failure)));
            end(Status.OK);
        } else if (cause instanceof StatusRuntimeException refusal) {
            end(refusal.getStatus());
        } else {
            end(Status.INTERNAL.withDescription(String.valueOf(cause)));
        }
    }

    private void sendTaken() {
        send(NodeReply.newBuilder().setTaken(NodeProto.Taken.getDefaultInstance()));
    }

    private void send(NodeReply.Builder reply) {
        if (!ended) {
            replies.onNext(reply.build());
        }
    }

    private void end(Status status) {
        if (!ended) {
            ended = true;
            if (status.isOk()) {
                replies.onCompleted();
            } else {
                replies.onError(status.asRuntimeException());
            }
        }
        drop();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw Status.FAILED_PRECONDITION.withDescription(otherwise).asRuntimeException();
        }
    }
}
