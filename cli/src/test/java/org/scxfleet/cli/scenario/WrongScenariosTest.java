package org.scxfleet.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.cli.yaml.InputException;

/** Scenarios with a mistake, and what is said about each: file, line, key, what would be right. */
class WrongScenariosTest {
    private static final String SCENARIO = "=== scenario\n";
    private static final String SAYS = "--- says\n";
    private static final long GIB = 1L << 30;

    @TempDir private Path folder;

    static List<Arguments> wrongScenarios() throws IOException {
        List<Arguments> all = new ArrayList<>();
        try (InputStream in = WrongScenariosTest.class.getResourceAsStream("wrong-scenarios.txt")) {
            String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String entry : table.split(SCENARIO)) {
                if (!entry.isEmpty()) {
                    String[] parts = entry.split(SAYS);
                    all.add(Arguments.of(parts[0], parts[1].lines().toList()));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("wrongScenarios")
    void shouldSayWhereTheScenarioIsWrongAndWhatWouldBeRight(String text, List<String> messages)
            throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), text);
        assertThatThrownBy(() -> new ScenarioReader(GIB, ObjectCheck.NONE).read(file, List.of()))
                .isInstanceOf(InputException.class)
                .satisfies(e -> {
                    String shown = e.getMessage().replace(folder + "/", "");
                    assertThat(shown).contains(messages.toArray(new String[0]));
                    assertThat(shown).startsWith("scenario.yaml:");
                });
    }
}
