package org.scxfleet.coordinator.rpc;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.scxfleet.codec.EnvelopeCodec;
import org.scxfleet.codec.ReportCodec;
import org.scxfleet.codec.TraceCodec;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.fleet.ProcessLostException;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.fleet.WindowReport;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.trace.TraceSink;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.NodeProto;
import org.scxfleet.v1.NodeProto.NodeReply;
import org.scxfleet.v1.NodeProto.NodeRequest;
import org.scxfleet.v1.NodeServiceGrpc;

/**
 * A process of the fleet that is reached over gRPC.
 *
 * <p>Its death is noticed in two ways: a stream breaks; a silent connection does not answer
 * keep-alive pings. Each is a {@link ProcessLostException} that names the process and its hosts. A
 * node that was told to end says so by its health service, and finishes the run if it can.
 */
public final class RemoteNode implements FleetNode {
    /** How long after a broken connection the end of a process is known. */
    private static final long END_KNOWN_MS = 1_000;

    /** How long a node may take to drop its hosts. */
    private static final long STOP_S = 10;

    private final String name;
    private final String address;
    private final BuildVersion build;
    private final ManagedChannel channel;
    private final @Nullable CompletableFuture<String> end;
    private final Caller caller;
    private final NodeDialogue dialogue;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile List<HostSpec> hosts = List.of();
    private volatile RunTraces traces = RunTraces.NONE;
    private volatile NodeProgress progress = NodeProgress.NONE;
    private volatile boolean welcome;
    private volatile boolean draining;
    private volatile long heapBytes = Long.MAX_VALUE;

    private RemoteNode(
            String name,
            String address,
            BuildVersion build,
            ManagedChannel channel,
            @Nullable CompletableFuture<String> end,
            Caller caller) {
        this.caller = caller;
        this.end = end;
        this.name = name;
        this.address = address;
        this.build = build;
        this.channel = channel;
        dialogue =
                new NodeDialogue(
                        reached ->
                                progress =
                                        new NodeProgress(reached.getHostNs(), reached.getEvents()),
                        this::take,
                        this::explain);
    }

    /**
     * Connects to a node and asks whether it is well.
     *
     * @param label what messages call the process, beside its address
     * @throws EnvironmentException if it cannot be reached
     */
    public static RemoteNode connect(String label, HostPort address, BuildVersion build) {
        return connect(label, address, build, null, Caller.SINGLE_RUN);
    }

    /**
     * The same for a process that this program has started.
     *
     * @param end done when the process has ended, with what is known of that; null if nobody knows
     */
    public static RemoteNode connect(
            String label,
            HostPort address,
            BuildVersion build,
            @Nullable CompletableFuture<String> end) {
        return connect(label, address, build, end, Caller.SINGLE_RUN);
    }

