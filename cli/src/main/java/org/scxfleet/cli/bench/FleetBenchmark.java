package org.scxfleet.cli.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What does it cost to spread a run over processes? 200 hosts exchange requests in windows of 1 ms:
 * two processes over gRPC with a thread each, beside one process with two threads. Speeds are runs
 * per second of wall time.
 */
final class FleetBenchmark implements Benchmark {
    private static final String SCENARIO = "fleet.yaml";
    private static final int MAX_REPETITIONS = 3;
    private static final Budget RATIO = Budget.atLeast(0.7, 1.0);

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public String question() {
        return "speed of 200 hosts in two processes, against one process with two threads";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        Samples spread = new Samples();
        Samples alone = new Samples();
        for (int i = 0; i < Math.min(options.repetitions(), MAX_REPETITIONS); i++) {
            ScenarioProcess.Outcome one = ScenarioProcess.run(SCENARIO, List.of("--threads", "2"));
            ScenarioProcess.Outcome two =
                    ScenarioProcess.run(SCENARIO, List.of("--processes", "2", "--threads", "1"));
            if (!one.digest().equals(two.digest())) {
                throw new BenchFailure("two processes gave another digest than one");
            }
            alone.add(1 / one.wallSeconds());
            spread.add(1 / two.wallSeconds());
        }
        return List.of(
                BenchResult.beside(
                        name(),
                        spread,
                        "runs/s",
                        "one process, two threads",
                        alone,
                        Optional.of(RATIO),
                        "400 ms of 200 hosts; compilers cold in both"));
    }
}
