package org.scxfleet.cli.scenario;

import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.fleet.HostPort;

/**
 * A placement policy that is another program.
 *
 * @param address where it listens
 * @param timeoutMs how long each answer may take
 * @param fallback decides when an answer is late; null if the run stops then
 */
public record ExternalPlacement(
        HostPort address, long timeoutMs, @Nullable PlacementPolicy fallback) {
    /** Time limit of a scenario that names none. */
    public static final long DEFAULT_TIMEOUT_MS = 1_000;

    /** Longest time limit: an hour. */
    public static final long TIMEOUT_MS_MAX = 3_600_000;
}
