package org.scxfleet.cluster.goodput;

import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.simulation.ElasticWork;
import org.scxfleet.cluster.simulation.JobPlacement;

/**
 * A training job with a fixed batch size on whatever GPUs it gets.
 *
 * <p>The batch is split over the replicas, and over several accumulated passes where a GPU cannot
 * hold its part. Progress in a second is the goodput: the worth of a step of this batch size, which
 * falls with the noise of the gradient, over the time of a step. An epoch ends at a given progress;
 * as in the published simulator the job stands still until the next whole second then, and a job
 * ends with its last epoch.
 */
public final class GoodputWork implements ElasticWork {
    private static final double NS_PER_SECOND = 1e9;

    /** Rounding errors that do not make another sample. */
    private static final double SLACK = 1e-8;

    private final ApplicationProfile profile;
    private final int batchSize;
    private final int gpusMax;
    private final int gpusPerNode;
    private final double[] iterationSeconds;
    private @Nullable JobPlacement placement;
    private double progressPerSecond;
    private int speedEpoch;
    private int epoch;
    private double progress;
    private int epochBefore;
    private double progressBefore;

    /**
     * @param batchSize of all replicas together, as its user asks for
     * @param gpusMax most GPUs that it may have
     * @param gpusPerNode of the cluster, for forecasts
     */
    public GoodputWork(ApplicationProfile profile, int batchSize, int gpusMax, int gpusPerNode) {
        if (batchSize < profile.batchMin() || batchSize > profile.batchMax()) {
            throw new IllegalArgumentException(
                    "batch size "
                            + batchSize
                            + " of "
                            + profile.name()
                            + " is outside the measured "
                            + profile.batchMin()
                            + ".."
                            + profile.batchMax());
        }
        this.profile = profile;
        this.batchSize = batchSize;
        this.gpusMax = gpusMax;
        this.gpusPerNode = gpusPerNode;
        iterationSeconds = new double[gpusMax + 2];
    }

    /**
     * How the batch is split.
     *
     * @param local samples in one pass of one replica
     * @param accumulated passes before the one that exchanges gradients
     */
    private record Split(int local, int accumulated) {
        int batch(int replicas) {
            return replicas * local * (accumulated + 1);
        }
    }

    private Split split(int replicas, boolean accumulateAlone) {
        int each = (int) Math.ceil(batchSize / (double) replicas - SLACK);
        int accumulated = (int) Math.ceil(each / (double) profile.localBatchMax() - SLACK) - 1;
        if (replicas == 1 && accumulateAlone) {
            accumulated = Math.max(1, accumulated);
        }
        int local = (int) Math.ceil(each / (double) (accumulated + 1) - SLACK);
        return new Split(
                Math.min(local, profile.batchMax() / (replicas * (accumulated + 1))), accumulated);
    }

    @Override
    public void placedOn(JobPlacement given) {
        placement = given;
        progressPerSecond = 0;
    }

    @Override
    public int gpusMax() {
        return gpusMax;
    }

    @Override
    public double remainingIterations() {
        int last = profile.epochs() - 1;
        return last <= epoch
                ? 1
                : profile.iterations(batchSize, last) - profile.iterations(batchSize, epoch);
    }

    @Override
    public double iterationSeconds(int gpus) {
        if (iterationSeconds[gpus] == 0) {
            Split split = split(gpus, true);
            StepTime time = profile.stepTime(JobPlacement.packed(gpus, gpusPerNode), split.local());
            iterationSeconds[gpus] =
                    time.stepSeconds() + time.accumulateSeconds() * split.accumulated();
        }
        return iterationSeconds[gpus];
    }

    private double progressPerSecond(JobPlacement given) {
        if (progressPerSecond == 0 || speedEpoch != epoch) {
            Split split = split(given.gpuCount(), batchSize > profile.batchMin());
            StepTime time = profile.stepTime(given, split.local());
            double seconds = time.stepSeconds() + time.accumulateSeconds() * split.accumulated();
            progressPerSecond = profile.gain(split.batch(given.gpuCount()), epoch) / seconds;
            speedEpoch = epoch;
        }
        return progressPerSecond;
    }

    @Override
    public long advance(long availableNs, long restartNs) {
        if (placement == null) {
            throw new IllegalStateException("a job of " + profile.name() + " works without GPUs");
        }
        epochBefore = epoch;
        progressBefore = progress;
        double left = (availableNs - restartNs) / NS_PER_SECOND;
        while (left > 0 && !done()) {
            double speed = progressPerSecond(placement);
            double epochEnd = profile.progressAfter(epoch + 1);
            if (progress + speed * left < epochEnd) {
                progress += speed * left;
                left = 0;
            } else {
                left -= Math.min(left, Math.rint((epochEnd - progress) / speed));
                progress = epochEnd;
                epoch++;
            }
        }
        return Math.max(1, availableNs - Math.round(left * NS_PER_SECOND));
    }

    @Override
    public boolean done() {
        return epoch >= profile.epochs();
    }

    @Override
    public void loseRound() {
        epoch = epochBefore;
        progress = progressBefore;
    }
}
