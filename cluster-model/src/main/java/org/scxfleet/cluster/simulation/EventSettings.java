package org.scxfleet.cluster.simulation;

/**
 * How a run at events goes.
 *
 * @param restartNs lost by a job that starts again
 * @param checkpointNs work between two checkpoints; what comes after the last is lost by a failure
 * @param thresholdGpuSeconds of the first queue of {@link EventPolicy#LEAST_ATTAINED}
 * @param gpuFailureMeanNs mean time between failures of one GPU, or {@link
 *     RoundSettings#NO_FAILURES}
 * @param failuresMax a job that failed so often is given up
 * @param seed of the failures
 */
public record EventSettings(
        EventPolicy policy,
        long restartNs,
        long checkpointNs,
        long thresholdGpuSeconds,
        long gpuFailureMeanNs,
        int failuresMax,
        long seed) {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int DEFAULT_RESTART_SECONDS = 30;
    private static final int DEFAULT_CHECKPOINT_SECONDS = 1_800;
    private static final int DEFAULT_THRESHOLD_GPU_SECONDS = 57_600;
    private static final int DEFAULT_FAILURES_MAX = 5;

    public EventSettings {
        if (restartNs < 0 || checkpointNs < 1 || thresholdGpuSeconds < 1) {
            throw new IllegalArgumentException(
                    "restart "
                            + restartNs
                            + " ns, checkpoint "
                            + checkpointNs
                            + " ns, threshold "
                            + thresholdGpuSeconds
                            + " GPU seconds");
        }
        if (gpuFailureMeanNs < 1 || failuresMax < 1) {
            throw new IllegalArgumentException(
                    "a failure every "
                            + gpuFailureMeanNs
                            + " ns, a job given up after "
                            + failuresMax);
        }
    }

    /** 30 seconds for a restart, a checkpoint every half hour, no failures. */
    public static EventSettings of(EventPolicy policy) {
        return new EventSettings(
                policy,
                DEFAULT_RESTART_SECONDS * NS_PER_SECOND,
                DEFAULT_CHECKPOINT_SECONDS * NS_PER_SECOND,
                DEFAULT_THRESHOLD_GPU_SECONDS,
                RoundSettings.NO_FAILURES,
                DEFAULT_FAILURES_MAX,
                0);
    }

    /** The same with failing GPUs. */
    public EventSettings failing(long meanNs, long failureSeed) {
        return new EventSettings(
                policy,
                restartNs,
                checkpointNs,
                thresholdGpuSeconds,
                meanNs,
                failuresMax,
                failureSeed);
    }
}
