package org.scxfleet.coordinator.rpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.actor.RunQueue;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.CoordinatorProto;
import org.scxfleet.v1.CoordinatorProto.FleetOverview;
import org.scxfleet.v1.CoordinatorProto.OverviewRequest;
import org.scxfleet.v1.CoordinatorProto.ResultPart;
import org.scxfleet.v1.CoordinatorProto.RunKey;
import org.scxfleet.v1.CoordinatorProto.SubmitReply;
import org.scxfleet.v1.CoordinatorProto.SubmitRequest;
import org.scxfleet.v1.CoordinatorProto.WatchRequest;
import org.scxfleet.v1.CoordinatorServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands in runs, watches them, and gives their results out. */
final class CoordinatorService extends CoordinatorServiceGrpc.CoordinatorServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorService.class);

    private final BuildVersion build;
    private final RunQueue queue;
    private final FleetMonitor monitor;
    private final String name;

    /**
     * @param name of the coordinator
     */
    CoordinatorService(BuildVersion build, RunQueue queue, FleetMonitor monitor, String name) {
        this.build = build;
        this.queue = queue;
        this.monitor = monitor;
        this.name = name;
    }

    @Override
    public StreamObserver<SubmitRequest> submit(StreamObserver<SubmitReply> reply) {
        return new SubmitSession(build, queue::submit, reply);
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<CoordinatorProto.RunState> replies) {
        var call = (ServerCallStreamObserver<CoordinatorProto.RunState>) replies;
        long number = request.getNumber();
        // Once set, a client that goes away makes no exception in the actor that reports.
        call.setOnCancelHandler(() -> {
            if (request.getStopIfGone()) {
                LOG.atInfo()
                        .addKeyValue("run", number)
                        .log("the client of run {} has gone; the run is stopped", number);
                var _ = queue.cancel(number);
            }
        });
        var _ =
                queue.watch(number, state -> report(state, call))
                        .whenComplete((_, thrown) -> refuse(thrown, call));
    }

    /** Whether the client is still there. */
    private static boolean report(
            RunState state, ServerCallStreamObserver<CoordinatorProto.RunState> call) {
        if (call.isCancelled()) {
            return false;
        }
        call.onNext(RunStateCodec.encode(state));
        if (state.isFinal()) {
            call.onCompleted();
        }
        return true;
    }

    @Override
    public void overview(OverviewRequest request, StreamObserver<FleetOverview> reply) {
        FleetOverview.Builder overview =
                FleetOverview.newBuilder()
                        .setBuild(
                                CommonProto.Build.newBuilder()
                                        .setVersion(build.version())
                                        .setProtocol(build.protocol()))
                        .setCoordinator(name);
        monitor.nodes().forEach(node -> overview.addNodes(OverviewCodec.encode(node)));
        queue.all().forEach(run -> overview.addRuns(RunStateCodec.encode(run)));
        reply.onNext(overview.build());
        reply.onCompleted();
    }

    @Override
    public void status(RunKey key, StreamObserver<CoordinatorProto.RunState> reply) {
        var _ =
                queue.state(key.getNumber())
                        .whenComplete((state, thrown) -> answer(state, thrown, reply));
    }

    @Override
    public void cancel(RunKey key, StreamObserver<CoordinatorProto.RunState> reply) {
        var _ =
                queue.cancel(key.getNumber())
                        .whenComplete((state, thrown) -> answer(state, thrown, reply));
    }

    private static void answer(
            @Nullable RunState state,
            @Nullable Throwable thrown,
            StreamObserver<CoordinatorProto.RunState> reply) {
        if (state == null) {
            refuse(thrown, reply);
        } else {
            reply.onNext(RunStateCodec.encode(state));
            reply.onCompleted();
        }
    }

    @Override
    public void result(RunKey key, StreamObserver<ResultPart> replies) {
        var call = (ServerCallStreamObserver<ResultPart>) replies;
        ReadySender<ResultPart> sender = new ReadySender<>(call);
        call.setOnReadyHandler(sender::send);
        call.setOnCancelHandler(() -> {});
        var _ =
                queue.result(key.getNumber())
                        .whenComplete((result, thrown) -> {
                            if (result == null) {
                                refuse(thrown, call);
                            } else {
                                sender.offer(ResultParts.of(result));
                            }
                        });
    }

    private static void refuse(@Nullable Throwable thrown, StreamObserver<?> call) {
        if (thrown != null) {
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            call.onError(status(cause == null ? thrown : cause));
        }
    }

    private static StatusRuntimeException status(Throwable cause) {
        Status status =
                cause instanceof IllegalArgumentException
                        ? Status.NOT_FOUND
                        : cause instanceof IllegalStateException
                                ? Status.FAILED_PRECONDITION
                                : Status.INTERNAL;
        return status.withDescription(cause.getMessage()).asRuntimeException();
    }
}
