package org.scxfleet.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All benchmarks by name, in the order in which they are listed and run. */
public final class BenchSuite {
    private static final List<Benchmark> ALL =
            List.of(
                    new SwitchBenchmark(),
                    new BpfSwitchBenchmark(),
                    new BpfLoopBenchmark(),
                    new BpfMemoryBenchmark(),
                    new AllocationBenchmark(),
                    new GrowthBenchmark(),
                    new MemoryBenchmark(),
                    new FleetBenchmark(),
                    new OpenbBenchmark(),
                    new FgdBenchmark(),
                    new PodsBenchmark());

    private BenchSuite() {}

    /** The names that {@link #run} knows. */
    public static List<String> names() {
        return ALL.stream().map(Benchmark::name).toList();
    }

    /** What the benchmark of that name finds out, in one line. */
    public static String question(String name) {
        return named(name).question();
    }

    /**
     * Measures the named benchmarks, all if none is named, in the order of the list. Those that
     * need data and have none are left out unless they are named.
     *
     * @param progress is told what happens, one line at a time
     * @throws IllegalArgumentException if there is no benchmark of a name; the message lists them
     * @throws BenchFailure if this machine does not let one be measured
     */
    public static List<BenchResult> run(
            List<String> names, BenchOptions options, Consumer<String> progress) {
        names.forEach(BenchSuite::named);
        List<BenchResult> results = new ArrayList<>();
        for (Benchmark benchmark : ALL) {
            if (!names.isEmpty() && !names.contains(benchmark.name())) {
                continue;
            }
            if (benchmark.needsData() && options.data().isEmpty() && names.isEmpty()) {
                progress.accept(benchmark.name() + ": left out, it needs --data");
            } else {
                progress.accept(benchmark.name() + ": " + benchmark.question());
                results.addAll(benchmark.run(options, progress));
            }
        }
        return results;
    }

    private static Benchmark named(String name) {
        for (Benchmark benchmark : ALL) {
            if (benchmark.name().equals(name)) {
                return benchmark;
            }
        }
        throw new IllegalArgumentException(
                "no benchmark '" + name + "'; there are " + String.join(", ", names()));
    }
}
