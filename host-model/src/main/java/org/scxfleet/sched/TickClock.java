package org.scxfleet.sched;

/**
 * The periodic tick of a kernel: all CPUs tick in phase; an idle CPU stops its tick and takes it up
 * in phase.
 *
 * @param periodNs one tick
 * @param phaseNs time of the first tick
 */
public record TickClock(long periodNs, long phaseNs) {
    private static final long SECOND_NS = 1_000_000_000L;

    /** The first tick after that time. */
    public long nextAfter(long nowNs) {
        if (nowNs < phaseNs) {
            return phaseNs;
        }
        return phaseNs + ((nowNs - phaseNs) / periodNs + 1) * periodNs;
    }

    /** The first tick after that time that begins a second of ticks. */
    public long nextSecondAfter(long nowNs) {
        long perSecond = SECOND_NS / periodNs;
        return timeOf((Math.floorDiv(ticksAt(nowNs), perSecond) + 1) * perSecond);
    }

    /** Ticks passed up to and at that time, the kernel's jiffies; the tick at the phase is 0. */
    public long ticksAt(long timeNs) {
        return Math.floorDiv(timeNs - phaseNs, periodNs);
    }

    /** Time of the tick with that number. */
    public long timeOf(long tick) {
        return phaseNs + tick * periodNs;
    }
}
