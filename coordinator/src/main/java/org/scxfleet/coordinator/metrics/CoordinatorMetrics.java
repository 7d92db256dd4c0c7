package org.scxfleet.coordinator.metrics;

import io.prometheus.client.Collector;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunObserver;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.SubmittedRun;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.metrics.FleetMetric;
import org.scxfleet.metrics.MetricFamilies;

/**
 * Figures of the runs that are carried out here, one at a time. Those of the last one stay until
 * the next begins, so that the end of a run is not lost between two scrapes.
 */
public final class CoordinatorMetrics extends Collector {
    private final Map<Outcome, LongAdder> ended = new EnumMap<>(Outcome.class);
    private final LongAdder notKept = new LongAdder();
    private volatile @Nullable RunMetrics present;

    private enum Outcome {
        DONE,
        FAILED,
        STOPPED
    }

    public CoordinatorMetrics() {
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome, new LongAdder());
        }
    }

    /** The same execution, seen by these metrics. */
    public RunExecution observing(RunExecution execution) {
        return (run, control, observer) -> observe(execution, run, control, observer);
    }

    private RunResult observe(
            RunExecution execution, SubmittedRun run, RunControl control, RunObserver observer) {
        RunMetrics figures = new RunMetrics(run.spec().name(), observer);
        present = figures;
        Outcome outcome = Outcome.FAILED;
        try {
            RunResult result = execution.carryOut(run, control, figures);
            outcome = Outcome.DONE;
            return result;
        } catch (RunStoppedException e) {
            outcome = Outcome.STOPPED;
            throw e;
        } finally {
            figures.end(outcome == Outcome.DONE ? RunMetrics.Phase.DONE : RunMetrics.Phase.FAILED);
            count(outcome);
        }
    }

    private void count(Outcome outcome) {
        LongAdder counted = ended.get(outcome);
        if (counted != null) {
            counted.increment();
        }
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MetricFamilies families = new MetricFamilies();
        RunMetrics run = present;
        if (run != null) {
            run.describe(families);
        }
        return families.list();
    }

    /** The same place for results; results that find no room there are counted. */
    public FinishedRuns counting(FinishedRuns finished) {
        return new CountedResults(finished, notKept);
    }

    /** How runs ended: only a coordinator shows it, a single run says it by its exit status. */
    public Collector outcomes() {
        return new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                MetricFamilies families = new MetricFamilies();
                families.add(FleetMetric.RESULTS_NOT_KEPT, notKept.sum());
                ended.forEach((outcome, count) ->
                        families.add(
                                FleetMetric.RUNS_ENDED,
                                count.sum(),
                                outcome.name().toLowerCase(Locale.ROOT)));
                return families.list();
            }
        };
    }
}
