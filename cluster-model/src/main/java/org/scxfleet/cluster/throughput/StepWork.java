package org.scxfleet.cluster.throughput;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.simulation.JobPlacement;
import org.scxfleet.cluster.simulation.RatedWork;
import org.scxfleet.cluster.simulation.SharingWork;
import org.scxfleet.cluster.simulation.Work;

/**
 * A training job of so many steps at measured rates.
 *
 * <p>It does whole steps, as many as fit into the time. A rule may change its batch size: the wish
 * is noted when a round of the job ends and comes true when its next one does; then the steps left
 * and done are counted anew so that the number of epochs stays. As in the published simulator a
 * restart costs only a job that uses its round to the end, and a job that ran half as long again as
 * its user said is taken as done.
 */
public final class StepWork implements RatedWork, SharingWork {
    private static final double NS_PER_SECOND = 1e9;

    /** A job that leaves more than this of its round is in its last one. */
    private static final long LAST_ROUND_NS = 5_000_000_000L;

    private final ThroughputTable table;
    private final String gpuType;
    private final boolean spreadCounts;
    private final JobKind original;
    private final BatchRule rule;
    private final long limitNs;
    private final @Nullable TrainedModel model;
    private JobKind kind;
    private long totalSteps;
    private long doneSteps;
    private long ranNs;
    private int wantedBatch;
    private boolean spread;
    private @Nullable JobKind neighbour;
    private boolean over;
    private long stepsBefore;

    /**
     * @param gpuType a kind of GPU of the table
     * @param spreadCounts whether GPUs on several nodes are slower
     * @param limitNs time with GPUs after which it is taken as done, or Long.MAX_VALUE
     */
    public StepWork(
            ThroughputTable table,
            String gpuType,
            boolean spreadCounts,
            JobKind kind,
            long totalSteps,
            BatchRule rule,
            long limitNs) {
        if (totalSteps < 1 || limitNs < 1) {
            throw new IllegalArgumentException(totalSteps + " steps within " + limitNs + " ns");
        }
        if (table.alone(gpuType, kind, false).orElse(0) <= 0) {
            throw new IllegalArgumentException(
                    kind.type() + " on " + kind.gpus() + " " + gpuType + " was not measured");
        }
        this.table = table;
        this.gpuType = gpuType;
        this.spreadCounts = spreadCounts;
        this.original = kind;
        this.kind = kind;
        this.totalSteps = totalSteps;
        this.rule = rule;
        this.limitNs = limitNs;
        this.model = TrainedModel.named(kind.model());
        wantedBatch = kind.batchSize();
    }

    /** What it is at present. */
    public JobKind kind() {
        return kind;
    }

    @Override
    public void placedOn(JobPlacement placement) {
        spread = spreadCounts && placement.nodes().length > 1;
    }

    @Override
    public void sharesWith(@Nullable Work other) {
        neighbour = other instanceof StepWork work ? work.kind : null;
    }

    @Override
    public double stepsPerSecond() {
        double alone = table.alone(gpuType, kind, spread).orElseThrow();
        if (neighbour == null) {
            return alone;
        }
        OptionalDouble beside = table.beside(gpuType, kind, neighbour, spread);
        return beside.isPresent() && beside.getAsDouble() > 0 ? beside.getAsDouble() : alone / 2;
    }

    @Override
    public double partBeside(Work other) {
        if (!(other instanceof StepWork work)) {
            return 0;
        }
        return table.beside(gpuType, kind, work.kind, spread).orElse(0)
                / table.alone(gpuType, kind, spread).orElseThrow();
    }

    @Override
    public long remainingSteps() {
        return Math.max(0, totalSteps - doneSteps);
    }

    @Override
    public long advance(long availableNs, long restartNs) {
        double rate = stepsPerSecond();
        stepsBefore = doneSteps;
        long fitting = Math.max(1, (long) (rate * (availableNs / NS_PER_SECOND)));
        long steps = Math.min(fitting, remainingSteps());
        long usedNs = Math.clamp(Math.round(steps / rate * NS_PER_SECOND), 1, availableNs);
        long workedNs = usedNs;
        if (restartNs > 0 && usedNs > availableNs - LAST_ROUND_NS) {
            workedNs = usedNs - restartNs;
            steps = (long) (steps * (workedNs / (double) usedNs));
        }
        ranNs += workedNs;
        doneSteps += steps;
        over = doneSteps >= totalSteps || ranNs > limitNs;
        changeBatch();
        return usedNs;
    }

    private void changeBatch() {
        if (model == null || kind.batchSize() == 0) {
            return;
        }
        JobKind wanted = kind.withBatchSize(wantedBatch);
        if (wantedBatch != kind.batchSize() && table.alone(gpuType, wanted, false).orElse(0) > 0) {
            recount(model.epochSteps(kind.batchSize()), model.epochSteps(wantedBatch));
            kind = wanted;
        }
        long epoch = Math.ceilDiv(doneSteps, model.epochSteps(kind.batchSize()));
        wantedBatch = rule.next(model, original, kind.batchSize(), epoch);
    }

    private void recount(long oldEpochSteps, long newEpochSteps) {
        long epochs = Math.ceilDiv(totalSteps, oldEpochSteps);
        long scaled = Math.ceilDiv(totalSteps * kind.batchSize(), wantedBatch);
        totalSteps =
                Math.ceilDiv(scaled, newEpochSteps) == epochs ? scaled : newEpochSteps * epochs;
        doneSteps = Math.ceilDiv(doneSteps, oldEpochSteps) * newEpochSteps;
        stepsBefore = doneSteps;
    }

    @Override
    public boolean done() {
        return over;
    }

    @Override
    public void loseRound() {
        doneSteps = stepsBefore;
        over = false;
    }
}
