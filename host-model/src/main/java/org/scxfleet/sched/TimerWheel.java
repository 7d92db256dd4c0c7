package org.scxfleet.sched;

/**
 * When a kernel timer that is not a high-resolution one fires (kernel/time/timer.c): at a tick, and
 * the later the expiry, the coarser.
 *
 * <p>Level 0 holds the next 63 ticks exactly; each further level holds eight times as many, rounded
 * up to eight times as coarse a slot. A timer never fires early, and timers of one slot fire at one
 * tick.
 */
public final class TimerWheel {
    private static final int LEVELS = 9;
    private static final int LEVEL_SHIFT = 3;
    private static final long FIRST_LEVEL_TICKS = 63;

    private TimerWheel() {}

    /** The tick at which a timer fires that is to expire at that time, later than now. */
    public static long expiryNs(TickClock clock, long nowNs, long expiryNs) {
        long now = clock.ticksAt(nowNs);
        long expires = now + Math.ceilDiv(expiryNs - nowNs, clock.periodNs());
        int level = 0;
        while (level < LEVELS - 1 && expires - now >= FIRST_LEVEL_TICKS << (level * LEVEL_SHIFT)) {
            level++;
        }
        int shift = level * LEVEL_SHIFT;
        long slot = (expires + (1L << shift)) >> shift;
        return clock.timeOf(slot << shift);
    }
}
