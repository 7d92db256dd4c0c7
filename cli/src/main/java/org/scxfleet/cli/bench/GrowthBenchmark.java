package org.scxfleet.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.topology.CpuTopology;

/**
 * Does an event cost more on a larger host? The dearest host of a grid of sizes against the
 * smallest one, in ns of CPU time per event; for tasks that yield, and for tasks that sleep under
 * {@code simple} and under EEVDF.
 */
final class GrowthBenchmark implements Benchmark {
    private static final int[] CPUS = {8, 64, 512};
    private static final int[] TASKS = {10, 1_000, 10_000};
    private static final int CACHE_CPUS = 16;
    private static final int PERIODIC_TASKS_PER_CPU = 10;
    private static final List<Step> RUN_AND_SLEEP =
            List.of(new Step.Compute(Amount.of(20_000)), new Step.Sleep(Amount.of(200_000)));
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
        BenchResult yields =
                BenchResult.beside(
                        name(),
                        dearest,
                        "ns/event",
                        CPUS[0] + " CPUs, " + TASKS[0] + " tasks",
                        costs[0][0],
                        Optional.of(FLAT),
                        "dearest: " + where);
        return List.of(
                yields,
                periodic("simple", SchedulerSpec.builtin("simple"), options),
                periodic("eevdf", SchedulerSpec.NONE, options));
    }

    /** Tasks that sleep, ten a CPU: one cache, on the largest host also one for 16 CPUs. */
    private BenchResult periodic(String label, SchedulerSpec scheduler, BenchOptions options) {
        int most = CPUS[CPUS.length - 1];
        CpuTopology[] hosts = {
            CpuTopology.flat(CPUS[0]),
            CpuTopology.regular("caches", 1, 1, most / CACHE_CPUS, CACHE_CPUS, 1, true),
            CpuTopology.flat(most)
        };
        EmulatedLoad[] loads = new EmulatedLoad[hosts.length];
        Samples[] costs = new Samples[hosts.length];
        double seconds = options.secondsEach() / 2;
        for (int h = 0; h < hosts.length; h++) {
            int tasks = hosts[h].cpuCount() * PERIODIC_TASKS_PER_CPU;
            loads[h] = EmulatedLoad.under(scheduler, hosts[h], tasks, RUN_AND_SLEEP);
            costs[h] = new Samples();
            loads[h].spend(options.warmUpSeconds() / 2);
        }
        for (int i = 0; i < options.repetitions(); i++) {
            for (int h = 0; h < hosts.length; h++) {
                costs[h].add(loads[h].spend(seconds).nsPerEvent());
            }
        }
        boolean one = costs[2].median() >= costs[1].median();
        return BenchResult.beside(
                name() + "/" + label,
                costs[one ? 2 : 1],
                "ns/event",
                CPUS[0] + " CPUs",
                costs[0],
                Optional.of(FLAT),
                "tasks that sleep; dearest: "
                        + most
                        + " CPUs, "
                        + (one ? "one cache" : "16 a cache"));
    }
}
