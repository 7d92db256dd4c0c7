package org.scxfleet.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Does an event cost more on a larger host? The dearest host of a grid of sizes against the
 * smallest one, in ns of CPU time per event.
 */
final class GrowthBenchmark implements Benchmark {
    private static final int[] CPUS = {8, 64, 512};
    private static final int[] TASKS = {10, 1_000, 10_000};
    private static final Budget FLAT = Budget.atMost(2, 1.5);

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String question() {
        return "cost per event from 8 to 512 CPUs and from 10 to 10,000 tasks, against the smallest";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        EmulatedLoad[][] loads = new EmulatedLoad[CPUS.length][TASKS.length];
        Samples[][] costs = new Samples[CPUS.length][TASKS.length];
        double seconds = options.secondsEach() / 4;
        for (int c = 0; c < CPUS.length; c++) {
            for (int t = 0; t < TASKS.length; t++) {
                loads[c][t] = EmulatedLoad.of(CPUS[c], TASKS[t], SwitchBenchmark.RUN_AND_YIELD);
                costs[c][t] = new Samples();
                loads[c][t].spend(options.warmUpSeconds() / 4);
            }
        }
        for (int i = 0; i < options.repetitions(); i++) {
            for (int c = 0; c < CPUS.length; c++) {
                for (int t = 0; t < TASKS.length; t++) {
                    costs[c][t].add(loads[c][t].spend(seconds).nsPerEvent());
                }
            }
        }
        Samples dearest = costs[0][0];
        String where = "";
        for (int c = 0; c < CPUS.length; c++) {
            for (int t = 0; t < TASKS.length; t++) {
                progress.accept(
                        String.format(
                                Locale.ROOT,
                                "growth: %d CPUs, %,d tasks: %.0f ns",
                                CPUS[c],
                                TASKS[t],
                                costs[c][t].median()));
                if (where.isEmpty() || costs[c][t].median() > dearest.median()) {
                    dearest = costs[c][t];
                    where = String.format(Locale.ROOT, "%d CPUs, %,d tasks", CPUS[c], TASKS[t]);
                }
            }
        }
        return List.of(
                BenchResult.beside(
                        name(),
                        dearest,
                        "ns/event",
                        CPUS[0] + " CPUs, " + TASKS[0] + " tasks",
                        costs[0][0],
                        Optional.of(FLAT),
                        "dearest: " + where));
    }
}
