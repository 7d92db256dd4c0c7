package org.scxfleet.cluster.goodput;

import java.util.Arrays;
import java.util.List;

/** Step times of one placement over the local batch; between the samples they are linear. */
final class BatchCurve {
    private final int[] batch;
    private final StepTime[] time;

    /** The samples in any order; of equal batches the mean counts. */
    BatchCurve(List<StepSample> samples) {
        int[] batches = samples.stream().mapToInt(StepSample::localBatch).sorted().toArray();
        batch = Arrays.stream(batches).distinct().toArray();
        time = new StepTime[batch.length];
        for (int i = 0; i < batch.length; i++) {
            double step = 0;
            double sync = 0;
            int count = 0;
            for (StepSample sample : samples) {
                if (sample.localBatch() == batch[i]) {
                    step += sample.time().stepSeconds();
                    sync += sample.time().syncSeconds();
                    count++;
                }
            }
            time[i] = new StepTime(step / count, sync / count);
        }
    }

    int[] batches() {
        return batch.clone();
    }

    boolean covers(int localBatch) {
        return localBatch >= batch[0] && localBatch <= batch[batch.length - 1];
    }

    /** Outside the samples the nearest one holds. */
    StepTime at(int localBatch) {
        int found = Arrays.binarySearch(batch, localBatch);
        if (found >= 0) {
            return time[found];
        }
        int above = -found - 1;
        if (above == 0) {
            return time[0];
        }
        if (above == batch.length) {
            return time[batch.length - 1];
        }
        double fraction =
                (localBatch - batch[above - 1]) / (double) (batch[above] - batch[above - 1]);
        return time[above - 1].towards(time[above], fraction);
    }
}
