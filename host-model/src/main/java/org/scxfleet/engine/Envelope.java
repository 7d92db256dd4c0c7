package org.scxfleet.engine;

import java.util.Comparator;

/**
 * A message between hosts, or between a host and the coordinator.
 *
 * @param deliverAtNs when the receiver sees it
 * @param source number of the sending host; the coordinator is {@link #COORDINATOR}
 * @param sequence counts the messages of the source
 * @param target number of the receiving host
 * @param kind what the numbers mean; the kinds are {@link Kind}
 * @param a first number
 * @param b second number
 * @param c third number
 * @param d fourth number
 */
public record Envelope(
        long deliverAtNs,
        int source,
        long sequence,
        int target,
        Kind kind,
        long a,
        long b,
        long c,
        long d) {
    /**
     * Source number of the coordinator; lower than every host, so its messages come first at one
     * instant.
     */
    public static final int COORDINATOR = -1;

    /** Delivery order: (deliver time, source, sequence). */
    public static final Comparator<Envelope> ORDER =
            Comparator.comparingLong(Envelope::deliverAtNs)
                    .thenComparingInt(Envelope::source)
                    .thenComparingLong(Envelope::sequence);

    /** What a message is. */
    public enum Kind {
        /**
         * A request to a service: a = service, b = waiting task on the source, c = latency of the
         * link in ns, d = its bytes per second (the answer takes the same link).
         */
        REQUEST,
        /**
         * The answer: a = waiting task on the target, b = 1 if the request was refused, c = bytes.
         */
        REPLY,
        /**
         * A member arrived at a cluster-wide collective: a = collective number, b = round, c =
         * bytes.
         */
        COLLECTIVE_ARRIVE,
        /** Every member arrived: a = collective number, b = round. */
        COLLECTIVE_RELEASE
    }
}
