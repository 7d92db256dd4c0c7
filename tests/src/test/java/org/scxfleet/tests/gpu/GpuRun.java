package org.scxfleet.tests.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.scxfleet.tests.commandline.Program;

/** The result of one of the scenarios under {@code gpu}, run by the program as a user would. */
final class GpuRun {
    private final JsonNode result;

    private GpuRun(JsonNode result) {
        this.result = result;
    }

    static GpuRun of(Path folder, String scenario) {
        Path file = Path.of("src/test/resources/gpu", scenario + ".yaml").toAbsolutePath();
        Program.Outcome outcome =
                Program.run(folder, "run", file.toString(), "--out", scenario + "-result");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        Path json = folder.resolve(scenario + "-result").resolve("result.json");
        try {
            return new GpuRun(new ObjectMapper().readTree(json.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode group(String name) {
        return named(result.get("host_groups"), name);
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode entry : list) {
            if (entry.get("name").asText().equals(name)) {
                return entry;
            }
        }
        throw new AssertionError("no '" + name + "' in the result");
    }

    /** A figure of the GPUs of a group of hosts. */
    double gpus(String hosts, String figure) {
        return group(hosts).get("gpus").get(figure).asDouble();
    }

    /** A figure of a group of tasks. */
    double tasks(String hosts, String tasks, String figure) {
        JsonNode groups = group(hosts).get("kernels").get(0).get("task_groups");
        return named(groups, tasks).get(figure).asDouble();
    }

    double iterations(String hosts, String tasks) {
        return tasks(hosts, tasks, "iterations");
    }

    /** Bytes a second while a copy to the device is under way, in GB. */
    double copySpeed(String hosts) {
        double seconds =
                result.get("simulated_ns").asDouble()
                        / 1e9
                        * gpus(hosts, "copy_to_device_percent")
                        / 100;
        return gpus(hosts, "copied_to_device_bytes") / 1e9 / seconds;
    }
}
