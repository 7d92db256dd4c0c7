package org.scxfleet.engine;

/**
 * Something that owns simulated time up to a bound: one host, or one process of the fleet with many
 * hosts.
 *
 * <p>Cluster time is conservative: the coordinator grants a bound that no message still to come can
 * undercut, the process runs every event below it, and hands out the messages it produced. Whether
 * the process lives in the same JVM or behind gRPC makes no difference to the contract, and none to
 * the result.
 */
public interface LogicalProcess {
    /**
     * Time of the next event, or Long.MAX_VALUE when nothing will ever happen without a message.
     */
    long nextEventNs();

    /**
     * Runs every event with a time below the bound.
     *
     * @param boundNs exclusive; not below the previous bound
     * @param in messages to deliver, each at or after the previous bound; sorted by (deliver time,
     *     source, sequence)
     * @param out receives the messages produced, each with a deliver time at or after the bound
     */
    void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out);
}
