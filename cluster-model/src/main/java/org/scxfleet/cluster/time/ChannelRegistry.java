package org.scxfleet.cluster.time;

import java.util.Arrays;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.scxfleet.engine.Envelope;

/**
 * The channels that hosts, and hosts and the coordinator, may send over now.
 *
 * <p><b>Why.</b> How far hosts may run without hearing from each other is the smallest delay of a
 * channel that is open: without channels, to the end. A job, a service or a request opens what it
 * needs and closes it afterwards.
 *
 * <p><b>When a channel may be opened.</b> Before the run, or during it by someone whose word
 * reaches the ends over channels that are open already, so no end can use it before the present
 * windows are over. A host that has had no channel has been granted its end time and cannot get one
 * any more; one that is to receive work later keeps a channel to the coordinator.
 *
 * <p><b>When it is gone.</b> A channel is closed as of a time. It counts until all hosts have
 * reached that time, as an end that is behind may still be sending.
 */
public final class ChannelRegistry {
    /** Smallest delay when no channel is open. */
    public static final long UNBOUNDED_NS = Long.MAX_VALUE;

    /** Most channels open at once. */
    public static final int CHANNELS_MAX = 1 << 24;

    private static final int FIRST_CAPACITY = 16;
    private static final long OPEN = Long.MAX_VALUE;
    private static final long FREE = -1;

    private final int[] channelsOfHost;
    private final TreeMap<Long, Integer> delays = new TreeMap<>();
    private final PriorityQueue<Integer> closing = new PriorityQueue<>((a, b) -> closesFirst(a, b));
    private final PriorityQueue<Integer> freeNumbers = new PriorityQueue<>();
    private int[] firstEnd = new int[FIRST_CAPACITY];
    private int[] secondEnd = new int[FIRST_CAPACITY];
    private long[] delayNs = new long[FIRST_CAPACITY];
    private long[] closesAtNs = new long[FIRST_CAPACITY];
    private int numbers;

    /** No channels among this many hosts. */
    public ChannelRegistry(int hostCount) {
        channelsOfHost = new int[hostCount];
    }

    /**
     * Opens a channel for both directions and returns its number.
     *
     * @param first a host, or {@link Envelope#COORDINATOR}
     * @param second another one
     * @param delay in ns, which no message over this channel undercuts; at least 1
     */
    public int open(int first, int second, long delay) {
        requireEnd(first);
        requireEnd(second);
        if (first == second || delay < 1) {
            throw new IllegalArgumentException(
                    "channel "
                            + first
                            + " - "
                            + second
                            + " with a delay of "
                            + delay
                            + " ns: two different ends and at least 1 ns are needed");
        }
        int channel = freeNumbers.isEmpty() ? newNumber() : freeNumbers.remove();
        firstEnd[channel] = first;
        secondEnd[channel] = second;
        delayNs[channel] = delay;
        closesAtNs[channel] = OPEN;
        delays.merge(delay, 1, Integer::sum);
        count(channel, 1);
        return channel;
    }

    private int newNumber() {
        if (numbers == CHANNELS_MAX) {
            throw new IllegalStateException("more than " + CHANNELS_MAX + " channels are open");
        }
        if (numbers == delayNs.length) {
            int capacity = numbers * 2;
            firstEnd = Arrays.copyOf(firstEnd, capacity);
            secondEnd = Arrays.copyOf(secondEnd, capacity);
            delayNs = Arrays.copyOf(delayNs, capacity);
            closesAtNs = Arrays.copyOf(closesAtNs, capacity);
        }
        return numbers++;
    }

    /** Nothing is sent over the channel at or after {@code atNs} any more. */
    public void close(int channel, long atNs) {
        if (channel < 0 || channel >= numbers || closesAtNs[channel] != OPEN || atNs < 0) {
            throw new IllegalArgumentException(
                    "channel " + channel + " is not open, or closes at no time: " + atNs);
        }
        closesAtNs[channel] = atNs;
        closing.add(channel);
    }

    /** All hosts have reached this time: forgets the channels that were closed by then. */
    void reached(long timeNs) {
        while (!closing.isEmpty() && closesAtNs[closing.element()] <= timeNs) {
            int channel = closing.remove();
            closesAtNs[channel] = FREE;
            count(channel, -1);
            delays.computeIfPresent(
                    delayNs[channel], (_, many) -> many == 1 ? null : Integer.valueOf(many - 1));
            freeNumbers.add(channel);
        }
    }

    /** The smallest delay of a channel that counts, or {@link #UNBOUNDED_NS}. */
    public long smallestDelayNs() {
        Map.Entry<Long, Integer> first = delays.firstEntry();
        return first == null ? UNBOUNDED_NS : first.getKey();
    }

    /** Whether the host is an end of a channel that counts. */
    public boolean isConnected(int host) {
        return channelsOfHost[host] > 0;
    }

    /** Number of hosts. */
    public int hostCount() {
        return channelsOfHost.length;
    }

    private int closesFirst(int a, int b) {
        int byTime = Long.compare(closesAtNs[a], closesAtNs[b]);
        return byTime != 0 ? byTime : Integer.compare(a, b);
    }

    private void count(int channel, int difference) {
        for (int end : new int[] {firstEnd[channel], secondEnd[channel]}) {
            if (end != Envelope.COORDINATOR) {
                channelsOfHost[end] += difference;
            }
        }
    }

    private void requireEnd(int end) {
        if (end < Envelope.COORDINATOR || end >= channelsOfHost.length) {
            throw new IllegalArgumentException(
                    "no host " + end + "; there are 0 to " + (channelsOfHost.length - 1));
        }
    }
}
