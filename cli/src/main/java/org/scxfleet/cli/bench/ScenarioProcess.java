package org.scxfleet.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs a scenario as a user does, in a process of its own, and reads its result. */
final class ScenarioProcess {
    private static final double NS_PER_S = 1e9;
    private static final double US_PER_S = 1e6;

    /**
     * @param wallSeconds of the run itself, as the result says
     * @param wholeSeconds from the start of the process to its end
     * @param digest of the run
     */
    record Outcome(double wallSeconds, double wholeSeconds, String digest) {}

    private ScenarioProcess() {}

    /** Runs a scenario of the resources with further options of {@code run}. */
    static Outcome run(String resource, List<String> options) {
        try {
            Path folder = Files.createTempDirectory("scxfleet-bench");
            try {
                Path scenario = folder.resolve(resource);
                Files.move(BenchScenario.copy(resource), scenario);
                return run(scenario, folder, options);
            } finally {
                remove(folder);
            }
        } catch (IOException e) {
            throw new BenchFailure("cannot run scenario " + resource, e);
        }
    }

    private static Outcome run(Path scenario, Path folder, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "org.scxfleet.cli.Main"));
        command.addAll(List.of("run", scenario.toString(), "--json"));
        command.addAll(List.of("--out", folder.resolve("result").toString()));
        command.addAll(options);
        Path log = folder.resolve("log");
        long startNs = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(folder.resolve("json").toFile())
                        .redirectError(log.toFile())
                        .start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new BenchFailure(
                        "the run ended with status " + status + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
        double wholeSeconds = (System.nanoTime() - startNs) / NS_PER_S;
        JsonNode result = new ObjectMapper().readTree(folder.resolve("json").toFile());
        return new Outcome(
                result.path("wall_time").path("wall_us").asDouble() / US_PER_S,
                wholeSeconds,
                result.path("digest").asText());
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
