package org.scxfleet.coordinator.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.fleet.WindowGrant;

/** The grant of one process, put together host by host. */
final class GrantBuilder implements EnvelopeSink {
    private static final int FIRST_CAPACITY = 4;

    private final long commonBoundNs;
    private final List<Envelope> messages = new ArrayList<>();
    private int[] hosts = new int[FIRST_CAPACITY];
    private long[] boundsNs = new long[FIRST_CAPACITY];
    private int exceptions;
    private boolean empty = true;

    GrantBuilder(long commonBoundNs) {
        this.commonBoundNs = commonBoundNs;
    }

    /** A host that takes part; hosts come in ascending order. */
    void host(int host, long boundNs) {
        empty = false;
        if (boundNs == commonBoundNs) {
            return;
        }
        if (exceptions == hosts.length) {
            hosts = Arrays.copyOf(hosts, exceptions * 2);
            boundsNs = Arrays.copyOf(boundsNs, exceptions * 2);
        }
        hosts[exceptions] = host;
        boundsNs[exceptions++] = boundNs;
    }

    /** A message to the host added last. */
    @Override
    public void send(Envelope envelope) {
        messages.add(envelope);
    }

    boolean isEmpty() {
        return empty;
    }

    WindowGrant build() {
        return new WindowGrant(
                commonBoundNs,
                Arrays.copyOf(hosts, exceptions),
                Arrays.copyOf(boundsNs, exceptions),
                messages);
    }
}
