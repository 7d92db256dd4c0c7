package org.scxfleet.tests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.tests.bpf.CompiledObjects;
import org.scxfleet.tests.commandline.Program;
import org.scxfleet.tests.requirement.Requirement;

class DocumentedCommandsTest {
    private static final String PROGRAM = "./scxfleet ";
    private static final Pattern DIGEST = Pattern.compile("digest [0-9a-f]{16}");

    @TempDir private Path folder;

    /** Every line of a shell block of the README and the documents that starts the program. */
    static List<String> commands() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Program.CHECKOUT.resolve("README.md")));
        try (Stream<Path> docs = Files.list(Program.CHECKOUT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        List<String> commands = new ArrayList<>();
        for (Path document : documents) {
            boolean shell = false;
            for (String line : Files.readAllLines(document)) {
                if (line.startsWith("```")) {
                    shell = line.startsWith("```sh");
                } else if (shell && line.startsWith(PROGRAM)) {
                    commands.add(line);
                }
            }
        }
        return commands.stream().distinct().toList();
    }

    @Test
    void shouldFindTheTwoCommandsOfTheFirstScreen() throws IOException {
        List<String> firstScreen =
                Files.readAllLines(Program.CHECKOUT.resolve("README.md")).subList(0, 40);
        assertThat(firstScreen).contains("./scxfleet run examples/quickstart.yaml");
        assertThat(firstScreen)
                .anyMatch(line -> line.startsWith("./scxfleet run examples/openb.yaml"));
    }

    @Test
    void shouldShowTheDigestThatTheFirstCommandGives() throws IOException {
        Matcher shown = DIGEST.matcher(Files.readString(Program.CHECKOUT.resolve("README.md")));
        assertThat(shown.find()).isTrue();

        Program.Outcome outcome =
                Program.run(
                        Program.CHECKOUT,
                        "run",
                        "examples/quickstart.yaml",
                        "--out",
                        folder.resolve("result").toString());

        assertThat(outcome.out()).contains(shown.group());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldWorkAsWritten(String command) {
        List<String> words =
                new ArrayList<>(List.of(command.substring(PROGRAM.length()).split(" +")));
        if (command.contains("../shared/")) {
            Requirement.shared("datasets/openb-gpu-2023");
            // The whole trace is a benchmark; that the command is right shows without emulating it.
            words.add("--dry-run");
        }
        if (command.contains("examples/bpf/target/")) {
            CompiledObjects.examples();
        }
        if (words.getFirst().equals("bench") && !words.contains("--help")) {
            words.add("--help");
        }
        boolean writes = words.getFirst().equals("run");
        if (writes && !words.contains("--out")) {
            words.add("--out");
            words.add(folder.resolve("result").toString());
        }
        int out = words.indexOf("--out");
        if (out >= 0) {
            words.set(out + 1, folder.resolve("result").toString());
        }
        Program.Outcome outcome = Program.run(Program.CHECKOUT, words.toArray(new String[0]));
        assertThat(outcome.exit()).as(command + "\n" + outcome.err()).isZero();
        assertThat(outcome.out()).isNotBlank();
    }
}
