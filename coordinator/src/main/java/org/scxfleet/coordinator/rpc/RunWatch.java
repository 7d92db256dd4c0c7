package org.scxfleet.coordinator.rpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.v1.CoordinatorProto;

/** The states of a run as they come in, for a thread that must not wait long for them. */
final class RunWatch implements StreamObserver<CoordinatorProto.RunState> {
    private static final long LOOK_UP_MS = 200;

    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    /**
     * The next state, or null if none has come for a while.
     *
     * @throws StatusRuntimeException if the stream has ended
     */
    @Nullable RunState next() {
        try {
            Object next = heard.poll(LOOK_UP_MS, TimeUnit.MILLISECONDS);
            if (next instanceof StatusRuntimeException end) {
                throw end;
            }
            return (RunState) next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
        }
    }

    @Override
    public void onNext(CoordinatorProto.RunState state) {
        heard.add(RunStateCodec.decode(state));
    }

    @Override
    public void onError(Throwable thrown) {
        heard.add(Status.fromThrowable(thrown).asRuntimeException());
    }

    @Override
    public void onCompleted() {
        heard.add(
                Status.UNAVAILABLE
                        .withDescription("the coordinator has closed the stream")
                        .asRuntimeException());
    }
}
