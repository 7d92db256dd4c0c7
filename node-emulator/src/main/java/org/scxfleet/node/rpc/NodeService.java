package org.scxfleet.node.rpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.scxfleet.fleet.NodeState;
import org.scxfleet.v1.NodeProto.NodeReply;
import org.scxfleet.v1.NodeProto.NodeRequest;
import org.scxfleet.v1.NodeServiceGrpc;

/** Lets one run in at a time, and reports its progress while a window takes long. */
final class NodeService extends NodeServiceGrpc.NodeServiceImplBase {
    private static final long PROGRESS_MS = 250;

    private final NodeServerOptions options;
    private final ObjectStore objects = new ObjectStore(ObjectStore.BYTES_MAX);
    private @Nullable NodeSession present;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("node-progress").factory());

    NodeService(NodeServerOptions options) {
        this.options = options;
        var _ =
                clock.scheduleWithFixedDelay(
                        this::reportProgress, PROGRESS_MS, PROGRESS_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public StreamObserver<NodeRequest> session(StreamObserver<NodeReply> replies) {
        return new NodeSession(this, (ServerCallStreamObserver<NodeReply>) replies);
    }

    NodeServerOptions options() {
        return options;
    }

    ObjectStore objects() {
        return objects;
    }

    /**
     * A session wants to carry its run here.
     *
     * @return done when it may; a session that is just dropping its hosts is waited for
     * @throws io.grpc.StatusRuntimeException if another session carries a run
     */
    synchronized CompletionStage<@Nullable Void> enter(NodeSession session) {
        NodeSession other = present;
        if (other == null) {
            present = session;
            return CompletableFuture.completedFuture(null);
        }
        if (!other.isEnding()) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("this node carries run '" + other.run() + "' already")
                    .asRuntimeException();
        }
        return other.gone().thenCompose(_ -> enter(session));
    }

    synchronized NodeState state() {
        return present == null ? NodeState.IDLE : NodeState.CARRYING;
    }

    /** The session has dropped its hosts. */
    synchronized void leave(NodeSession session) {
        if (present == session) {
            present = null;
        }
    }

    void close() {
        clock.shutdownNow();
        NodeSession session = present();
        if (session != null) {
            session.drop();
        }
    }

    private void reportProgress() {
        NodeSession session = present();
        if (session != null) {
            session.reportProgress();
        }
    }

    private synchronized @Nullable NodeSession present() {
        return present;
    }
}
