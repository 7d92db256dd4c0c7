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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weeks of jobs with windows of host emulation inside, from the command line. */
class TwoTimeScalesTest {
    /**
     * Two weeks. The pair shares a host of 4 CPUs with 8 busy threads of others that ask for less
     * than they use; the lonely job has a host of its own.
     */
    private static final String SCENARIO =
            """
            seed: 5
            duration: 336h
            hosts:
              - {name: n, count: 2, topology: 4, gpus: {model: T4, count: 8}}
            placement: first-fit
            windows: {length: 100ms, %s}
            jobs:
              - {name: pair, count: 2, cpu: 1, threads: 4, duration: 48h}
              - {name: lonely, cpu: 4, threads: 4, submit: 1h, duration: 48h}
              - {name: gang, pods: 8, cpu: 0.1, threads: 1, gpu: 1, submit: 200h, duration: 10h}
            """;

    @TempDir private Path folder;

    /** What a command line gave. */
    private record Result(int status, String out, String err) {}

    @Test
    void shouldSlowJobsDownAsMuchAsTheirHostDid() throws IOException {
        JsonNode result = json(run("at: 10h", "--out", folder.resolve("r").toString(), "--json"));

        JsonNode window = result.at("/windows/0");
        assertThat(window.get("at_ns").asLong()).isEqualTo(10L * 3_600 * 1_000_000_000);
        assertThat(window.get("hosts").asInt()).isEqualTo(2);
        assertThat(window.at("/paces/0/job").asText()).isEqualTo("pair-0");
        assertThat(window.at("/paces/0/pace_ppm").asInt()).isBetween(480_000, 520_000);
        assertThat(window.at("/paces/2/job").asText()).isEqualTo("lonely");
        assertThat(window.at("/paces/2/pace_ppm").asInt()).isBetween(990_000, 1_000_000);
        // 10 h at full pace, then 38 h of work at half of it.
        assertThat(endHours("pair-0")).isBetween(10 + 38 / 0.52, 10 + 38 / 0.48);
        assertThat(endHours("lonely")).isBetween(49.0, 49.5);
        assertThat(result.at("/queues/finished").asInt()).isEqualTo(4);
        assertThat(result.at("/all_hosts/hosts").asInt()).isEqualTo(2);
        assertThat(result.toString()).contains("hosts-in-windows");
    }

    @Test
    void shouldOpenAWindowForTheFirstLargeGangAndAtSeededTimes() throws IOException {
        JsonNode result = json(run("first_gang_above_gpus: 7, samples: 3", "--json"));

        assertThat(result.get("windows")).hasSize(4);
        assertThat(result.get("windows").findValuesAsText("why"))
                .contains("job gang starts with 8 GPUs, the first above 7");
        JsonNode again =
                json(
                        run(
                                "first_gang_above_gpus: 7, samples: 3",
                                "--json",
                                "--threads",
                                "2",
                                "--set",
                                "name=s"));
        assertThat(again.get("digest")).isEqualTo(result.get("digest"));
        assertThat(again.get("windows")).isEqualTo(result.get("windows"));
        JsonNode other = json(run("first_gang_above_gpus: 7, samples: 3", "--json", "--seed", "6"));
        assertThat(other.get("windows")).isNotEqualTo(result.get("windows"));
    }

    @Test
    void shouldShowTheWindowsOnTheScreenAndEstimateThem() throws IOException {
        assertThat(run("at: [10h, 20h]", "--out", folder.resolve("r").toString()).out())
                .contains("Windows of host emulation")
                .containsPattern("10 h|36[0-9,_ ]*s");
        assertThat(run("at: [10h, 20h]", "--dry-run").out())
                .contains("2 windows of 100 ms, with up to 4 hosts at once");
    }

    @Test
    void shouldSayWhatARunWithWindowsCannotHave() throws IOException {
        Result traced = run("at: 10h", "--out", folder.resolve("r").toString(), "--trace");
        assertThat(traced.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(traced.err()).contains("--trace: the hosts of windows are not traced");
        Result remote = run("at: 10h", "--coordinator", "127.0.0.1:9", "--json");
        assertThat(remote.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(remote.err()).contains("--coordinator: windows of host emulation");
    }

    @Test
    void shouldRefuseWhatAWindowCannotCarry() throws IOException {
        Result acting =
                run("at: 10h", "--json", "--set", "actions=[{at: 1s, on: n, cpu_offline: 1}]");
        assertThat(acting.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(acting.err()).contains("host group n has actions; a window carries none");
    }

    private double endHours(String pod) throws IOException {
        for (String line : Files.readAllLines(folder.resolve("r/jobs.csv"))) {
            List<String> cells = List.of(line.split(",", -1));
            if (cells.getFirst().equals(pod)) {
                return Double.parseDouble(cells.getLast()) / 3_600e6;
            }
        }
        throw new AssertionError("no pod " + pod);
    }

    private static JsonNode json(Result result) throws IOException {
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return new ObjectMapper().readTree(result.out());
    }

    private Result run(String windows, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), SCENARIO.formatted(windows));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console =
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        String[] args =
                Stream.concat(Stream.of("run", file.toString()), Stream.of(more))
                        .toArray(String[]::new);
        int status = Scxfleet.execute(console, args);
        return new Result(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
