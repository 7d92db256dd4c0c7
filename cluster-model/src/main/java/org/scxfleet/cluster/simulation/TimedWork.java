package org.scxfleet.cluster.simulation;

/** Work that takes so long on the GPUs that its job asks for. */
public final class TimedWork implements Work {
    private long remainingNs;
    private long remainingBefore;

    /**
     * @param durationNs at least 1
     */
    public TimedWork(long durationNs) {
        if (durationNs < 1) {
            throw new IllegalArgumentException("work of " + durationNs + " ns");
        }
        remainingNs = durationNs;
    }

    public long remainingNs() {
        return remainingNs;
    }

    @Override
    public void placedOn(JobPlacement placement) {}

    @Override
    public long advance(long availableNs, long restartNs) {
        remainingBefore = remainingNs;
        long workNs = Math.min(availableNs - restartNs, remainingNs);
        remainingNs -= workNs;
        return Math.max(1, restartNs + workNs);
    }

    @Override
    public boolean done() {
        return remainingNs == 0;
    }

    @Override
    public void loseRound() {
        remainingNs = remainingBefore;
    }
}
