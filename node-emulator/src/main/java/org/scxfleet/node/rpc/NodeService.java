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
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.NodeState;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.NodeProto.DescribeRequest;
import org.scxfleet.v1.NodeProto.NodeDescription;
import org.scxfleet.v1.NodeProto.NodeReply;
import org.scxfleet.v1.NodeProto.NodeRequest;
import org.scxfleet.v1.NodeServiceGrpc;

/** Lets one run in at a time, and reports its progress while a window takes long. */
final class NodeService extends NodeServiceGrpc.NodeServiceImplBase {
    private static final long PROGRESS_MS = 250;

    private final NodeServerOptions options;
    private final ObjectStore objects = new ObjectStore(ObjectStore.BYTES_MAX);
    private final NodeClaims claims = new NodeClaims();
    private @Nullable NodeSession present;
    private boolean draining;
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

    @Override
    public void describe(DescribeRequest request, StreamObserver<NodeDescription> reply) {
        BuildVersion here = options.build();
        BuildVersion there =
                new BuildVersion(request.getBuild().getVersion(), request.getBuild().getProtocol());
        String id = request.getCoordinatorId();
        String holder = null;
        if (request.getRelease()) {
            claims.release(id);
        } else {
            holder =
                    here.equals(there) && !id.isEmpty()
                            ? claims.claim(id, request.getCoordinator())
                            : claims.holderBeside(id);
        }
        NodeDescription.Builder description =
                NodeDescription.newBuilder()
                        .setBuild(
                                CommonProto.Build.newBuilder()
                                        .setVersion(here.version())
                                        .setProtocol(here.protocol()))
                        .setState(encoded(state()))
                        .setThreads(options.threads())
                        .setHeapBytes(Runtime.getRuntime().maxMemory())
                        .setOtherCoordinator(holder == null ? "" : holder);
        NodeSession session = present();
        if (session != null) {
            session.describe(description);
        }
        reply.onNext(description.build());
        reply.onCompleted();
    }

    private static NodeDescription.State encoded(NodeState state) {
        return switch (state) {
            case IDLE -> NodeDescription.State.STATE_IDLE;
            case CARRYING -> NodeDescription.State.STATE_CARRYING;
            case DRAINING -> NodeDescription.State.STATE_DRAINING;
        };
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
        refuseStrangers(session);
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

    private void refuseStrangers(NodeSession session) {
        if (draining) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("this node was told to end and takes no further run")
                    .asRuntimeException();
        }
        String holder = claims.holderBeside(session.coordinatorId());
        if (holder != null) {
            throw Status.FAILED_PRECONDITION
                    .withDescription(
                            "this node belongs to the coordinator "
                                    + holder
                                    + "; hand the run to that one, or end it first")
                    .asRuntimeException();
        }
    }

    synchronized NodeState state() {
        if (draining) {
            return NodeState.DRAINING;
        }
        return present == null ? NodeState.IDLE : NodeState.CARRYING;
    }

    /** Takes no further run; the name of the one that is carried, null if there is none. */
    synchronized @Nullable String drain() {
        draining = true;
        return present == null ? null : present.run();
    }

    /** Done when no run is carried any more. */
    CompletionStage<@Nullable Void> empty() {
        NodeSession session = present();
        return session == null ? CompletableFuture.completedFuture(null) : session.gone();
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
