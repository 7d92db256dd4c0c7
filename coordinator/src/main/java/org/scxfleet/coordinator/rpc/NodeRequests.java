package org.scxfleet.coordinator.rpc;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.scxfleet.codec.Chunks;
import org.scxfleet.codec.EnvelopeCodec;
import org.scxfleet.codec.HostsCodec;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.host.HostSpec;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.NodeProto;
import org.scxfleet.v1.NodeProto.NodeRequest;

/** What a coordinator asks of a node, as requests to be sent one after the other. */
final class NodeRequests {
    private NodeRequests() {}

    static NodeRequest.Builder hello(
            BuildVersion build, String run, String node, Caller caller, SchedulerObjects objects) {
        return NodeRequest.newBuilder()
                .setHello(
                        NodeProto.Hello.newBuilder()
                                .setBuild(
                                        CommonProto.Build.newBuilder()
                                                .setVersion(build.version())
                                                .setProtocol(build.protocol()))
                                .setRun(run)
                                .setNode(node)
                                .setCoordinatorId(caller.id())
                                .setCoordinator(caller.name())
                                .addAllObjectSha256(objects.sha256s()));
    }

    /**
     * @param missing hashes of the objects to send
     */
    static Iterator<NodeRequest.Builder> objects(List<String> missing, SchedulerObjects objects) {
        List<NodeRequest.Builder> requests = new ArrayList<>();
        for (String sha256 : missing) {
            for (CommonProto.Chunk chunk : Chunks.of(ByteString.copyFrom(objects.bytes(sha256)))) {
                requests.add(
                        NodeRequest.newBuilder()
                                .setObject(
                                        CommonProto.ObjectChunk.newBuilder()
                                                .setSha256(sha256)
                                                .setChunk(chunk)));
            }
        }
        return requests.iterator();
    }

    /** One request, or none if none of the hosts is traced. */
    static Iterator<NodeRequest.Builder> traces(RunTraces traces, List<HostSpec> hosts) {
        NodeProto.Trace.Builder wish =
                NodeProto.Trace.newBuilder()
                        .setFromNs(traces.fromNs())
                        .setUntilNs(traces.untilNs());
        for (HostSpec host : hosts) {
            if (traces.sink(host.index()) != null) {
                wish.addHost(host.index());
            }
        }
        List<NodeRequest.Builder> requests =
                wish.getHostCount() == 0
                        ? List.of()
                        : List.of(NodeRequest.newBuilder().setTrace(wish));
        return requests.iterator();
    }

    static Iterator<NodeRequest.Builder> hosts(List<HostSpec> hosts) {
        return Chunks.of(HostsCodec.encode(hosts).toByteString()).stream()
                .map(chunk -> NodeRequest.newBuilder().setHosts(chunk))
                .iterator();
    }

    /** One request, or several if there are very many messages. */
    static Iterator<NodeRequest.Builder> advance(WindowGrant grant) {
        List<Envelope> messages = grant.messages();
        List<NodeRequest.Builder> requests = new ArrayList<>(1);
        int from = 0;
        while (messages.size() - from > EnvelopeCodec.BATCH_MAX) {
            int to = from + EnvelopeCodec.BATCH_MAX;
            requests.add(
                    NodeRequest.newBuilder()
                            .setAdvance(
                                    NodeProto.Advance.newBuilder()
                                            .setMessages(EnvelopeCodec.encode(messages, from, to))
                                            .setMore(true)));
            from = to;
        }
        NodeProto.Advance.Builder last =
                NodeProto.Advance.newBuilder()
                        .setBoundNs(grant.boundNs())
                        .setMessages(EnvelopeCodec.encode(messages, from, messages.size()));
        for (int i = 0; i < grant.hosts().length; i++) {
            last.addHost(grant.hosts()[i]).addHostBoundNs(grant.hostBoundsNs()[i]);
        }
        requests.add(NodeRequest.newBuilder().setAdvance(last));
        return requests.iterator();
    }
}
