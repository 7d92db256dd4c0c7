package org.scxfleet.fleet;

import java.util.List;
import org.scxfleet.engine.Envelope;

/**
 * What the hosts of one process did in a window.
 *
 * <p>Messages between two hosts of the process stay there: they show as the next event of the
 * receiver.
 *
 * @param hosts numbers of the hosts that ran or got a message, ascending
 * @param nextEventNs time of the next event of each of these, Long.MAX_VALUE if there is none
 * @param messages to hosts of other processes, in the order of their senders
 * @param localMessages sent between hosts of this process
 * @param localUnderWay of those, to be delivered at or after the end of the run
 */
public record WindowReport(
        int[] hosts,
        long[] nextEventNs,
        List<Envelope> messages,
        long localMessages,
        long localUnderWay) {
    public WindowReport {
        if (hosts.length != nextEventNs.length) {
            throw new IllegalArgumentException(
                    hosts.length + " hosts with " + nextEventNs.length + " times");
        }
    }
}
