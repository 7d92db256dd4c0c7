package org.scxfleet.node.rpc;

import java.util.concurrent.CountDownLatch;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.host.HostReport;
import org.scxfleet.node.FakeHost;
import org.scxfleet.node.assembly.EmulatedHost;
import org.scxfleet.trace.TraceSink;

/** A host that does not run before it is let go. */
final class HeldHost implements EmulatedHost {
    private final FakeHost host;
    private final CountDownLatch release;

    HeldHost(FakeHost host, CountDownLatch release) {
        this.host = host;
        this.release = release;
    }

    @Override
    public long nextEventNs() {
        return host.nextEventNs();
    }

    @Override
    public void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        host.advance(boundNs, in, out);
    }

    @Override
    public HostReport report() {
        return host.report();
    }

    @Override
    public void traceTo(TraceSink sink) {
        host.traceTo(sink);
    }

    @Override
    public long eventCount() {
        return host.eventCount();
    }
}
