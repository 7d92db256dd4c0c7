package org.scxfleet.cluster.throughput;

import org.jspecify.annotations.Nullable;

/** The models of the tables: samples in an epoch, and the range of batch sizes. */
public enum TrainedModel {
    RESNET_18("ResNet-18", 50_000, 256),
    RESNET_50("ResNet-50", 100_000, 128),
    TRANSFORMER("Transformer", 10_000, 128),
    LANGUAGE_MODEL("LM", 59_675, 80),
    RECOMMENDATION("Recommendation", 117_907, 8_192),
    CYCLE_GAN("CycleGAN", 6_287, 0),
    A3C("A3C", 4, 0);

    private final String officialName;
    private final int samples;
    private final int batchMax;

    TrainedModel(String officialName, int samples, int batchMax) {
        this.officialName = officialName;
        this.samples = samples;
        this.batchMax = batchMax;
    }

    /** Largest batch size that training grows to; 0 where it does not grow. */
    int batchMax() {
        return batchMax;
    }

    /** Steps of an epoch with this batch size. */
    long epochSteps(int batchSize) {
        return Math.ceilDiv(samples, batchSize);
    }

    /** The model of that name in the tables, null if there is none. */
    public static @Nullable TrainedModel named(String name) {
        for (TrainedModel model : values()) {
            if (model.officialName.equals(name)) {
                return model;
            }
        }
        return null;
    }
}
