package org.scxfleet.fleet;

import java.util.List;
import org.scxfleet.engine.Envelope;

/**
 * What the hosts of one process did in a window.
 *
 * @param hosts numbers of the hosts that ran, ascending; the others had nothing to do
 * @param nextEventNs time of the next event of each of these, Long.MAX_VALUE if there is none
 * @param messages that they produced, in the order of the hosts
 */
public record WindowReport(int[] hosts, long[] nextEventNs, List<Envelope> messages) {
    public WindowReport {
        if (hosts.length != nextEventNs.length) {
            throw new IllegalArgumentException(
                    hosts.length + " hosts with " + nextEventNs.length + " times");
        }
    }
}
