package org.scxfleet.cluster.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.engine.LogicalProcess;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;

/**
 * A host that has events at random times, each of which may cause one more and may send to a random
 * peer that it knows at that time; fewer than one each on average, so that the hosts calm down. Its
 * digest is over everything that happens to it, in order.
 */
final class ToyProcess implements LogicalProcess {
    private final int number;
    private final long endNs;
    private final SeededRandom random;
    private final PriorityQueue<Long> events = new PriorityQueue<>();
    private final List<Peer> peers = new ArrayList<>();
    private long digest;
    private long sequence;

    private record Peer(int number, long delayNs, long untilNs) {}

    ToyProcess(int number, long seed, long endNs) {
        this.number = number;
        this.endNs = endNs;
        random = new SeededRandom(SeedTree.derive(seed, number));
        for (int i = 0; i < 20; i++) {
            events.add(random.below(endNs));
        }
    }

    void know(int peer, long delayNs, long untilNs) {
        peers.add(new Peer(peer, delayNs, untilNs));
    }

    long digest() {
        return digest;
    }

    @Override
    public long nextEventNs() {
        return events.isEmpty() ? Long.MAX_VALUE : events.element();
    }

    @Override
    public void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
        Deque<Envelope> messages = new ArrayDeque<>();
        in.forEach(messages::add);
        while (true) {
            long messageNs = messages.isEmpty() ? boundNs : messages.element().deliverAtNs();
            long eventNs = Math.min(nextEventNs(), boundNs);
            if (messageNs < boundNs && messageNs <= eventNs) {
                receive(messages.remove());
            } else if (eventNs < boundNs) {
                events.remove();
                happen(eventNs, out);
            } else {
                return;
            }
        }
    }

    private void receive(Envelope message) {
        note(message.deliverAtNs(), message.source(), message.sequence());
        if (message.source() == Envelope.COORDINATOR) {
            know((int) message.a(), message.b(), message.c());
        }
        schedule(message.deliverAtNs() + 1 + random.below(200));
    }

    private void happen(long nowNs, EnvelopeSink out) {
        note(nowNs, number, -1);
        if (random.below(3) > 0) {
            schedule(nowNs + random.below(900));
        }
        if (peers.isEmpty() || random.below(4) > 0) {
            return;
        }
        Peer peer = peers.get(random.below(peers.size()));
        if (nowNs < peer.untilNs()) {
            long deliverNs = nowNs + peer.delayNs() + random.below(3) * 40L;
            out.send(
                    new Envelope(
                            deliverNs,
                            number,
                            sequence++,
                            peer.number(),
                            Envelope.Kind.REQUEST,
                            0,
                            0,
                            0,
                            0));
        }
    }

    private void schedule(long atNs) {
        if (atNs < endNs) {
            events.add(atNs);
        }
    }

    private void note(long timeNs, long a, long b) {
        digest = SeedTree.mix(SeedTree.mix(SeedTree.mix(digest ^ timeNs) + a) ^ b);
    }
}
