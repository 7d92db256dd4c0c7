package org.scxfleet.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.fleet.Announcement;
import org.scxfleet.fleet.HostPort;

/** The server commands as processes of their own, and what one asks of them. */
class ServerCommandsTest {
    private static final long PATIENCE_S = 120;

    @TempDir private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldSayHowTheFleetIsAndEndInGoodOrderWhenTold() throws Exception {
        Path log = folder.resolve("log");
        Process node = start(log, "node", "--log-format", "json");
        String nodeAddress = address(node).text();
        Process coordinator =
                start(log, "coordinator", "--log-format", "json", "--nodes", nodeAddress);
        String address = address(coordinator).text();

        JsonNode status =
                new ObjectMapper().readTree(ask("coordinator", "status", address, "--json"));
        String table = ask("coordinator", "status", address);

        assertThat(status.at("/nodes/0/address").asText()).isEqualTo(nodeAddress);
        assertThat(status.at("/nodes/0/state").asText()).isEqualTo("ready");
        assertThat(status.at("/nodes/0/version").asText()).startsWith(ProgramVersion.VERSION);
        assertThat(status.at("/runs").isEmpty()).isTrue();
        assertThat(table).contains("Node", "State", "Version", nodeAddress, "No run yet.");
        end(coordinator);
        end(node);
        assertThatEachLineIsJson(log);
    }

    @Test
    void shouldSayWhatIsMissing() {
        Console console = new Console(new ByteArrayInputStream(new byte[0]), quiet(), quiet());

        assertThat(Scxfleet.execute(console, "coordinator")).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(Scxfleet.execute(console, "coordinator", "status"))
                .isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(Scxfleet.execute(console, "node", "--drain", "-1"))
                .isEqualTo(ExitStatus.BAD_INPUT);
    }

    private static PrintStream quiet() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }

    private static void assertThatEachLineIsJson(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).anyMatch(line -> line.contains("\"process\":"));
        for (String line : lines) {
            JsonNode entry = new ObjectMapper().readTree(line);
            assertThat(entry.has("timestamp")).isTrue();
            assertThat(entry.has("level")).isTrue();
            assertThat(entry.has("formattedMessage")).isTrue();
        }
    }

    /** SIGTERM. */
    private static void end(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private Process start(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.scxfleet.cli.Main"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        started.add(process);
        return process;
    }

    private static HostPort address(Process process) throws IOException {
        String line = process.inputReader().readLine();
        assertThat(line).isNotNull();
        HostPort address = Announcement.address(line);
        assertThat(address).isNotNull();
        return address;
    }

    private static String ask(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console =
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        quiet());
        assertThat(Scxfleet.execute(console, arguments)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
