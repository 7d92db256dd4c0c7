package org.scxfleet.coordinator.rpc;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.codec.Chunks;
import org.scxfleet.codec.RunCodec;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.CoordinatorProto.OverviewRequest;
import org.scxfleet.v1.CoordinatorProto.RunKey;
import org.scxfleet.v1.CoordinatorProto.SubmitReply;
import org.scxfleet.v1.CoordinatorProto.SubmitRequest;
import org.scxfleet.v1.CoordinatorProto.WatchRequest;
import org.scxfleet.v1.CoordinatorServiceGrpc;
import org.scxfleet.v1.CoordinatorServiceGrpc.CoordinatorServiceBlockingStub;

/** A coordinator elsewhere, as a client sees it. Every call blocks. */
public final class RemoteCoordinator implements AutoCloseable {
    private final HostPort address;
    private final BuildVersion build;
    private final ManagedChannel channel;

    private RemoteCoordinator(HostPort address, BuildVersion build, ManagedChannel channel) {
        this.address = address;
        this.build = build;
        this.channel = channel;
    }

    /**
     * @throws EnvironmentException if it cannot be reached
     */
    public static RemoteCoordinator connect(HostPort address, BuildVersion build) {
        ManagedChannel channel = Connections.open(address);
        try {
            NodeHealth.check(channel);
        } catch (StatusRuntimeException e) {
            channel.shutdownNow();
            throw new EnvironmentException(
                    "cannot reach the coordinator at "
                            + address.text()
                            + ": "
                            + Connections.reason(e),
                    e);
        }
        return new RemoteCoordinator(address, build, channel);
    }

    /**
     * Hands a run in, waits for its end and fetches the result. If this process goes away before
     * the end, the coordinator stops the run.
     *
     * @param listener hears where the run stands
     * @param control stops the run there, too
     * @throws FleetException if the run fails, or the coordinator is lost
     */
    public RunResult run(
            RunSpec spec,
            SchedulerObjects objects,
            Consumer<RunState> listener,
            RunControl control) {
        long number = submit(spec, objects);
        watch(number, true, listener, control);
        return result(number);
    }

    /** Hands a run in and returns its number. */
    public long submit(RunSpec spec, SchedulerObjects objects) {
        CompletableFuture<Long> number = new CompletableFuture<>();
        var _ =
                CoordinatorServiceGrpc.newStub(channel)
                        .submit(new Submission(requests(spec, objects), number));
        try {
            return number.join();
        } catch (CompletionException e) {
            throw explain(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Follows a run to its end, which must be a good one. */
    public void watch(long number, Consumer<RunState> listener, RunControl control) {
        watch(number, false, listener, control);
    }

    private void watch(long number, boolean mine, Consumer<RunState> listener, RunControl control) {
        RunWatch watch = new RunWatch();
        CoordinatorServiceGrpc.newStub(channel)
                .watch(
                        WatchRequest.newBuilder().setNumber(number).setStopIfGone(mine).build(),
                        watch);
        boolean cancelled = false;
        try {
            RunState state = watch.next();
            while (state == null || !state.isFinal()) {
                if (state != null) {
                    listener.accept(state);
                }
                if (control.isStopped() && !cancelled) {
                    cancelled = true;
                    var _ = cancel(number);
                }
                state = watch.next();
            }
            listener.accept(state);
            if (state.failure() != null) {
                throw state.failure();
            }
        } catch (StatusRuntimeException e) {
            throw explain(e);
        }
    }

    /** The result of a run that is done. */
    public RunResult result(long number) {
        try {
            return ResultParts.read(stub().result(key(number)));
        } catch (StatusRuntimeException e) {
            throw explain(e);
        }
    }

    /** What the coordinator knows. */
    public FleetStatus status() {
        try {
            return OverviewCodec.decode(timed().overview(OverviewRequest.getDefaultInstance()));
        } catch (StatusRuntimeException e) {
            throw explain(e);
        }
    }

    /** Where a run stands. */
    public RunState state(long number) {
        try {
            return RunStateCodec.decode(timed().status(key(number)));
        } catch (StatusRuntimeException e) {
            throw explain(e);
        }
    }

    /** Stops a run. */
    public RunState cancel(long number) {
        try {
            return RunStateCodec.decode(timed().cancel(key(number)));
        } catch (StatusRuntimeException e) {
            throw explain(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private Iterator<SubmitRequest> requests(RunSpec spec, SchedulerObjects objects) {
        List<SubmitRequest> requests = new ArrayList<>();
        requests.add(
                SubmitRequest.newBuilder()
                        .setHello(
                                SubmitRequest.Hello.newBuilder()
                                        .setBuild(
                                                CommonProto.Build.newBuilder()
                                                        .setVersion(build.version())
                                                        .setProtocol(build.protocol())))
                        .build());
        for (String sha256 : objects.sha256s()) {
            for (CommonProto.Chunk chunk : Chunks.of(ByteString.copyFrom(objects.bytes(sha256)))) {
                requests.add(
                        SubmitRequest.newBuilder()
                                .setObject(
                                        CommonProto.ObjectChunk.newBuilder()
                                                .setSha256(sha256)
                                                .setChunk(chunk))
                                .build());
            }
        }
        for (CommonProto.Chunk chunk : Chunks.of(RunCodec.encode(spec).toByteString())) {
            requests.add(SubmitRequest.newBuilder().setRun(chunk).build());
        }
        return requests.iterator();
    }

    private CoordinatorServiceBlockingStub stub() {
        return CoordinatorServiceGrpc.newBlockingStub(channel);
    }

    private CoordinatorServiceBlockingStub timed() {
        return stub().withDeadlineAfter(Connections.ANSWER_S, TimeUnit.SECONDS);
    }

    private static RunKey key(long number) {
        return RunKey.newBuilder().setNumber(number).build();
    }

    private FleetException explain(Throwable thrown) {
        Status status = Status.fromThrowable(thrown);
        String who = "the coordinator at " + address.text();
        return switch (status.getCode()) {
            case NOT_FOUND, FAILED_PRECONDITION, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, DATA_LOSS ->
                    new EnvironmentException(who + " refused: " + Connections.reason(thrown));
            case CANCELLED -> new RunStoppedException("the run was stopped");
            case OK,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAVAILABLE,
                    UNAUTHENTICATED ->
                    new EnvironmentException(
                            "lost " + who + " (" + Connections.reason(thrown) + ")", thrown);
        };
    }

    /** The client's side of handing in a run. */
    private static final class Submission
            implements ClientResponseObserver<SubmitRequest, SubmitReply> {
        private final Iterator<SubmitRequest> requests;
        private final CompletableFuture<Long> number;

        Submission(Iterator<SubmitRequest> requests, CompletableFuture<Long> number) {
            this.requests = requests;
            this.number = number;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<SubmitRequest> call) {
            ReadySender<SubmitRequest> sender = new ReadySender<>(call);
            call.setOnReadyHandler(() -> sender.offer(requests));
        }

        @Override
        public void onNext(SubmitReply reply) {
            number.complete(reply.getKey().getNumber());
        }

        @Override
        public void onError(Throwable thrown) {
            number.completeExceptionally(thrown);
        }

        @Override
        public void onCompleted() {
            number.completeExceptionally(
                    Status.INTERNAL.withDescription("no number was given").asRuntimeException());
        }
    }
}
