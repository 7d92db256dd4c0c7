package org.scxfleet.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.scxfleet.codec.Chunks;
import org.scxfleet.codec.HostsCodec;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.host.HostSpec;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.NodeProto;
import org.scxfleet.v1.NodeProto.NodeReply;
import org.scxfleet.v1.NodeProto.NodeRequest;
import org.scxfleet.v1.NodeServiceGrpc;

/** A coordinator that says exactly what a test tells it, and shows what comes back. */
final class Dialogue implements AutoCloseable {
    private static final long PATIENCE_S = 30;
    private final ManagedChannel channel;
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final StreamObserver<NodeRequest> requests;

    Dialogue(NodeServer server) {
        channel =
                NettyChannelBuilder.forAddress(server.address())
                        .usePlaintext()
                        .maxInboundMessageSize(Integer.MAX_VALUE)
                        .build();
        requests = NodeServiceGrpc.newStub(channel).session(new Ear());
    }

    ManagedChannel channel() {
        return channel;
    }

    Dialogue say(NodeRequest.Builder request) {
        requests.onNext(request.build());
        return this;
    }

    Dialogue sayHello(BuildVersion build, String... objects) {
        return say(
                NodeRequest.newBuilder()
                        .setHello(
                                NodeProto.Hello.newBuilder()
                                        .setRun("test")
                                        .addAllObjectSha256(List.of(objects))
                                        .setBuild(
                                                CommonProto.Build.newBuilder()
                                                        .setVersion(build.version())
                                                        .setProtocol(build.protocol()))));
    }

    Dialogue sayHosts(HostSpec... hosts) {
        for (CommonProto.Chunk chunk :
                Chunks.of(HostsCodec.encode(List.of(hosts)).toByteString())) {
            say(NodeRequest.newBuilder().setHosts(chunk));
        }
        return this;
    }

    Dialogue sayAdvance(long boundNs) {
        return say(
                NodeRequest.newBuilder()
                        .setAdvance(NodeProto.Advance.newBuilder().setBoundNs(boundNs)));
    }

    Dialogue sayStop() {
        return say(NodeRequest.newBuilder().setStop(NodeProto.Stop.getDefaultInstance()));
    }

    /** The next reply that is not progress. */
    NodeReply hear() {
        Object next = next();
        while (next instanceof NodeReply reply && reply.hasProgress()) {
            next = next();
        }
        assertThat(next).isInstanceOf(NodeReply.class);
        return (NodeReply) next;
    }

    /** The next reply, which must be progress. */
    NodeProto.Progress hearProgress() {
        Object next = next();
        assertThat(next).isInstanceOf(NodeReply.class);
        return ((NodeReply) next).getProgress();
    }

    /** How the stream ended; OK if it was just closed. */
    Status hearEnd() {
        Object next = next();
        while (next instanceof NodeReply) {
            next = next();
        }
        return (Status) next;
    }

    private Object next() {
        try {
            Object next = heard.poll(PATIENCE_S, TimeUnit.SECONDS);
            assertThat(next).as("something within %d s", PATIENCE_S).isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private final class Ear implements StreamObserver<NodeReply> {
        @Override
        public void onNext(NodeReply reply) {
            heard.add(reply);
        }

        @Override
        public void onError(Throwable t) {
            heard.add(Status.fromThrowable(t));
        }

        @Override
        public void onCompleted() {
            heard.add(Status.OK);
        }
    }
}
