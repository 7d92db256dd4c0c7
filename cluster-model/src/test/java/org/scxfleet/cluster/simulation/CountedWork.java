package org.scxfleet.cluster.simulation;

/** Work of so many GPU nanoseconds; more GPUs are faster in proportion. */
public final class CountedWork implements RatedWork {
    private final int gpusAsked;
    private long leftGpuNs;
    private long leftBefore;
    private int gpus;

    public CountedWork(int gpusAsked, long durationNs) {
        this.gpusAsked = gpusAsked;
        leftGpuNs = gpusAsked * durationNs;
    }

    @Override
    public void placedOn(JobPlacement placement) {
        gpus = placement.gpuCount();
    }

    @Override
    public long advance(long availableNs, long restartNs) {
        leftBefore = leftGpuNs;
        long workNs = Math.min(availableNs - restartNs, Math.ceilDiv(leftGpuNs, (long) gpus));
        leftGpuNs = Math.max(0, leftGpuNs - workNs * gpus);
        return Math.max(1, restartNs + workNs);
    }

    @Override
    public boolean done() {
        return leftGpuNs == 0;
    }

    @Override
    public void loseRound() {
        leftGpuNs = leftBefore;
    }

    @Override
    public double stepsPerSecond() {
        return gpusAsked * 1e9;
    }

    @Override
    public long remainingSteps() {
        return leftGpuNs;
    }
}
