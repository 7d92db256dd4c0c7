package org.scxfleet.cluster.goodput;

/**
 * A measured training run with one batch size, one value for each epoch.
 *
 * @param batchSize of all replicas together
 * @param progress at the end of the epoch, in steps of the smallest batch size
 * @param iterations until the end of the epoch
 * @param gradientSquare squared length of the gradient
 * @param gradientVariance its noise
 */
@SuppressWarnings("ArrayRecordComponent")
public record BatchValidation(
        int batchSize,
        double[] progress,
        double[] iterations,
        double[] gradientSquare,
        double[] gradientVariance) {
    public BatchValidation {
        int epochs = progress.length;
        if (batchSize < 1
                || epochs == 0
                || iterations.length != epochs
                || gradientSquare.length != epochs
                || gradientVariance.length != epochs) {
            throw new IllegalArgumentException(
                    "batch size " + batchSize + " with " + epochs + " epochs of progress");
        }
    }

    int epochs() {
        return progress.length;
    }
}
