package org.scxfleet.tests.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.tests.commandline.Program;

/** A run with queues on different layouts. */
class QueuesTest {
    private static final Path SCENARIO =
            Path.of("src/test/resources/scenarios/queues.yaml").toAbsolutePath();

    @TempDir private Path folder;

    @Test
    void shouldGiveTheSameResultInOneProcessAndInTwo() throws Exception {
        String one = result("one", List.of("--threads", "1"));
        String two = result("two", List.of("--processes", "2"));

        assertThat(two).isEqualTo(one);
        assertThat(one).contains("\"preemptions\" : 10").contains("\"explanations\"");
    }

    /** Both queues hold the same; what their threads get is a matter of the host's scheduler. */
    @ParameterizedTest
    @CsvSource({"eevdf, 73, 77", "flatcg, 70, 80", "simple, 48, 52"})
    void shouldDivideAHostByTheWeightsOfQueuesWhereItsSchedulerHeedsThem(
            String scheduler, double least, double most) throws Exception {
        Path scenario =
                Files.writeString(
                        folder.resolve("weights.yaml"),
                        """
                        duration: 2s
                        seed: 3
                        hosts: [{name: a, topology: 4, scheduler: %s}]
                        queues: [{name: heavy, weight: 300}, {name: light, weight: 100}]
                        jobs:
                          - {name: h, queue: heavy, count: 2, cpu: 1, threads: 4, duration: 3s}
                          - {name: l, queue: light, count: 2, cpu: 1, threads: 4, duration: 3s}
                        """
                                .replace("%s", scheduler));
        Program.Outcome outcome =
                Program.run(folder, "run", scenario.toString(), "--out", "weights");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        JsonNode tree =
                new ObjectMapper()
                        .readTree(folder.resolve("weights").resolve("result.json").toFile())
                        .at("/queues/tree");
        assertThat(tree.at("/1/cpu_held_percent").asDouble())
                .isEqualTo(tree.at("/2/cpu_held_percent").asDouble());
        double percentOfHeavy =
                100 * tree.at("/1/cpu_time_us").asDouble() / tree.at("/0/cpu_time_us").asDouble();
        assertThat(percentOfHeavy).isBetween(least, most);
    }

    private String result(String name, List<String> layout) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("run", SCENARIO.toString(), "--out", name));
        arguments.addAll(layout);
        Program.Outcome outcome = Program.run(folder, arguments.toArray(String[]::new));
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        String text = Files.readString(folder.resolve(name).resolve("result.json"));
        return text.substring(0, text.indexOf("\"wall_time\""));
    }
}
