package org.scxfleet.cluster.simulation;

/**
 * How rounds go.
 *
 * @param roundNs length of a round
 * @param restartNs time that a job loses when it is started
 * @param restartRule when that is
 * @param end when the next round begins
 * @param gpuFailureMeanNs mean time between failures of one GPU, or {@link #NO_FAILURES}
 * @param failuresMax a job that failed so often is given up
 * @param seed of the failures
 */
public record RoundSettings(
        long roundNs,
        long restartNs,
        RestartRule restartRule,
        RoundEnd end,
        long gpuFailureMeanNs,
        int failuresMax,
        long seed) {
    /** No GPU ever fails. */
    public static final long NO_FAILURES = Long.MAX_VALUE;

    private static final int DEFAULT_FAILURES_MAX = 5;

    /** Which jobs lose time at the beginning of a round. */
    public enum RestartRule {
        /** A job that has other GPUs than before. */
        PLACEMENT_CHANGED,
        /** A job that did not run in the round before; in the very first round nobody. */
        NOT_IN_LAST_ROUND
    }

    /** When a round ends. */
    public enum RoundEnd {
        /** After its length. */
        ON_THE_GRID,
        /** When the last of its jobs has done what fits into its length. */
        WITH_THE_LAST_JOB
    }

    public RoundSettings {
        if (roundNs < 1 || restartNs < 0 || restartNs > roundNs) {
            throw new IllegalArgumentException(
                    "rounds of " + roundNs + " ns with restarts of " + restartNs + " ns");
        }
        if (gpuFailureMeanNs < 1 || failuresMax < 1) {
            throw new IllegalArgumentException(
                    "a failure every "
                            + gpuFailureMeanNs
                            + " ns, a job given up after "
                            + failuresMax);
        }
    }

    /** Without failures. */
    public static RoundSettings of(
            long roundNs, long restartNs, RestartRule restartRule, RoundEnd end) {
        return new RoundSettings(
                roundNs, restartNs, restartRule, end, NO_FAILURES, DEFAULT_FAILURES_MAX, 0);
    }
}
