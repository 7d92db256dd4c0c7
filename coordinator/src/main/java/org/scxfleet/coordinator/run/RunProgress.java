package org.scxfleet.coordinator.run;

/**
 * How far a run is.
 *
 * @param simulatedNs average over the hosts of the simulated time reached
 * @param endNs where the run ends
 * @param wallNs since the run began
 * @param runningNs wall time since the hosts began to run
 * @param events of all hosts
 * @param windows granted
 * @param messages carried between hosts
 */
public record RunProgress(
        Phase phase,
        long simulatedNs,
        long endNs,
        long wallNs,
        long runningNs,
        long events,
        long windows,
        long messages) {
    /** Wall time that the rest takes is not known before this share of the run is done. */
    private static final long KNOWN_AFTER_SHARE = 1_000;

    /** What is being done. */
    public enum Phase {
        LOADING,
        RUNNING,
        COLLECTING
    }

    /** Simulated seconds per second. */
    public double speed() {
        return runningNs == 0 ? 0 : (double) simulatedNs / runningNs;
    }

    /** Wall time that the rest will take at this speed, -1 if that cannot be said yet. */
    public long remainingNs() {
        if (simulatedNs < endNs / KNOWN_AFTER_SHARE || simulatedNs <= 0) {
            return -1;
        }
        return (long) ((double) (endNs - simulatedNs) / simulatedNs * runningNs);
    }
}
