package org.scxfleet.cluster.time;

import java.util.Arrays;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;

/**
 * Plans the windows of cluster time: conservative parallel discrete-event simulation.
 *
 * <p><b>What.</b> Hosts and the coordinator run their own events and exchange messages. A message
 * takes at least the delay of the channel that it goes over. So nothing that is sent from now on
 * can arrive before
 *
 * <pre>
 *   bound = min(next event of every host, next event of the coordinator,
 *               delivery of every message not yet handed over) + smallest delay of the open channels
 * </pre>
 *
 * and everybody may run all events below that bound without hearing from anybody. Then messages are
 * collected, handed over in order with the next grant, and the next bound is computed. A host
 * without an open channel can neither send nor receive: it is granted its end time at once and
 * holds nobody back.
 *
 * <p><b>Why conservative.</b> No rollback, no saved states, and the windows cannot show in the
 * result: what a host sees is its own events and messages in the order (time, source, sequence),
 * wherever a border lies.
 *
 * <p><b>Use.</b> {@link #plan}; for every {@link #participant}, {@link #handOver} and run to {@link
 * #grantedNs}; {@link #accept} whatever was sent; again. Hosts that are no participants have
 * nothing below their grant and need not be told.
 *
 * <p><b>Cost.</b> One pass over the hosts per window and a heap operation per message. With a
 * single very short channel open all hosts go in short windows; a bound per pair of hosts would be
 * longer and cost a pass over all pairs.
 */
public final class WindowPlanner {
    private final int hostCount;
    private final long endNs;
    private final ChannelRegistry channels;
    private final WindowPolicy policy;
    private final PendingMessages pending;
    private final long[] grantedNs;
    private final long[] nextNs;
    private final int[] participants;
    private int participantCount;
    private long boundNs;
    private long windows;

    /**
     * Nobody has run anything.
     *
     * @param endNs end of the run, which no grant exceeds
     */
    public WindowPlanner(ChannelRegistry channels, long endNs, WindowPolicy policy) {
        if (endNs < 0) {
            throw new IllegalArgumentException("a run cannot end at " + endNs + " ns");
        }
        hostCount = channels.hostCount();
        this.endNs = endNs;
        this.channels = channels;
        this.policy = policy;
        pending = new PendingMessages(hostCount + 1);
        grantedNs = new long[hostCount + 1];
        nextNs = new long[hostCount + 1];
        participants = new int[hostCount + 1];
    }

    /**
     * Plans the next window.
     *
     * @param hostNextNs time of each host's next event, {@code Long.MAX_VALUE} for none
     * @param coordinatorNextNs the same for the coordinator
     * @return whether anything is left to run before the end
     */
    public boolean plan(long[] hostNextNs, long coordinatorNextNs) {
        if (hostNextNs.length != hostCount) {
            throw new IllegalArgumentException(
                    hostCount + " hosts, but " + hostNextNs.length + " times");
        }
        boolean more = coordinatorNextNs < endNs;
        for (int host = 0; host < hostCount; host++) {
            nextNs[host] = Math.min(hostNextNs[host], pending.firstNs(host));
            more |= nextNs[host] < endNs;
        }
        nextNs[hostCount] = Math.min(coordinatorNextNs, pending.firstNs(hostCount));
        more |= nextNs[hostCount] < endNs;
        participantCount = 0;
        if (!more) {
            return false;
        }
        computeBound();
        if (policy == WindowPolicy.ONE_HOST) {
            grantFurthestBehind();
        } else {
            grantAll();
        }
        windows++;
        return true;
    }

    private void computeBound() {
        channels.reached(earliestNs());
        long earliestNs = earliestNs();
        long lookaheadNs = channels.smallestDelayNs();
        if (lookaheadNs == ChannelRegistry.UNBOUNDED_NS || earliestNs >= endNs) {
            boundNs = endNs;
            return;
        }
        long lengthNs = policy.lengthNs(lookaheadNs, windows);
        if (lengthNs < 1 || lengthNs > lookaheadNs) {
            throw new IllegalStateException(
                    "window of " + lengthNs + " ns, but 1 to " + lookaheadNs + " ns are safe");
        }
        boundNs = lengthNs < endNs - earliestNs ? earliestNs + lengthNs : endNs;
    }