    static RemoteNode connect(
            String label,
            HostPort address,
            BuildVersion build,
            @Nullable CompletableFuture<String> end,
            Caller caller) {
        ManagedChannel channel = Connections.open(address, caller.calls());
        RemoteNode node =
                new RemoteNode(
                        label + " at " + address.text(),
                        address.text(),
                        build,
                        channel,
                        end,
                        caller);
        try {
            NodeHealth.check(channel);
            node.heapBytes = NodeHealth.heapBytes(channel);
        } catch (RuntimeException e) {
            channel.shutdownNow();
            throw new EnvironmentException(
                    "cannot reach " + node.name + ": " + Connections.reason(e), e);
        }
        NodeHealth.watch(channel, node::lost, () -> node.draining = true);
        if (end != null) {
            var _ = end.thenAccept(node::lost);
        }
        return node;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public long heapBytes() {
        return heapBytes;
    }

    @Override
    public CompletableFuture<long[]> load(
            String run, List<HostSpec> toCarry, SchedulerObjects objects, RunTraces toTrace) {
        traces = toTrace;
        hosts = List.copyOf(toCarry);
        var _ = NodeServiceGrpc.newStub(channel).session(dialogue);
        return greet(run, objects)
                .thenCompose(missing -> sendAll(NodeRequests.objects(missing, objects)))
                .thenCompose(_ -> sendAll(NodeRequests.traces(traces, hosts)))
                .thenCompose(_ -> sendAll(NodeRequests.hosts(hosts)))
                .thenApply(this::firstEvents);
    }

    private CompletableFuture<List<String>> greet(String run, SchedulerObjects objects) {
        return dialogue.ask(NodeRequests.hello(build, run, name, caller, objects))
                .orTimeout(Connections.ANSWER_S, TimeUnit.SECONDS)
                .exceptionally(this::noAnswer)
                .thenApply(this::welcomed);
    }

    private NodeReply noAnswer(Throwable thrown) {
        if (thrown instanceof TimeoutException) {
            EnvironmentException silence =
                    new EnvironmentException(
                            name + " did not answer within " + Connections.ANSWER_S + " s", thrown);
            dialogue.fail(silence);
            throw silence;
        }
        throw thrown instanceof RuntimeException known ? known : new CompletionException(thrown);
    }

    private List<String> welcomed(NodeReply reply) {
        require(reply.hasWelcome(), reply);
        CommonProto.Build other = reply.getWelcome().getBuild();
        BuildVersion there = new BuildVersion(other.getVersion(), other.getProtocol());
        if (!build.equals(there)) {
            throw refused(build.mismatch("coordinator", "node", there));
        }
        welcome = true;
        return reply.getWelcome().getMissingObjectSha256List();
    }

    /** On a network thread, in the order of the events of each host. */
    private void take(NodeProto.TraceBatch batch) {
        TraceSink sink = traces.sink(batch.getHost());
        if (sink == null) {
            throw new IllegalStateException(
                    name + " traces host " + batch.getHost() + ", which was not asked for");
        }
        TraceCodec.decode(batch, sink);
    }

    /** Each request when the one before has been answered; the last answer, null if none. */
    private CompletableFuture<@Nullable NodeReply> sendAll(Iterator<NodeRequest.Builder> requests) {
        if (!requests.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable NodeReply> answer = dialogue.ask(requests.next());
        return requests.hasNext()
                ? answer.thenCompose(reply -> {
                    require(reply != null && reply.hasTaken(), reply);
                    return sendAll(requests);
                })
                : answer;
    }

    private long[] firstEvents(@Nullable NodeReply reply) {
        require(
                reply != null
                        && reply.hasLoaded()
                        && reply.getLoaded().getNextEventNsCount() == hosts.size(),
                reply);
        return longs(reply == null ? List.of() : reply.getLoaded().getNextEventNsList());
    }

    @Override
    public CompletableFuture<WindowReport> advance(WindowGrant grant) {
        return sendAll(NodeRequests.advance(grant))
                .thenCompose(reply -> advanced(reply, new ArrayList<>()));
    }

    private CompletableFuture<WindowReport> advanced(
            @Nullable NodeReply reply, List<Envelope> messages) {
        require(reply != null && reply.hasAdvanced(), reply);
        NodeProto.Advanced advanced =
                reply == null ? NodeProto.Advanced.getDefaultInstance() : reply.getAdvanced();
        EnvelopeCodec.decode(advanced.getMessages(), messages);
        if (advanced.getMore()) {
            return dialogue.hear().thenCompose(next -> advanced(next, messages));
        }
        progress =
                new NodeProgress(
                        advanced.getProgress().getHostNs(), advanced.getProgress().getEvents());
        int[] ran = advanced.getHostList().stream().mapToInt(Integer::intValue).toArray();
        return CompletableFuture.completedFuture(
                new WindowReport(
                        ran,
                        longs(advanced.getNextEventNsList()),
                        messages,
                        advanced.getLocalMessages(),
                        advanced.getLocalUnderWay()));
    }

    @Override
    public CompletableFuture<List<HostReport>> collect(boolean withTasks) {
        return collect(withTasks, new ArrayList<>());
    }

    private CompletableFuture<List<HostReport>> collect(
            boolean withTasks, List<HostReport> reports) {
        NodeProto.Collect.Builder page =
                NodeProto.Collect.newBuilder().setFirst(reports.size()).setTasks(withTasks);
        return dialogue.ask(NodeRequest.newBuilder().setCollect(page))
                .thenCompose(reply -> {
                    require(reply.hasReports(), reply);
                    reply.getReports()
                            .getReportsList()
                            .forEach(report -> reports.add(ReportCodec.decode(report)));
                    require(reply.getReports().getNext() == reports.size(), reply);
                    return reports.size() < hosts.size()
                            ? collect(withTasks, reports)
                            : CompletableFuture.completedFuture(reports);
                });
    }

    @Override
    public NodeProgress progress() {
        return progress;
    }

    @Override
    public CompletableFuture<Void> lost() {
        return dialogue.ended();
    }

    private void lost(String seen) {
        if (!closed.get()) {
            dialogue.fail(loss(seen, null));
        }
    }

    /** A connection to a process of this machine breaks just before its end is known. */
    private ProcessLostException loss(String seen, @Nullable Throwable cause) {
        String reason = draining ? "it is shutting down" : seen;
        if (end != null) {
            try {
                reason = end.get(END_KNOWN_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // It has not ended: the connection is all that is known.
            }
        }
        return new ProcessLostException(name, hosts, reason, cause);
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (welcome && !dialogue.isBusy()) {
            try {
                var _ =
                        dialogue.ask(
                                        NodeRequest.newBuilder()
                                                .setStop(NodeProto.Stop.getDefaultInstance()))
                                .get(STOP_S, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // It is being left anyway; the stream is cancelled below.
            }
        }
        dialogue.fail(new RunStoppedException("the run is over"));
        channel.shutdownNow();
    }

    /** What the end of the stream means. */
    private FleetException explain(Throwable thrown) {
        return switch (Status.fromThrowable(thrown).getCode()) {
            case FAILED_PRECONDITION, RESOURCE_EXHAUSTED, INVALID_ARGUMENT, DATA_LOSS ->
                    refused(Connections.reason(thrown));
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAVAILABLE,
                    UNAUTHENTICATED ->
                    loss(Connections.reason(thrown), thrown);
        };
    }

    private EnvironmentException refused(String why) {
        return new EnvironmentException(name + " refused: " + why);
    }

    private void require(boolean expected, @Nullable NodeReply reply) {
        if (!expected) {
            throw new IllegalStateException(
                    name
                            + " replied "
                            + (reply == null ? "nothing" : reply.getReplyCase())
                            + ", which is not what was asked for");
        }
    }

    private static long[] longs(List<Long> values) {
        long[] array = new long[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
