package org.scxfleet.cluster.time;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;

/**
 * Messages that have been sent and not yet handed over, by receiver, in the order of delivery:
 * time, source, sequence of the source.
 */
final class PendingMessages {
    /** Most messages under way at once. */
    static final int MESSAGES_MAX = 1 << 24;

    /** Time of the first message where there is none. */
    static final long NONE_NS = Long.MAX_VALUE;

    private static final Comparator<Envelope> ORDER = PendingMessages::compare;

    private final @Nullable PriorityQueue<Envelope>[] ofReceiver;
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"})
    PendingMessages(int receiverCount) {
        ofReceiver = new PriorityQueue[receiverCount];
    }

    void add(int receiver, Envelope message) {
        if (size == MESSAGES_MAX) {
            throw new IllegalStateException(
                    "more than " + MESSAGES_MAX + " messages are under way");
        }
        PriorityQueue<Envelope> queue = ofReceiver[receiver];
        if (queue == null) {
            queue = new PriorityQueue<>(ORDER);
            ofReceiver[receiver] = queue;
        }
        queue.add(message);
        size++;
    }

    /** Delivery time of the receiver's first message, or {@link #NONE_NS}. */
    long firstNs(int receiver) {
        PriorityQueue<Envelope> queue = ofReceiver[receiver];
        return queue == null || queue.isEmpty() ? NONE_NS : queue.element().deliverAtNs();
    }

    /** Hands over what is to be delivered below the bound, in order. */
    void handOver(int receiver, long boundNs, EnvelopeSink sink) {
        PriorityQueue<Envelope> queue = ofReceiver[receiver];
        Envelope previous = null;
        while (queue != null && !queue.isEmpty() && queue.element().deliverAtNs() < boundNs) {
            Envelope message = queue.remove();
            if (previous != null && compare(previous, message) == 0) {
                throw new IllegalStateException(
                        "two messages with one sequence number: " + previous + " and " + message);
            }
            previous = message;
            size--;
            sink.send(message);
        }
    }

    private static int compare(Envelope a, Envelope b) {
        int order = Long.compare(a.deliverAtNs(), b.deliverAtNs());
        if (order == 0) {
            order = Integer.compare(a.source(), b.source());
        }
        return order != 0 ? order : Long.compare(a.sequence(), b.sequence());
    }
}
