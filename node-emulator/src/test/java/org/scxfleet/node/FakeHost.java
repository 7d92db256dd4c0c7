package org.scxfleet.node;

import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.node.assembly.EmulatedHost;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceDigest;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

/**
 * A host without a kernel: events at random distances, each sends a request over a route now and
 * then; a request is answered. Everything goes into the digest, so a message that comes late, twice
 * or in another order changes it.
 */
public final class FakeHost implements EmulatedHost {
    public static final long LATENCY_NS = 1_000;
    private static final int TICK = 1;
    private static final int MESSAGE = 2;
    private static final int MEAN_GAP_NS = 500;

    private final HostSpec spec;
    private final SeededRandom random;
    private final PriorityQueue<Envelope> inbox = new PriorityQueue<>(Envelope.ORDER);
    private final TraceDigest digest = new TraceDigest();
    private final GroupTally tally = new GroupTally("all");
    private TraceSink trace = (_, _, _, _, _, _, _) -> {};
    private long nextTickNs;
    private long boundNs;
    private long sent;

    public FakeHost(HostSpec spec) {
        this.spec = spec;
        this.random = new SeededRandom(SeedTree.derive(spec.seed(), spec.name()));
        this.nextTickNs = random.below(MEAN_GAP_NS);
    }

    /** A host that sends requests to each of the targets, or runs alone if there are none. */
    public static HostSpec spec(int index, long endNs, int... targets) {
        List<HostSpec.Link> links =
                Arrays.stream(targets)
                        .mapToObj(target -> new HostSpec.Link(target, LATENCY_NS, 1_000_000_000L))
                        .toList();
        return new HostSpec(
                "host-" + index,
                index,
                index % 2 == 0 ? "even" : "odd",
                42,
                endNs,
                KernelSpec.of(CpuTopology.flat(1), CostProfile.NONE, SchedulerSpec.NONE, List.of()),
                List.of(),
                List.of(),
                links.isEmpty() ? List.of() : List.of(new HostSpec.Route("echo", 0, links)),
                List.of());
    }

    @Override
    public long nextEventNs() {
        Envelope first = inbox.peek();
        return first == null ? nextTickNs : Math.min(nextTickNs, first.deliverAtNs());
    }

    @Override
    public void advance(long bound, Iterable<Envelope> in, EnvelopeSink out) {
        if (bound < boundNs) {
            throw new IllegalStateException("bound " + bound + " after " + boundNs);
        }
        for (Envelope message : in) {
            if (message.deliverAtNs() < boundNs) {
                throw new IllegalStateException("message in the past: " + message);
            }
            inbox.add(message);
        }
        while (nextEventNs() < bound) {
            Envelope message = inbox.peek();
            if (message != null && message.deliverAtNs() <= nextTickNs) {
                inbox.remove();
                receive(message, out);
            } else {
                tick(out);
            }
        }
        boundNs = bound;
    }

    @Override
    public HostReport report() {
        return new HostReport(
                spec.name(),
                spec.index(),
                spec.hostGroup(),
                boundNs,
                digest.events(),
                digest.value(),
                List.of(
                        new HostReport.KernelReport(
                                spec.name(),
                                "fake",
                                List.of(tally),
                                List.of(
                                        new HostReport.TaskReport(
                                                "all-0", "all", "/", 1, 2, 3, 4, 5, 6, 7, 8)),
                                new long[] {boundNs},
                                new long[] {digest.events()},
                                new long[] {0},
                                new long[ScxEvent.values().length],
                                List.of(),
                                1)),
                List.of(),
                List.of());
    }

    @Override
    public void traceTo(TraceSink sink) {
        trace = sink;
    }

    @Override
    public long eventCount() {
        return digest.events();
    }

    private void tick(EnvelopeSink out) {
        long nowNs = nextTickNs;
        trace.accept(TraceKind.TICK, nowNs, 0, 0, 0, sent, 0);
        digest.add(TICK, nowNs, 0, 0, 0, random.nextLong(), sent);
        nextTickNs = nowNs + 1 + random.below(2 * MEAN_GAP_NS);
        tally.wakeups++;
        tally.wakeLatency.record(nextTickNs - nowNs);
        if (!spec.routes().isEmpty() && random.below(3) == 0) {
            List<HostSpec.Link> links = spec.routes().getFirst().instances();
            HostSpec.Link link = links.get(random.below(links.size()));
            long deliverNs = nowNs + link.delayNs(random.below(400));
            send(out, deliverNs, link.host(), Envelope.Kind.REQUEST, nowNs);
        }
    }

    private void receive(Envelope message, EnvelopeSink out) {
        long nowNs = message.deliverAtNs();
        digest.add(MESSAGE, nowNs, 0, 0, message.source(), message.sequence(), message.d());
        if (message.kind() == Envelope.Kind.REQUEST) {
            send(out, nowNs + LATENCY_NS, message.source(), Envelope.Kind.REPLY, message.d());
        }
    }

    private void send(EnvelopeSink out, long atNs, int target, Envelope.Kind kind, long d) {
        out.send(new Envelope(atNs, spec.index(), sent, target, kind, 1, 2, 3, d));
        sent++;
    }
}