    /** First event or delivery of the coordinator and of all hosts that can send or receive. */
    private long earliestNs() {
        long earliestNs = nextNs[hostCount];
        for (int host = 0; host < hostCount; host++) {
            if (channels.isConnected(host)) {
                earliestNs = Math.min(earliestNs, nextNs[host]);
            }
        }
        return earliestNs;
    }

    private void grantAll() {
        for (int process = 0; process <= hostCount; process++) {
            if (grant(process)) {
                participants[participantCount++] = process;
            }
        }
    }

    /** Of several with the same time, the coordinator, then the lowest number. */
    private void grantFurthestBehind() {
        int behind = hostCount;
        for (int host = 0; host < hostCount; host++) {
            if (nextNs[host] < nextNs[behind]) {
                behind = host;
            }
        }
        if (grant(behind)) {
            participants[participantCount++] = behind;
        }
    }

    /** Grants what is safe; whether there is anything to run below that. */
    private boolean grant(int process) {
        boolean connected = process == hostCount || channels.isConnected(process);
        long safeNs = connected ? boundNs : endNs;
        if (safeNs < grantedNs[process]) {
            throw new IllegalStateException(
                    "host "
                            + process
                            + " has been granted "
                            + grantedNs[process]
                            + " ns and cannot be held at "
                            + safeNs
                            + " ns: it had no open channel before");
        }
        if (nextNs[process] < grantedNs[process]) {
            throw new IllegalStateException(
                    "host "
                            + process
                            + " has an event at "
                            + nextNs[process]
                            + " ns left, but was to run to "
                            + grantedNs[process]
                            + " ns");
        }
        grantedNs[process] = safeNs;
        return nextNs[process] < safeNs;
    }

    /** Hosts that have something to run in this window, the coordinator included. */
    public int participantCount() {
        return participantCount;
    }

    /** A host's number or {@link Envelope#COORDINATOR}, which is the last one; hosts ascend. */
    public int participant(int index) {
        if (index >= participantCount) {
            throw new IndexOutOfBoundsException(index);
        }
        return participants[index] == hostCount ? Envelope.COORDINATOR : participants[index];
    }

    /** How far the host or the coordinator may run: all events below this time. */
    public long grantedNs(int process) {
        return grantedNs[place(process)];
    }

    /** Bound of this window for everyone with an open channel. */
    public long boundNs() {
        return boundNs;
    }

    /** Windows planned so far. */
    public long windows() {
        return windows;
    }

    /** Hands over the messages to deliver below the receiver's grant, in order. */
    public void handOver(int receiver, EnvelopeSink sink) {
        int place = place(receiver);
        pending.handOver(place, grantedNs[place], sink);
    }

    /** Takes a message that was sent in this window; it must not lie in its receiver's past. */
    public void accept(Envelope message) {
        int receiver = place(message.target());
        if (message.deliverAtNs() < grantedNs[receiver]) {
            throw new IllegalStateException(
                    "message in the past of host "
                            + message.target()
                            + ", which may have run to "
                            + grantedNs[receiver]
                            + " ns: "
                            + message);
        }
        pending.add(receiver, message);
    }

    private int place(int process) {
        if (process < Envelope.COORDINATOR || process >= hostCount) {
            throw new IllegalArgumentException(
                    "no host " + process + "; there are 0 to " + (hostCount - 1));
        }
        return process == Envelope.COORDINATOR ? hostCount : process;
    }

    @Override
    public String toString() {
        return "window "
                + windows
                + " to "
                + boundNs
                + " ns: "
                + Arrays.toString(Arrays.copyOf(participants, participantCount));
    }
}
