package org.scxfleet.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scxfleet.codec.TraceCodec;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;
import org.scxfleet.v1.NodeProto.NodeReply;
import org.scxfleet.v1.NodeProto.Trace;
import org.scxfleet.v1.NodeProto.TraceBatch;

/**
 * Sends the events of traced hosts to the coordinator, batch by batch while they run.
 *
 * <p>A host makes events faster than a network takes them: when the stream is not ready the thread
 * of the host waits, so that no more than a batch per host is held here. What a host has left is
 * sent before its report.
 */
final class TraceSender {
    private static final long LOOK_UP_MS = 1_000;

    private final ServerCallStreamObserver<NodeReply> replies;
    private final Object sending;
    private final Object readiness = new Object();
    private final List<HostTrace> hosts = new ArrayList<>();
    private final long fromNs;
    private final long untilNs;

    /**
     * @param sending lock of everything that is said on the stream
     */
    TraceSender(Trace wish, ServerCallStreamObserver<NodeReply> replies, Object sending) {
        this.replies = replies;
        this.sending = sending;
        fromNs = wish.getFromNs();
        untilNs = wish.getUntilNs();
        wish.getHostList().forEach(host -> hosts.add(new HostTrace(host)));
    }

    RunTraces traces() {
        SortedMap<Integer, TraceSink> sinks = new TreeMap<>();
        hosts.forEach(host -> sinks.put(host.host, host));
        return new RunTraces(sinks, fromNs, untilNs);
    }

    /** Sends what is left; no host runs. */
    void flush() {
        for (HostTrace host : hosts) {
            if (host.writer.size() > 0) {
                send(host.writer.take());
            }
        }
    }

    /** The stream takes more, or has ended. */
    void wakeUp() {
        synchronized (readiness) {
            readiness.notifyAll();
        }
    }

    private void awaitReady() {
        synchronized (readiness) {
            while (!replies.isReady()) {
                if (replies.isCancelled()) {
                    throw new RunStoppedException("the coordinator has gone");
                }
                try {
                    readiness.wait(LOOK_UP_MS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new RunStoppedException("interrupted");
                }
            }
        }
    }

    private void send(TraceBatch batch) {
        NodeReply reply = NodeReply.newBuilder().setTrace(batch).build();
        synchronized (sending) {
            replies.onNext(reply);
        }
    }

    /** The events of one host; called by the thread that runs it. */
    private final class HostTrace implements TraceSink {
        private final int host;
        private final TraceCodec.Writer writer;

        HostTrace(int host) {
            this.host = host;
            writer = new TraceCodec.Writer(host);
        }

        @Override
        public void accept(
                TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
            if (timeNs < fromNs || timeNs >= untilNs) {
                return;
            }
            writer.accept(kind, timeNs, kernel, cpu, task, a, b);
            if (writer.size() >= TraceCodec.BATCH_MAX) {
                awaitReady();
                send(writer.take());
            }
        }
    }
}
