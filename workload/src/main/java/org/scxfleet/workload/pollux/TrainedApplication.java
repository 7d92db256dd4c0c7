package org.scxfleet.workload.pollux;

import org.jspecify.annotations.Nullable;

/** What the published simulator knows of an application besides its measurements. */
enum TrainedApplication {
    BERT("bert", 2, Integer.MAX_VALUE),
    CIFAR10("cifar10", 100, Integer.MAX_VALUE),
    NCF("ncf", 10, Integer.MAX_VALUE),
    IMAGENET("imagenet", 90, Integer.MAX_VALUE),
    DEEPSPEECH2("deepspeech2", 80, Integer.MAX_VALUE),
    YOLOV3("yolov3", 50, 8);

    private final String folder;
    private final int epochs;
    private final int localBatchMax;

    TrainedApplication(String folder, int epochs, int localBatchMax) {
        this.folder = folder;
        this.epochs = epochs;
        this.localBatchMax = localBatchMax;
    }

    int epochs() {
        return epochs;
    }

    /** Largest batch on one GPU that is used, even if larger ones were measured. */
    int localBatchMax() {
        return localBatchMax;
    }

    static @Nullable TrainedApplication named(String folder) {
        for (TrainedApplication application : values()) {
            if (application.folder.equals(folder)) {
                return application;
            }
        }
        return null;
    }
}
