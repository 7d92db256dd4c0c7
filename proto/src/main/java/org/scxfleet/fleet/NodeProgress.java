package org.scxfleet.fleet;

/**
 * How far the hosts of one process are, as totals since the start of the run.
 *
 * @param hostNs sum over the hosts of the simulated time that each has reached
 * @param events that they have run
 */
public record NodeProgress(long hostNs, long events) {
    public static final NodeProgress NONE = new NodeProgress(0, 0);
}
