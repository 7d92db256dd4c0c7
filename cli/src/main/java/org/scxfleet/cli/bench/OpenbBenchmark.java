package org.scxfleet.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How long does the openb scenario take, from the start of the program to its end? Once: it takes a
 * while.
 */
final class OpenbBenchmark implements Benchmark {
    private static final String SCENARIO = "openb.yaml";
    private static final Path FOLDER = Path.of("openb-gpu-2023");
    private static final Budget SECONDS = Budget.atMost(300, 60);

    @Override
    public String name() {
        return "openb";
    }

    @Override
    public String question() {
        return "wall seconds of one simulated second of the 1,213 hosts of the openb trace";
    }

    @Override
    public boolean needsData() {
        return true;
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        Path data =
                options.data()
                        .orElseThrow(() ->
                                new BenchFailure("openb needs --data with the folder " + FOLDER))
                        .toAbsolutePath()
                        .resolve(FOLDER);
        ScenarioProcess.Outcome outcome =
                ScenarioProcess.run(
                        SCENARIO,
                        List.of(
                                "--set",
                                "jobs.nodes=" + data.resolve("openb_node_list_gpu_node.csv"),
                                "--set",
                                "jobs.pods="
                                        + data.resolve("pods")
                                                .resolve("openb_pod_list_default.csv")));
        Samples seconds = new Samples();
        seconds.add(outcome.wholeSeconds());
        return List.of(
                BenchResult.alone(
                        name(),
                        seconds,
                        "s",
                        Optional.of(SECONDS),
                        String.format(
                                Locale.ROOT,
                                "the run itself %.1f s, in the heap of this program; digest %s",
                                outcome.wallSeconds(),
                                outcome.digest())));
    }
}
