package org.scxfleet.coordinator.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.scxfleet.codec.ChunkAssembler;
import org.scxfleet.codec.RunCodec;
import org.scxfleet.coordinator.run.SubmittedRun;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.v1.CommonProto.ObjectChunk;
import org.scxfleet.v1.CoordinatorProto.RunKey;
import org.scxfleet.v1.CoordinatorProto.SubmitReply;
import org.scxfleet.v1.CoordinatorProto.SubmitRequest;
import org.scxfleet.v1.RunProto;

/** One run being handed in. The stream's messages come one after the other. */
final class SubmitSession implements StreamObserver<SubmitRequest> {
    private final BuildVersion build;
    private final Function<SubmittedRun, CompletableFuture<Long>> submit;
    private final StreamObserver<SubmitReply> reply;
    private final ChunkAssembler run = new ChunkAssembler("run", WireLimits.RUN_BYTES_MAX);
    private final List<byte[]> objects = new ArrayList<>();
    private @Nullable ChunkAssembler object;
    private @Nullable ByteString whole;
    private boolean greeted;
    private boolean ended;

    /**
     * @param submit takes the run and gives its number
     */
    SubmitSession(
            BuildVersion build,
            Function<SubmittedRun, CompletableFuture<Long>> submit,
            StreamObserver<SubmitReply> reply) {
        this.build = build;
        this.submit = submit;
        this.reply = reply;
    }

    @Override
    public void onNext(SubmitRequest request) {
        if (ended) {
            return;
        }
        try {
            switch (request.getRequestCase()) {
                case HELLO -> greet(request.getHello());
                case OBJECT -> takeObject(request.getObject());
                case RUN -> {
                    require(greeted && object == null, "a run at the wrong time");
                    whole = run.add(request.getRun());
                }
                case REQUEST_NOT_SET ->
                        throw new IllegalArgumentException("a request of no known kind");
            }
        } catch (StatusRuntimeException e) {
            refuse(e.getStatus());
        } catch (IllegalArgumentException e) {
            refuse(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        }
    }

    private void greet(SubmitRequest.Hello hello) {
        BuildVersion there =
                new BuildVersion(hello.getBuild().getVersion(), hello.getBuild().getProtocol());
        require(build.equals(there), build.mismatch("coordinator", "client", there));
        greeted = true;
    }

    private void takeObject(ObjectChunk chunk) {
        require(greeted, "an object before Hello");
        if (object == null) {
            require(objects.size() < WireLimits.OBJECTS_MAX, "too many objects");
            object = new ChunkAssembler("BPF object", WireLimits.OBJECT_BYTES_MAX);
        }
        ByteString bytes = object.add(chunk.getChunk());
        if (bytes == null) {
            return;
        }
        object = null;
        byte[] complete = bytes.toByteArray();
        if (!SchedulerObjects.sha256(complete).equals(chunk.getSha256())) {
            throw Status.DATA_LOSS
                    .withDescription("a BPF object is not the one named " + chunk.getSha256())
                    .asRuntimeException();
        }
        objects.add(complete);
    }

    @Override
    public void onError(Throwable thrown) {
        ended = true;
    }

    @Override
    public void onCompleted() {
        if (ended) {
            return;
        }
        ByteString bytes = whole;
        if (bytes == null) {
            refuse(Status.FAILED_PRECONDITION.withDescription("the run is not complete"));
            return;
        }
        ended = true;
        try {
            SubmittedRun submitted =
                    new SubmittedRun(
                            RunCodec.decode(RunProto.Run.parseFrom(bytes)),
                            SchedulerObjects.of(objects));
            var _ = submit.apply(submitted).whenComplete(this::answer);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            reply.onError(
                    Status.INVALID_ARGUMENT
                            .withDescription("a run that cannot be read: " + e.getMessage())
                            .asRuntimeException());
        }
    }

    private void answer(@Nullable Long number, @Nullable Throwable thrown) {
        if (number == null) {
            String why = thrown == null ? "" : String.valueOf(thrown.getMessage());
            reply.onError(Status.RESOURCE_EXHAUSTED.withDescription(why).asRuntimeException());
            return;
        }
        reply.onNext(
                SubmitReply.newBuilder().setKey(RunKey.newBuilder().setNumber(number)).build());
        reply.onCompleted();
    }

    private void refuse(Status status) {
        ended = true;
        reply.onError(status.asRuntimeException());
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw Status.FAILED_PRECONDITION.withDescription(otherwise).asRuntimeException();
        }
    }
}
