package org.scxfleet.node.rpc;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.codec.EnvelopeCodec;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.WindowReport;
import org.scxfleet.v1.NodeProto;
import org.scxfleet.v1.NodeProto.NodeReply;

/** The answer to a window, in as many messages as its messages between hosts need. */
final class AdvancedReplies {
    private AdvancedReplies() {}

    static List<NodeReply.Builder> of(WindowReport report, NodeProto.Progress progress) {
        List<NodeReply.Builder> replies = new ArrayList<>();
        List<Envelope> messages = report.messages();
        int from = 0;
        while (messages.size() - from > EnvelopeCodec.BATCH_MAX) {
            int to = from + EnvelopeCodec.BATCH_MAX;
            replies.add(
                    NodeReply.newBuilder()
                            .setAdvanced(
                                    NodeProto.Advanced.newBuilder()
                                            .setMessages(EnvelopeCodec.encode(messages, from, to))
                                            .setMore(true)));
            from = to;
        }
        NodeProto.Advanced.Builder last =
                NodeProto.Advanced.newBuilder()
                        .setMessages(EnvelopeCodec.encode(messages, from, messages.size()))
                        .setProgress(progress)
                        .setLocalMessages(report.localMessages())
                        .setLocalUnderWay(report.localUnderWay());
        for (int i = 0; i < report.hosts().length; i++) {
            last.addHost(report.hosts()[i]).addNextEventNs(report.nextEventNs()[i]);
        }
        replies.add(NodeReply.newBuilder().setAdvanced(last));
        return replies;
    }
}
