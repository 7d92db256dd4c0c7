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
import org.scxfleet.v1.CoordinatorProto;
import org.scxfleet.v1.CoordinatorProto.ResultPart;
import org.scxfleet.v1.CoordinatorProto.RunKey;
import org.scxfleet.v1.CoordinatorProto.SubmitReply;
import org.scxfleet.v1.CoordinatorProto.SubmitRequest;
import org.scxfleet.v1.CoordinatorServiceGrpc;

/** Hands in runs, watches them, and gives their results out. */
final class CoordinatorService extends CoordinatorServiceGrpc.CoordinatorServiceImplBase {
    private final BuildVersion build;
    private final RunQueue queue;

    CoordinatorService(BuildVersion build, RunQueue queue) {
        this.build = build;
        this.queue = queue;
    }

    @Override
    public StreamObserver<SubmitRequest> submit(StreamObserver<SubmitReply> reply) {
        return new SubmitSession(build, queue::submit, reply);
    }

    @Override
    public void watch(RunKey key, StreamObserver<CoordinatorProto.RunState> replies) {
        var call = (ServerCallStreamObserver<CoordinatorProto.RunState>) replies;
        // Once set, a client that goes away makes no exception in the actor that reports.
        call.setOnCancelHandler(() -> {});
        var _ =
                queue.watch(key.getNumber(), state -> report(state, call))
                        .whenComplete((_, thrown) -> refuse(thrown, call));
    }

    private static void report(
            RunState state, ServerCallStreamObserver<CoordinatorProto.RunState> call) {
        if (call.isCancelled()) {
            return;
        }
        call.onNext(RunStateCodec.encode(state));
        if (state.isFinal()) {
            call.onCompleted();
        }
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
