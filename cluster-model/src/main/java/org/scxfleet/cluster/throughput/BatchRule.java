package org.scxfleet.cluster.throughput;

/** How the batch size of a job changes while it trains. */
public enum BatchRule {
    /** Not at all. */
    STATIC("static") {
        @Override
        int next(TrainedModel model, JobKind original, int batchSize, long epoch) {
            return batchSize;
        }
    },

    /** To the largest outside of the epochs in which the gradient changes fast, and back. */
    ACCORDION("accordion") {
        @Override
        int next(TrainedModel model, JobKind original, int batchSize, long epoch) {
            if (model.batchMax() == 0
                    || model == TrainedModel.TRANSFORMER
                    || original.batchSize() == model.batchMax()) {
                return batchSize;
            }
            return critical(model, original.batchSize(), epoch)
                    ? original.batchSize()
                    : model.batchMax();
        }
    },

    /** Doubled when the noise of the gradient has grown so far, at measured epochs. */
    GRADIENT_NOISE("gns") {
        @Override
        int next(TrainedModel model, JobKind original, int batchSize, long epoch) {
            boolean grows =
                    batchSize < model.batchMax()
                            && original.batchSize() < model.batchMax()
                            && NoiseSchedule.batchSize(original, epoch + 1) > batchSize;
            return grows ? 2 * batchSize : batchSize;
        }
    };

    private final String officialName;

    BatchRule(String officialName) {
        this.officialName = officialName;
    }

    /** The name in traces. */
    public String officialName() {
        return officialName;
    }

    /** The batch size to use after so many epochs. */
    abstract int next(TrainedModel model, JobKind original, int batchSize, long epoch);

    private static boolean critical(TrainedModel model, int originalBatch, long epoch) {
        return switch (model) {
            case LANGUAGE_MODEL -> epoch < 10;
            case RECOMMENDATION -> {
                int few = originalBatch > 2048 ? 10 : 30;
                yield epoch < (originalBatch == 2048 ? 40 : few);
            }
            case RESNET_50 -> epoch % 30 < 10;
            case RESNET_18 -> epoch < 10 || within(epoch, 150, 160) || within(epoch, 250, 260);
            case TRANSFORMER, CYCLE_GAN, A3C -> true;
        };
    }

    private static boolean within(long epoch, long from, long to) {
        return epoch >= from && epoch < to;
    }
}
