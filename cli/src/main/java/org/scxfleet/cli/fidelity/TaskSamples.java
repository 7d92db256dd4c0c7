package org.scxfleet.cli.fidelity;

/**
 * What one task did within the window, exactly.
 *
 * <p>Defined as in the measurements: a segment lasts from switch-in to switch-out, a wait from
 * wake-up to switch-in; both count where they end.
 */
final class TaskSamples {
    final LongSamples segmentsNs = new LongSamples();
    final LongSamples wakeWaitsNs = new LongSamples();
    long runNs;
    long switchedIn;
    long migrations;
    long loops;

    private static final long NEVER = -1;

    private long inSinceNs = NEVER;
    private long wokenAtNs = NEVER;
    private int lastCpu = -1;

    void woken(long timeNs) {
        if (inSinceNs == NEVER) {
            wokenAtNs = timeNs;
        }
    }

    void switchedIn(long timeNs, int cpu, boolean counts) {
        inSinceNs = timeNs;
        if (counts) {
            switchedIn++;
            migrations += lastCpu >= 0 && lastCpu != cpu ? 1 : 0;
            if (wokenAtNs != NEVER) {
                wakeWaitsNs.add(timeNs - wokenAtNs);
            }
        }
        wokenAtNs = NEVER;
        lastCpu = cpu;
    }

    void switchedOut(long timeNs, long windowStartNs, boolean counts) {
        if (inSinceNs == NEVER) {
            return;
        }
        if (counts) {
            segmentsNs.add(timeNs - inSinceNs);
            runNs += timeNs - Math.max(inSinceNs, windowStartNs);
        }
        inSinceNs = NEVER;
    }

    /** The window ends: what still runs has run until now. */
    void close(long windowStartNs, long windowEndNs) {
        if (inSinceNs != NEVER) {
            runNs += windowEndNs - Math.max(inSinceNs, windowStartNs);
            inSinceNs = NEVER;
        }
    }
}
