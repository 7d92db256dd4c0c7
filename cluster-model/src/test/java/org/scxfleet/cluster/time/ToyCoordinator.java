package org.scxfleet.cluster.time;

import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.engine.LogicalProcess;
import org.scxfleet.engine.SeededRandom;

/**
 * Now and then connects two hosts for a while: opens a channel between them and tells both, over
 * the channels that they have to it.
 */
final class ToyCoordinator implements LogicalProcess {
    static final long CONTROL_DELAY_NS = 1_000;
    private static final long PERIOD_NS = 2_500;
    private static final long LIFE_NS = 9_000;

    private final ChannelRegistry channels;
    private final int reachableHosts;
    private final long endNs;
    private final SeededRandom random;
    private long nextNs = PERIOD_NS;
    private long sequence;

    ToyCoordinator(ChannelRegistry channels, int reachableHosts, long seed, long endNs) {
        this.channels = channels;
        this.reachableHosts = reachableHosts;
        this.endNs = endNs;
        random = new SeededRandom(seed);
    }

    @Override
    public long nextEventNs() {
        return nextNs;
    }

    @Override
    public void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
        while (nextNs < boundNs) {
            int first = random.below(reachableHosts);
            int second = (first + 1 + random.below(reachableHosts - 1)) % reachableHosts;
            long delayNs = 30L + random.below(2_000);
            long untilNs = nextNs + LIFE_NS;
            channels.close(channels.open(first, second, delayNs), untilNs);
            out.send(introduce(first, second, delayNs, untilNs));
            out.send(introduce(second, first, delayNs, untilNs));
            nextNs = nextNs + PERIOD_NS < endNs ? nextNs + PERIOD_NS : Long.MAX_VALUE;
        }
    }

    private Envelope introduce(int host, int peer, long delayNs, long untilNs) {
        return new Envelope(
                nextNs + CONTROL_DELAY_NS,
                Envelope.COORDINATOR,
                sequence++,
                host,
                Envelope.Kind.REQUEST,
                peer,
                delayNs,
                untilNs,
                0);
    }
}
