package org.scxfleet.cli.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;

/**
 * Is emulating a context switch cheaper than making one? Emulated switches per CPU second of one
 * pinned thread, beside the real rate on the same CPU.
 *
 * <p>64 CPUs with four tasks each run 20 us and yield, or run 20 us and sleep; the second figure
 * has two events and a wake-up per switch. Each figure is measured by itself, in turn with the
 * yardstick, so that both see the same neighbours and clock speed.
 */
final class SwitchBenchmark implements Benchmark {
    static final int CPUS = 64;
    static final int TASKS_PER_CPU = 4;
    static final Step RUN = new Step.Compute(Amount.of(20_000));
    static final List<Step> RUN_AND_YIELD = List.of(RUN, new Step.Yield());
    static final List<Step> RUN_AND_SLEEP = List.of(RUN, new Step.Sleep(Amount.of(20_000)));

    static final double REAL_SECONDS = 1.0;

    @Override
    public String name() {
        return "switch-java";
    }

    @Override
    public String question() {
        return "emulated switches per CPU second with the Java scheduler simple, against real ones";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        return List.of(
                measure(name(), RUN_AND_YIELD, Optional.of(Budget.atLeast(5, 10)), options),
                measure(name() + "/sleep", RUN_AND_SLEEP, Optional.empty(), options));
    }

    private static BenchResult measure(
            String name, List<Step> body, Optional<Budget> budget, BenchOptions options) {
        int cpu = LinuxThread.lastAllowedCpu();
        EmulatedLoad load = EmulatedLoad.of(CPUS, CPUS * TASKS_PER_CPU, body);
        LinuxThread.onCpu(cpu, () -> load.spend(options.warmUpSeconds()));
        Samples real = new Samples();
        Samples emulated = new Samples();
        for (int i = 0; i < options.repetitions(); i++) {
            real.add(RealSwitches.rate(cpu, REAL_SECONDS));
            emulated.add(
                    LinuxThread.onCpu(cpu, () -> load.spend(options.secondsEach()))
                            .switchesPerCpuSecond());
        }
        return BenchResult.beside(
                name, emulated, "switches/CPU-s", "sched_yield of two threads", real, budget, "");
    }
}
