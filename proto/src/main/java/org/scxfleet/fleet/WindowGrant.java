package org.scxfleet.fleet;

import java.util.List;
import org.scxfleet.engine.Envelope;

/**
 * Permission for the hosts of one process to run up to a bound.
 *
 * @param boundNs exclusive bound of every host that is not named in {@code hosts}; a host that has
 *     been granted more before stays where it is
 * @param hosts numbers of the hosts with a bound of their own, ascending
 * @param hostBoundsNs their bounds
 * @param messages to hosts of this process; those to one host sorted by {@link Envelope#ORDER}
 */
public record WindowGrant(long boundNs, int[] hosts, long[] hostBoundsNs, List<Envelope> messages) {
    private static final int[] NO_HOSTS = {};
    private static final long[] NO_BOUNDS = {};

    public WindowGrant {
        if (hosts.length != hostBoundsNs.length) {
            throw new IllegalArgumentException(
                    hosts.length + " hosts with " + hostBoundsNs.length + " bounds");
        }
        for (int i = 1; i < hosts.length; i++) {
            if (hosts[i] <= hosts[i - 1]) {
                throw new IllegalArgumentException("hosts with own bounds are not ascending");
            }
        }
    }

    /** The same bound for every host. */
    public static WindowGrant upTo(long boundNs, List<Envelope> messages) {
        return new WindowGrant(boundNs, NO_HOSTS, NO_BOUNDS, messages);
    }
}
