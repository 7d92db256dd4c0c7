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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.tests.requirement.Requirement;

/** The program from its command line: exit status, and what goes to which output. */
class CommandLineTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("scxfleet.checkout", ".."));

    private static final String SMALL =
            """
            seed: 5
            duration: 50ms
            hosts:
              - {name: a, count: 2, topology: 2, scheduler: simple}
              - {name: b, topology: 2, guests: [{name: vm, topology: 1, scheduler: simple}]}
            workload:
              - {on: [a, b], periodic: {name: p, work: 1ms, every: 5ms}}
              - {on: b, guest: vm, hog: {name: h}}
            expect: {ejections: 0}
            """;

    @TempDir private Path folder;

    /** What a command line gave. */
    private record Result(int status, String out, String err) {}

    @Test
    void shouldRunAScenarioAndWriteItsResult() throws IOException {
        Result result = run("run", scenario(SMALL), "--out", folder.resolve("r").toString());
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("Same work, side by side")
                .contains("ok      ejections exactly 0: is 0")
                .contains("Result: " + folder.resolve("r"));
        assertThat(result.err()).isEmpty();
        JsonNode document = new ObjectMapper().readTree(folder.resolve("r/result.json").toFile());
        assertThat(document.at("/all_hosts/hosts").asInt()).isEqualTo(3);
    }

    @Test
    void shouldPrintOneDocumentAndNothingElseForPrograms() throws IOException {
        Result result = run("run", scenario(SMALL), "--json");
        assertThat(result.status()).isZero();
        JsonNode document = new ObjectMapper().readTree(result.out());
        assertThat(document.get("digest").asText()).matches("[0-9a-f]{16}");
        assertThat(names(folder)).containsExactly("s.yaml");
    }

    @Test
    void shouldGiveTheSameResultWithAnyNumberOfThreads() throws IOException {
        String file = scenario(SMALL);
        JsonNode one =
                new ObjectMapper().readTree(run("run", file, "--json", "--threads", "1").out());
        JsonNode two =
                new ObjectMapper().readTree(run("run", file, "--json", "--threads", "2").out());
        assertThat(two.get("digest")).isEqualTo(one.get("digest"));
        assertThat(two.get("host_groups")).isEqualTo(one.get("host_groups"));
    }

    @Test
    void shouldGiveTheSameResultInSeveralProcesses() throws IOException {
        String file = scenario(SMALL);
        String one = run("run", file, "--json").out();
        Result two = run("run", file, "--json", "--processes", "2");
        assertThat(two.status()).isZero();
        assertThat(withoutWallTime(two.out())).isEqualTo(withoutWallTime(one));
        assertThat(new ObjectMapper().readTree(two.out()).at("/wall_time/processes").asInt())
                .isEqualTo(2);
    }

    @Test
    void shouldChangeWithTheSeedAndSayWhichItWas() throws IOException {
        String file = scenario(SMALL);
        JsonNode first = new ObjectMapper().readTree(run("run", file, "--json").out());
        JsonNode other =
                new ObjectMapper().readTree(run("run", file, "--json", "--seed", "6").out());
        assertThat(other.get("seed").asInt()).isEqualTo(6);
        assertThat(other.at("/scenario/seed").asInt()).isEqualTo(6);
        assertThat(other.get("digest")).isNotEqualTo(first.get("digest"));
    }

    @Test
    void shouldTellAFailedExpectationByItsStatus() throws IOException {
        String file = scenario(SMALL.replace("{ejections: 0}", "{switches: 0}"));
        Result result = run("run", file, "--out", folder.resolve("r").toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("FAILED  switches exactly 0");
        assertThat(folder.resolve("r/result.json")).exists();
    }

    @Test
    void shouldWriteATrace() throws IOException {
        Result result =
                run("run", scenario(SMALL), "--trace", "--out", folder.resolve("r").toString());
        assertThat(result.status()).isZero();
        assertThat(folder.resolve("r/trace.pftrace")).isNotEmptyFile();
        assertThat(names(folder.resolve("r")))
                .containsExactly(
                        "cpus.csv",
                        "hosts.csv",
                        "jobs.csv",
                        "result.json",
                        "tasks.csv",
                        "trace.pftrace");
    }

    @Test
    void shouldCheckWithoutRunning() throws IOException {
        Result result = run("run", scenario(SMALL), "--dry-run");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("3 hosts, 7 CPUs").contains("memory:").contains("time:");
        assertThat(names(folder)).containsExactly("s.yaml");
    }

    @Test
    void shouldLeaveAnEarlierResultAloneWhenTheScenarioIsBad() throws IOException {
        Path place = Files.createDirectory(folder.resolve("r"));
        Files.writeString(place.resolve("result.json"), "old");
        Result result = run("run", scenario("hosts: 3"), "--force", "--out", place.toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(place.resolve("result.json")).hasContent("old");
    }

    @Test
    void shouldNameFileLineAndKeyOfAMistakeWithoutAStackTrace() throws IOException {
        String file = scenario(SMALL.replace("scheduler: simple}", "sheduler: simple}"));
        Result result = run("run", file);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .containsExactly(
                        "scxfleet: "
                                + file
                                + ":4: hosts[0].sheduler: unknown key; did you mean 'scheduler'?",
                        "scxfleet: "
                                + file
                                + ":5: hosts[1].guests[0].sheduler: unknown key; did you mean"
                                + " 'scheduler'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|a command is missing",
                "rnu|did you mean 'run'?",
                "run|Missing required parameter: 'SCENARIO.yaml'",
                "run x.yaml --thread 3|did you mean '--threads'?",
                "run x.yaml --threads 0|--threads 0 is outside 1..1024",
                "run x.yaml --seed x|Invalid value for option '--seed'",
                "run x.yaml --metrics here|is no address",
                "run x.yaml|there is no such file",
                "list nothing|Invalid value for positional parameter",
                "host --scheduler simple|Missing required options",
                "host --scheduler simpel --topology 2 --workload x --duration 1s|did you mean 'simple'?",
                "placement-study --nodes x --pods y --policies zzz|no placement policy \"zzz\"",
                "placement-study --nodes x --pods y|there is no such file",
                "job-study --format zzz --jobs y|no format \"zzz\"; there are pollux, shockwave",
                "job-study --format pollux --jobs y|format pollux needs --profiles DIR",
                "job-study --format pollux --jobs y --nodes 0|--nodes 0 is outside 1..1000000",
                "bpf|a command is missing",
                "fidelity x|x: there is no such folder",
                "bench switch-jav|did you mean 'switch-java'?",
                "coordinator|Missing required option: '--nodes=HOST:PORT'",
                "node --listen here|is no address",
                "run x.yaml --processes 0|--processes 0 is outside 1..256",
                "run x.yaml --processes 2 --fleet 127.0.0.1:1|exclude each other",
            })
    void shouldRefuseABadCommandLineWithOneMessage(String line, String message) {
        Result result = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(message).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "host",
                "fidelity",
                "placement-study",
                "job-study",
                "bpf",
                "bpf exec",
                "bpf inspect",
                "list",
                "node",
                "coordinator",
                "coordinator status"
            })
    void shouldExplainEveryCommand(String command) {
        List<String> line =
                new ArrayList<>(command.isEmpty() ? List.of() : List.of(command.split(" ")));
        line.add("--help");
        Result result = run(line.toArray(new String[0]));
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("Usage: scxfleet" + (command.isEmpty() ? "" : " " + command));
        assertThat(result.err()).isEmpty();
    }

    @Test
    void shouldSayWhichProgramItIs() {
        Result result = run("--version");
        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("scxfleet 0.1.0 (").contains("JDK 25");
    }

    @ParameterizedTest
    @CsvSource({
        "schedulers, eevdf, the kernel's fair class",
        "topologies, amd-milan-2s, 2 x EPYC 7763",
        "placements, FGD, fragmentation",
    })
    void shouldListWhatIsBuiltIn(String what, String name, String description) {
        Result result = run("list", what);
        assertThat(result.status()).isZero();
        assertThat(result.out().lines())
                .anyMatch(line -> line.startsWith(name + " ") && line.contains(description));
    }

    @Test
    void shouldRunAHostWithoutAScenario() throws IOException {
        String file = CHECKOUT.resolve("examples/rt-app/frontend.json").toString();
        String[] line = {
            "host",
            "--scheduler",
            "simple",
            "--option",
            "f=true",
            "--topology",
            "4",
            "--workload",
            file,
            "--duration",
            "50ms",
            "--json"
        };
        Result result = run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        JsonNode document = new ObjectMapper().readTree(result.out());
        assertThat(document.at("/host_groups/0/kernels/0/cpus").asInt()).isEqualTo(4);
    }

    @Test
    void shouldReplayAMeasuredCase() throws IOException {
        Path measured = Requirement.shared("kernel-measurements");
        Result result = run("fidelity", measured.toString(), "--case", "simple-*", "--json");
        assertThat(result.err()).isEmpty();
        JsonNode document = new ObjectMapper().readTree(result.out());
        assertThat(document.get("total").asInt()).isPositive();
        assertThat(result.status())
                .isEqualTo(document.get("agree").equals(document.get("total")) ? 0 : 1);
        Result none = run("fidelity", measured.toString(), "--case", "none-such");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("no case that matches");
    }

    @Test
    void shouldRunTheVectorsOfTheConformanceSuite() throws IOException {
        List<String> vectors = Files.readAllLines(Requirement.shared("bpf-vectors/vectors.tsv"));
        int right = 0;
        int all = 0;
        for (String vector : vectors) {
            String[] fields = vector.split("\t");
            if (fields.length < 4 || fields[0].equals("name")) {
                continue;
            }
            all++;
            String memory = fields[2].equals("-") ? "" : fields[2];
            Result result = runWithInput(fields[1], "bpf", "exec", memory);
            if (result.status() == 0
                    && Long.parseUnsignedLong(result.out().strip(), 16)
                            == Long.parseUnsignedLong(fields[3].replaceFirst("^0x", ""), 16)) {
                right++;
            }
        }
        assertThat(all).isPositive();
        assertThat(right).isEqualTo(all);
    }

    @Test
    void shouldTellAnUnreachableFleetFromBadInput() throws IOException {
        Result result = run("run", scenario(SMALL), "--json", "--fleet", "127.0.0.1:1");
        assertThat(result.status()).isEqualTo(69);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("cannot reach node-0 at 127.0.0.1:1")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldRefuseAProgramThatIsNone() {
        Result result = runWithInput("zz", "bpf", "exec");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("scxfleet: standard input: ");
    }

    @Test
    void shouldSayWhereToGetTheTrace() {
        Result result = run("run", CHECKOUT.resolve("examples/openb.yaml").toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .contains("cluster-trace-gpu-v2023")
                .contains("--set jobs.nodes=")
                .contains("--set jobs.pods=");
    }

    /** The block is the last one. */
    private static String withoutWallTime(String document) {
        return document.substring(0, document.indexOf("\"wall_time\""));
    }

    private static Result run(String... line) {
        return runWithInput("", line);
    }

    private static Result runWithInput(String input, String... line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console =
                new Console(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = Scxfleet.execute(console, line);
        return new Result(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String scenario(String text) throws IOException {
        return Files.writeString(folder.resolve("s.yaml"), text).toString();
    }

    private static List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
