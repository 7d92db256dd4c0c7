package org.scxfleet.sched;

/**
 * The periodic tick of a kernel: all CPUs tick in phase; an idle CPU stops its tick and takes it up
 * in phase.
 *
 * @param periodNs one tick
 * @param phaseNs time of the first tick
 */
public record TickClock(long periodNs, long phaseNs) {
    /** The first tick after that time. */
    public long nextAfter(long nowNs) {
        if (nowNs < phaseNs) {
            return phaseNs;
        }
        return phaseNs + ((nowNs - phaseNs) / periodNs + 1) * periodNs;
    }
}
