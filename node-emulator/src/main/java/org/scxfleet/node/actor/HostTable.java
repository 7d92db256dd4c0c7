package org.scxfleet.node.actor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.fleet.WindowReport;
import org.scxfleet.host.HostSpec;

/**
 * What the process knows of its hosts between two windows: next event, bound reached and granted,
 * messages to hand over and messages produced. Plain arrays by slot, because a window may touch
 * thousands of hosts.
 */
final class HostTable {
    private static final List<Envelope> NO_MESSAGES = List.of();

    private final int[] number;
    private final long[] endNs;
    private final long[] nextEventNs;
    private final long[] reachedNs;
    private final long[] grantedNs;
    private final @Nullable List<Envelope>[] messages;
    private final List<Envelope>[] produced;

    /** Slots of the hosts that were told of the present window, ascending. */
    private final int[] told;

    private int toldCount;

    /** Slots of the hosts that were told or got a message. */
    private final BitSet touched = new BitSet();

    /**
     * @throws IllegalArgumentException if the hosts are not in ascending order of their numbers
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    HostTable(List<HostSpec> hosts) {
        int size = hosts.size();
        number = new int[size];
        endNs = new long[size];
        nextEventNs = new long[size];
        reachedNs = new long[size];
        grantedNs = new long[size];
        messages = new List[size];
        produced = new List[size];
        told = new int[size];
        for (int slot = 0; slot < size; slot++) {
            number[slot] = hosts.get(slot).index();
            endNs[slot] = hosts.get(slot).endNs();
            produced[slot] = NO_MESSAGES;
            if (slot > 0 && number[slot] <= number[slot - 1]) {
                throw new IllegalArgumentException(
                        "host number " + number[slot] + " comes after " + number[slot - 1]);
            }
        }
    }

    int size() {
        return number.length;
    }

    void assembled(int slot, long firstEventNs) {
        nextEventNs[slot] = firstEventNs;
    }

    /** Takes bounds and messages of a window on. */
    void grant(WindowGrant grant) {
        for (int slot = 0; slot < number.length; slot++) {
            raise(slot, grant.boundNs());
        }
        for (int i = 0; i < grant.hosts().length; i++) {
            raise(slot(grant.hosts()[i]), grant.hostBoundsNs()[i]);
        }
        for (Envelope message : grant.messages()) {
            int slot = slot(message.target());
            deliver(slot, message, reachedNs[slot]);
        }
    }

    /**
     * @param earliestNs the receiver may have run all events before that
     */
    private void deliver(int slot, Envelope message, long earliestNs) {
        if (message.deliverAtNs() < earliestNs) {
            throw new IllegalStateException(
                    "message in the past of host " + number[slot] + ": " + message);
        }
        List<Envelope> waiting = messages[slot];
        if (waiting == null) {
            waiting = new ArrayList<>();
            messages[slot] = waiting;
        }
        waiting.add(message);
        nextEventNs[slot] = Math.min(nextEventNs[slot], message.deliverAtNs());
    }

    /**
     * Whether the host must be told of the present window: it has an event or a message below its
     * bound, or the bound is the end of the run.
     */
    boolean hasWork(int slot) {
        return reachedNs[slot] < grantedNs[slot]
                && (nextEventNs[slot] < grantedNs[slot] || grantedNs[slot] == endNs[slot]);
    }

    /** The host is told; returns the bound. */
    long startWindow(int slot) {
        reachedNs[slot] = grantedNs[slot];
        told[toldCount++] = slot;
        return grantedNs[slot];
    }

    /** Everything that waits for the host, in the order of delivery. */
    List<Envelope> takeMessages(int slot) {
        List<Envelope> waiting = messages[slot];
        if (waiting == null) {
            return NO_MESSAGES;
        }
        messages[slot] = null;
        waiting.sort(Envelope.ORDER);
        return waiting;
    }

    void advanced(int slot, long next, List<Envelope> out) {
        nextEventNs[slot] = next;
        produced[slot] = out;
    }

    /** Time of the first event of each host. */
    long[] firstEventsNs() {
        return nextEventNs.clone();
    }

    /**
     * Answers of the hosts that were told, in the order of the hosts. Messages to hosts of this
     * process wait here for their next window.
     */
    WindowReport endWindow() {
        List<Envelope> toOthers = new ArrayList<>();
        long local = 0;
        long underWay = 0;
        for (int i = 0; i < toldCount; i++) {
            int sender = told[i];
            touched.set(sender);
            for (Envelope message : produced[sender]) {
                int receiver = find(message.target());
                if (receiver < 0) {
                    toOthers.add(message);
                    continue;
                }
                local++;
                if (message.deliverAtNs() >= endNs[receiver]) {
                    underWay++;
                } else {
                    deliver(receiver, message, grantedNs[receiver]);
                    touched.set(receiver);
                }
            }
            produced[sender] = NO_MESSAGES;
        }
        toldCount = 0;
        int[] slots = touched.stream().toArray();
        touched.clear();
        long[] next = new long[slots.length];
        for (int i = 0; i < slots.length; i++) {
            next[i] = nextEventNs[slots[i]];
            slots[i] = number[slots[i]];
        }
        return new WindowReport(slots, next, toOthers, local, underWay);
    }

    private void raise(int slot, long boundNs) {
        grantedNs[slot] = Math.max(grantedNs[slot], Math.min(boundNs, endNs[slot]));
    }

    private int slot(int host) {
        int slot = find(host);
        if (slot < 0) {
            throw new IllegalStateException("host " + host + " is not carried by this process");
        }
        return slot;
    }

    /** Slot of a host; negative if it is not here. */
    private int find(int host) {
        int guess = number.length == 0 ? 0 : host - number[0];
        if (guess >= 0 && guess < number.length && number[guess] == host) {
            return guess;
        }
        return Arrays.binarySearch(number, host);
    }
}
