package org.scxfleet.coordinator.rpc;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.scxfleet.codec.FailureCodec;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.v1.NodeProto.NodeReply;
import org.scxfleet.v1.NodeProto.NodeRequest;
import org.scxfleet.v1.NodeProto.Progress;
import org.scxfleet.v1.NodeProto.TraceBatch;

/**
 * The coordinator's side of the stream to one node: a request, then its reply. Progress and events
 * of traced hosts go to their listeners whenever they come. After the first failure everything
 * fails with it.
 *
 * <p>Replies arrive on a network thread and are completed there, outside of the lock.
 */
final class NodeDialogue implements ClientResponseObserver<NodeRequest, NodeReply> {
    private final Consumer<Progress> progress;
    private final Consumer<TraceBatch> trace;
    private final Function<Throwable, FleetException> explain;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Queue<NodeReply> unread = new ArrayDeque<>();
    private @Nullable ClientCallStreamObserver<NodeRequest> requests;
    private @Nullable CompletableFuture<NodeReply> awaited;
    private @Nullable FleetException failure;

    /**
     * @param explain makes a failure of what broke the stream
     */
    NodeDialogue(
            Consumer<Progress> progress,
            Consumer<TraceBatch> trace,
            Function<Throwable, FleetException> explain) {
        this.trace = trace;
        this.progress = progress;
        this.explain = explain;
    }

    @Override
    public synchronized void beforeStart(ClientCallStreamObserver<NodeRequest> stream) {
        requests = stream;
    }

    /** Sends a request; the future is its reply. */
    CompletableFuture<NodeReply> ask(NodeRequest.Builder request) {
        NodeRequest message = request.build();
        int size = message.getSerializedSize();
        synchronized (this) {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            if (size > WireLimits.MESSAGE_BYTES_MAX) {
                return CompletableFuture.failedFuture(
                        new DefectException(
                                "a message of "
                                        + size
                                        + " bytes; the most is "
                                        + WireLimits.MESSAGE_BYTES_MAX,
                                "",
                                null));
            }
            if (requests == null) {
                throw new IllegalStateException("the stream has not been opened");
            }
            requests.onNext(message);
        }
        return hear();
    }

    /** The next reply. */
    CompletableFuture<NodeReply> hear() {
        synchronized (this) {
            if (awaited != null) {
                throw new IllegalStateException("another reply is awaited already");
            }
            NodeReply reply = unread.poll();
            if (reply != null) {
                return CompletableFuture.completedFuture(reply);
            }
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            CompletableFuture<NodeReply> future = new CompletableFuture<>();
            awaited = future;
            return future;
        }
    }

    /** Fails with the first failure. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Whether a reply is awaited at present. */
    synchronized boolean isBusy() {
        return awaited != null;
    }

    /** Nothing more is expected of the node. */
    void fail(FleetException reason) {
        CompletableFuture<NodeReply> waiting;
        ClientCallStreamObserver<NodeRequest> stream;
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = reason;
            waiting = awaited;
            awaited = null;
            stream = requests;
        }
        if (stream != null) {
            stream.cancel("the run is over", reason);
        }
        if (waiting != null) {
            waiting.completeExceptionally(reason);
        }
        ended.completeExceptionally(reason);
    }

    @Override
    public void onNext(NodeReply reply) {
        if (reply.hasProgress()) {
            progress.accept(reply.getProgress());
            return;
        }
        if (reply.hasTrace()) {
            take(reply.getTrace());
            return;
        }
        if (reply.hasFailure()) {
            fail(FailureCodec.decode(reply.getFailure()));
            return;
        }
        CompletableFuture<NodeReply> waiting;
        synchronized (this) {
            waiting = awaited;
            awaited = null;
            if (waiting == null) {
                unread.add(reply);
            }
        }
        if (waiting != null) {
            waiting.complete(reply);
        }
    }

    private void take(TraceBatch batch) {
        try {
            trace.accept(batch);
        } catch (UncheckedIOException e) {
            fail(new EnvironmentException("a trace cannot be written: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            fail(new DefectException("a trace cannot be taken: " + e, "", e));
        }
    }

    @Override
    public void onError(Throwable thrown) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
        }
        fail(explain.apply(thrown));
    }

    @Override
    public void onCompleted() {
        fail(new EnvironmentException("the node has closed the stream"));
    }
}
