package org.scxfleet.cluster.goodput;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.scxfleet.cluster.simulation.JobPlacement;

/** What was measured of one application. */
public final class ApplicationProfile {
    private final String name;
    private final StepTimes stepTimes;
    private final List<BatchValidation> validations;
    private final int localBatchMin;
    private final int localBatchMax;
    private final int epochs;

    /**
     * @param localBatchMin smallest on one GPU
     * @param localBatchMax largest on one GPU
     * @param epochs after which a job ends, at most those that were measured
     * @param validations one for each measured batch size, in any order
     */
    public ApplicationProfile(
            String name,
            int localBatchMin,
            int localBatchMax,
            int epochs,
            StepTimes stepTimes,
            List<BatchValidation> validations) {
        if (validations.isEmpty() || localBatchMin < 1 || localBatchMax < localBatchMin) {
            throw new IllegalArgumentException(
                    "application "
                            + name
                            + ": batches of "
                            + localBatchMin
                            + " to "
                            + localBatchMax
                            + ", "
                            + validations.size()
                            + " validations");
        }
        int measured = validations.stream().mapToInt(BatchValidation::epochs).min().orElseThrow();
        if (epochs < 1 || epochs > measured) {
            throw new IllegalArgumentException(
                    "application " + name + ": " + epochs + " epochs, measured are " + measured);
        }
        this.name = name;
        this.localBatchMin = localBatchMin;
        this.localBatchMax = localBatchMax;
        this.epochs = epochs;
        this.stepTimes = stepTimes;
        List<BatchValidation> sorted = new ArrayList<>(validations);
        sorted.sort(Comparator.comparingInt(BatchValidation::batchSize));
        this.validations = List.copyOf(sorted);
    }

    public String name() {
        return name;
    }

    public int localBatchMin() {
        return localBatchMin;
    }

    public int localBatchMax() {
        return localBatchMax;
    }

    /** A job ends with its last epoch. */
    public int epochs() {
        return epochs;
    }

    /** The batch size that progress is counted in. */
    public int batchMin() {
        return validations.getFirst().batchSize();
    }

    public int batchMax() {
        return validations.getLast().batchSize();
    }

    StepTime stepTime(JobPlacement placement, int localBatch) {
        return stepTimes.at(placement, localBatch);
    }

    /** Progress at which so many epochs are over. */
    double progressAfter(int epochCount) {
        if (epochCount == 0) {
            return 0;
        }
        double least = Double.POSITIVE_INFINITY;
        for (BatchValidation validation : validations) {
            least = Math.min(least, validation.progress()[epochCount - 1]);
        }
        return least;
    }

    /** Iterations with this batch size until the end of the epoch. */
    double iterations(int batchSize, int epoch) {
        int upper = upper(batchSize);
        int lower = lower(batchSize, upper);
        return between(
                batchSize,
                lower,
                upper,
                validations.get(lower).iterations()[epoch],
                validations.get(upper).iterations()[epoch]);
    }

    /** How much a step of this batch size is worth in steps of the smallest. */
    double gain(int batchSize, int epoch) {
        int upper = upper(batchSize);
        int lower = lower(batchSize, upper);
        BatchValidation below = validations.get(lower);
        BatchValidation above = validations.get(upper);
        double square =
                between(
                        batchSize,
                        lower,
                        upper,
                        below.gradientSquare()[epoch],
                        above.gradientSquare()[epoch]);
        double variance =
                between(
                        batchSize,
                        lower,
                        upper,
                        below.gradientVariance()[epoch],
                        above.gradientVariance()[epoch]);
        double scale = batchSize / (double) batchMin();
        return (variance + square) / (variance / scale + square);
    }

    private int upper(int batchSize) {
        for (int i = 0; i < validations.size(); i++) {
            if (validations.get(i).batchSize() >= batchSize) {
                return i;
            }
        }
        return validations.size() - 1;
    }

    private int lower(int batchSize, int upper) {
        return upper == 0 || validations.get(upper).batchSize() <= batchSize ? upper : upper - 1;
    }

    private double between(int batchSize, int lower, int upper, double below, double above) {
        if (lower == upper) {
            return below;
        }
        int from = validations.get(lower).batchSize();
        int to = validations.get(upper).batchSize();
        return ((batchSize - from) * above + (to - batchSize) * below) / (to - from);
    }
}
