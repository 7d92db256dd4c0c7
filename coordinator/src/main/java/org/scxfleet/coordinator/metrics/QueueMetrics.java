package org.scxfleet.coordinator.metrics;

import io.prometheus.client.Collector;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.metrics.FleetMetric;
import org.scxfleet.metrics.MetricFamilies;

/** How many runs there are in which state. */
public final class QueueMetrics extends Collector {
    private final Supplier<List<RunState>> runs;

    /**
     * @param runs all that are known
     */
    public QueueMetrics(Supplier<List<RunState>> runs) {
        this.runs = runs;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Map<RunState.Stage, Integer> counts = new EnumMap<>(RunState.Stage.class);
        runs.get().forEach(run -> counts.merge(run.stage(), 1, Integer::sum));
        MetricFamilies families = new MetricFamilies();
        for (RunState.Stage stage : RunState.Stage.values()) {
            families.add(
                    FleetMetric.RUNS,
                    counts.getOrDefault(stage, 0),
                    stage.name().toLowerCase(Locale.ROOT));
        }
        return families.list();
    }
}
