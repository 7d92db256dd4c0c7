package org.scxfleet.tests.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.tests.commandline.Program;

class ScenariosTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");
    private static final boolean REWRITE = System.getProperty("scenarios.rewrite") != null;

    @TempDir private Path folder;

    static List<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldPrintWhatItPrinted(String name) throws IOException {
        Path scenario = SCENARIOS.resolve(name).toAbsolutePath();
        Program.Outcome outcome =
                Program.run(folder, "run", scenario.toString(), "--out", "result");
        assertThat(outcome.err()).doesNotContain("Exception");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        String summary = withoutWallTime(outcome.out());
        Path expected = SCENARIOS.resolve(name.replace(".yaml", ".expected"));
        if (REWRITE) {
            Files.writeString(expected, summary);
        }
        assertThat(summary).isEqualTo(Files.readString(expected));
    }

    /**
     * Speed differs from run to run, the folder too; the first two lines say it beside the rest.
     */
    private static String withoutWallTime(String out) {
        return out.lines()
                .filter(line -> !line.startsWith("Result: "))
                .map(line -> line.replaceAll(" simulated in .*", " simulated"))
                .map(line -> line.replaceAll(", [0-9.]+( [kMG])? ?/s; seed", "; seed"))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
