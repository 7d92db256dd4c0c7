package org.scxfleet.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.placement.study.PlacementStudy;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.openb.OpenbReader;

/**
 * How long does one run of the published GPU placement study take? The policy FGD, the default
 * workload at 130 % load: about 10,800 pods on 1,213 nodes, with the fragmentation of the cluster
 * after every pod.
 */
final class FgdBenchmark implements Benchmark {
    private static final Path FOLDER = Path.of("openb-gpu-2023");
    private static final Path NODES = FOLDER.resolve("openb_node_list_gpu_node.csv");
    private static final Path PODS = FOLDER.resolve("pods").resolve("openb_pod_list_default.csv");

    /** What the authors' simulator takes, as they say. */
    private static final double PUBLISHED_SECONDS = 600;

    private static final Budget SECONDS = Budget.atMost(4, 1);
    private static final long FIRST_SEED = 42;

    @Override
    public String name() {
        return "fgd";
    }

    @Override
    public String question() {
        return "CPU seconds of one FGD run of the published placement study";
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
                                new BenchFailure("fgd needs --data with the folder " + FOLDER));
        PlacementStudy study =
                new PlacementStudy("default", nodes(data.resolve(NODES)), pods(data.resolve(PODS)));
        double cold = secondsOf(study, FIRST_SEED);
        Samples seconds = new Samples();
        for (int i = 0; i < options.repetitions(); i++) {
            seconds.add(secondsOf(study, FIRST_SEED + i));
        }
        return List.of(
                BenchResult.besidePublished(
                        name(),
                        seconds,
                        "s",
                        "the authors' simulator",
                        PUBLISHED_SECONDS,
                        SECONDS,
                        String.format(
                                Locale.ROOT,
                                "the first run, with the compiler still cold, took %.2f s",
                                cold)));
    }

    private static double secondsOf(PlacementStudy study, long seed) {
        long startNs = CpuClock.cpuNs();
        study.run(PlacementPolicy.FGD, seed);
        return (CpuClock.cpuNs() - startNs) / 1e9;
    }

    private static List<NodeSpec> nodes(Path file) {
        return read(file, OpenbReader::readNodes).nodes();
    }

    private static List<Pod> pods(Path file) {
        return read(file, OpenbReader::readPods).plainPods();
    }

    /** Reads a stream; the name is for messages. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(InputStream in, String file) throws IOException;
    }

    private static <T> T read(Path file, Reader<T> reader) {
        try (InputStream in = Files.newInputStream(file)) {
            return reader.read(in, file.toString());
        } catch (IOException | BadInputException e) {
            throw new BenchFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
