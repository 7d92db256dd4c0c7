package org.scxfleet.fleet;

import java.util.List;
import org.scxfleet.engine.Envelope;

/**
 * What the hosts of one process did in a window.
 *
 * @param nextEventNs time of the next event of any of them, Long.MAX_VALUE if there is none
 * @param messages that they produced, in the order of the hosts
 */
public record WindowReport(long nextEventNs, List<Envelope> messages) {}
