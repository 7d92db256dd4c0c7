package org.scxfleet.tests.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    private String result(String name, List<String> layout) throws Exception {
        List<String> arguments =
                new java.util.ArrayList<>(List.of("run", SCENARIO.toString(), "--out", name));
        arguments.addAll(layout);
        Program.Outcome outcome = Program.run(folder, arguments.toArray(String[]::new));
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        String text = Files.readString(folder.resolve(name).resolve("result.json"));
        return text.substring(0, text.indexOf("\"wall_time\""));
    }
}
