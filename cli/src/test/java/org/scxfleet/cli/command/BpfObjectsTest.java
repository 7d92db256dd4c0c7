package org.scxfleet.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.tests.requirement.Requirement;

/**
 * Compiled schedulers from the command line. They are those of the Linux source, in the folder that
 * the system property {@code bpf.objects} names, else in a folder {@code bpf-objects} above the
 * checkout.
 */
class BpfObjectsTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("scxfleet.checkout", ".."));
    private static final int FOLDERS_SEARCHED_UPWARDS_MAX = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SCENARIO =
            """
            seed: 5
            duration: 100ms
            hosts:
              - {name: a, count: 2, topology: 2, scheduler: NAME}
              - {name: b, topology: 2, guests: [{name: vm, topology: 1, scheduler: NAME}]}
            workload:
              - {on: [a, b], periodic: {name: p, work: 1ms, every: 5ms}}
              - {on: a, hog: {name: g, threads: 5}}
              - {on: b, guest: vm, hog: {name: h}}
            actions:
              - {at: 50ms, on: a, load_scheduler: NAME}
            expect: {ejections: 0}
            """;

    @TempDir private Path folder;

    private record Result(int status, String out, String err) {}

    @Test
    void shouldDoWithTheObjectWhatTheJavaSchedulerDoes() throws IOException {
        JsonNode object = json(host(example("scx_simple").toString()));
        JsonNode twin = json(host("simple"));
        assertThat(object.get("digest")).isEqualTo(twin.get("digest"));
        assertThat(object.get("ejections")).isEqualTo(twin.get("ejections"));
    }

    @Test
    void shouldHandOptionsToTheObjectThroughItsShippedProfile() throws IOException {
        String object = example("scx_simple").toString();
        JsonNode fifo = json(host(object, "--option", "f=true"));
        assertThat(fifo.get("digest"))
                .isEqualTo(json(host("simple", "--option", "f=1")).get("digest"));
        assertThat(fifo.get("digest")).isNotEqualTo(json(host(object)).get("digest"));
    }

    @Test
    void shouldPreferTheGivenProfileToTheOneBesideTheObject() throws IOException {
        Path object = folder.resolve("mine.bpf.o");
        Files.copy(example("scx_simple"), object);
        JsonNode shipped = json(host(object.toString()));
        Path beside = folder.resolve("mine.profile.yaml");
        Files.writeString(beside, "rodata: {fifo_sched: 1}\n");
        JsonNode fifo = json(host(object.toString()));
        assertThat(fifo.get("digest")).isNotEqualTo(shipped.get("digest"));
        Path given = Files.writeString(folder.resolve("p.yaml"), "rodata: {fifo_sched: 0}\n");
        JsonNode vtime = json(host(object.toString(), "--profile", given.toString()));
        assertThat(vtime.get("digest")).isEqualTo(shipped.get("digest"));
    }

    @Test
    void shouldRunObjectsOfHostsAndGuestsInSeveralProcesses() throws IOException {
        Files.copy(example("scx_simple"), folder.resolve("scx_simple.bpf.o"));
        String objects = scenario(SCENARIO.replace("NAME", "scx_simple.bpf.o"));
        JsonNode one = json(run("run", objects, "--json"));
        JsonNode two = json(run("run", objects, "--json", "--processes", "2"));
        assertThat(two.get("digest")).isEqualTo(one.get("digest"));
        JsonNode twins = json(run("run", scenario(SCENARIO.replace("NAME", "simple")), "--json"));
        assertThat(one.get("digest")).isEqualTo(twins.get("digest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu0", "central", "flatcg", "pair", "sdt", "userland"})
    void shouldRunTheOtherExamplesOfTheKernel(String name) throws IOException {
        JsonNode document = json(host(example("scx_" + name).toString()));
        assertThat(document.get("ejections")).isEmpty();
    }

    @Test
    void shouldNameTheFileLineAndKeyOfADamagedObject() throws IOException {
        byte[] bytes = Files.readAllBytes(example("scx_simple"));
        Files.write(folder.resolve("bad.bpf.o"), Arrays.copyOf(bytes, bytes.length / 2));
        String file =
                scenario(SCENARIO.replace("NAME", "simple").replaceFirst("simple", "bad.bpf.o"));
        Result result = run("run", file);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err())
                .startsWith("scxfleet: " + file + ":4: hosts[0].scheduler: bad.bpf.o")
                .doesNotContain("\tat ");
        Result inspected = run("bpf", "inspect", folder.resolve("bad.bpf.o").toString());
        assertThat(inspected.status()).isEqualTo(2);
        assertThat(inspected.out()).isEmpty();
        assertThat(inspected.err().lines()).hasSize(1);
    }

    /** Java schedulers fail the same way, so this one needs no object. */
    private static final String LATE =
            """
            seed: 5
            duration: 100ms
            hosts:
              - {name: a, topology: CPUS, scheduler: simple}
            workload:
              - {on: a, periodic: {name: p, threads: 4, work: 1ms, every: 5ms}}
            actions:
              - {at: 50ms, on: a, load_scheduler: NAME}
            expect: {ejections: 0}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"pair", "scx_pair.bpf.o"})
    void shouldRefuseASchedulerForLaterThatCannotRunThere(String name) throws IOException {
        if (name.endsWith(".o")) {
            Files.copy(example("scx_pair"), folder.resolve(name));
        }
        String file = scenario(LATE.replace("NAME", name).replace("CPUS", "3"));
        for (String[] layout : new String[][] {{}, {"--processes", "2"}}) {
            List<String> command = new ArrayList<>(List.of("run", file));
            command.addAll(List.of(layout));
            Result result = run(command.toArray(String[]::new));
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .contains("host a-0: load_scheduler at 50000 us: scheduler pair")
                    .contains("even")
                    .doesNotContain("\tat ")
                    .doesNotContain("defect");
        }
    }

    @Test
    void shouldReportASchedulerThatEndsWhenItIsLoadedLater() throws IOException {
        Files.copy(object("selftests", "exit"), folder.resolve("exit.bpf.o"));
        String file = scenario(LATE.replace("NAME", "exit.bpf.o").replace("CPUS", "2"));
        Result result = run("run", file, "--json");
        assertThat(result.status()).isEqualTo(1);
        JsonNode ejections = JSON.readTree(result.out()).get("ejections");
        assertThat(ejections).hasSize(1);
        JsonNode ejection = ejections.get(0);
        assertThat(ejection.get("scheduler").asText()).isEqualTo("exit");
        assertThat(ejection.get("kind").asText()).isEqualTo("UNREG_BPF");
        assertThat(ejection.get("message").asText()).isEqualTo("0");
        assertThat(ejection.get("at_ns").asLong()).isBetween(50_000_000L, 56_000_000L);
        assertThat(result.err()).doesNotContain("\tat ");
    }

    @Test
    void shouldShowWhatTheObjectsProgramWouldShow() throws IOException {
        JsonNode said = json(host(example("scx_userland").toString())).get("scheduler_output");
        assertThat(said).hasSize(1);
        assertThat(said.get(0).get("scheduler").asText()).isEqualTo("userland");
        assertThat(said.get(0).get("statistics").fieldNames())
                .toIterable()
                .containsExactly("kern", "user", "failed", "enq", "disp", "refused");
        assertThat(said.get(0).get("statistics").get("disp").asLong()).isPositive();
    }

    @Test
    void shouldSayWhichUserSpaceHalfIsNotThere() throws IOException {
        Path profile = Files.writeString(folder.resolve("p.yaml"), "agent: nobody\n");
        Result result = host(example("scx_simple").toString(), "--profile", profile.toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err())
                .contains("scx_simple.bpf.o", "no user-space half 'nobody'; there are [userland");
    }

    @ParameterizedTest
    @CsvSource({
        "--option, x=1, option 'x' is unknown; known are f (fifo)",
        "--option, f=maybe, takes true or false",
        "--option, profile=x, a profile is no option",
    })
    void shouldRefuseAWrongOptionBeforeAnythingRuns(String key, String value, String message)
            throws IOException {
        Result result = host(example("scx_simple").toString(), key, value);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains(message);
    }

    @Test
    void shouldRefuseAProfileWithItsFileAndKey() throws IOException {
        Path profile = Files.writeString(folder.resolve("p.yaml"), "rodatta: {a: 1}\n");
        Result result = host(example("scx_simple").toString(), "--profile", profile.toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("profile " + profile + ": rodatta: is not known");
    }

    @Test
    void shouldInspectAnObject() throws IOException {
        String object = example("scx_simple").toString();
        JsonNode document = json(run("bpf", "inspect", object, "--json"));
        assertThat(document.get("runs").asBoolean()).isTrue();
        assertThat(document.get("name").asText()).isEqualTo("simple");
        assertThat(document.get("ops").valueStream().map(JsonNode::asText))
                .contains("enqueue", "dispatch", "init");
        Result text = run("bpf", "inspect", object);
        assertThat(text.status()).isZero();
        assertThat(text.out())
                .startsWith("simple: runs here")
                .contains("scx_bpf_create_dsq")
                .contains("map_lookup_elem")
                .doesNotContain("__SCX_")
                .doesNotContain("because");
        assertThat(text.out().lines()).allMatch(line -> line.length() <= 120);
    }

    @ParameterizedTest
    @CsvSource({
        "maybe_null_fail_dsp, 'looks through argument 2 of ops.dispatch, which may be NULL'",
        "maybe_null_fail_yld, 'looks through argument 2 of ops.yield, which may be NULL'",
        "non_scx_kfunc_deny, 'calls scx_bpf_kick_cpu, which may not be called from tcp_congestion_ops.ssthresh'",
    })
    void shouldSayWhyAnObjectIsRefused(String name, String why) throws IOException {
        String object =
                Requirement.present(objects().resolve("selftests").resolve(name + ".bpf.o"))
                        .toString();
        Result text = run("bpf", "inspect", object);
        assertThat(text.status()).isEqualTo(2);
        assertThat(text.out()).contains(": does not run here").contains("  because ").contains(why);
        assertThat(text.err()).contains(name + ".bpf.o").contains(why);
        Result json = run("bpf", "inspect", object, "--json");
        JsonNode document = JSON.readTree(json.out());
        assertThat(document.get("runs").asBoolean()).isFalse();
        assertThat(document.get("reason").asText()).contains(why);
    }

    @Test
    void shouldReplayAMeasuredCaseWithTheObject() throws IOException {
        String measured = Requirement.shared("kernel-measurements").toString();
        String objects = String.valueOf(example("scx_simple").getParent());
        Result object =
                run("fidelity", measured, "--case", "simple-*", "--schedulers", objects, "--json");
        assertThat(object.err()).isEmpty();
        Result twin = run("fidelity", measured, "--case", "simple-*", "--json");
        assertThat(JSON.readTree(object.out())).isEqualTo(JSON.readTree(twin.out()));
    }

    private Result host(String scheduler, String... more) throws IOException {
        Path workload =
                Files.writeString(
                        folder.resolve("work.json"),
                        """
                        {"tasks": {
                          "hog": {"instance": 5, "loop": -1, "run": 3000},
                          "web": {"instance": 3, "loop": -1, "run": 900,
                                  "timer": {"ref": "unique", "period": 4000}}}}
                        """);
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "host",
                                "--scheduler",
                                scheduler,
                                "--topology",
                                "2",
                                "--workload",
                                workload.toString(),
                                "--duration",
                                "500ms",
                                "--json"));
        line.addAll(List.of(more));
        return run(line.toArray(new String[0]));
    }

    private static JsonNode json(Result result) throws IOException {
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("scxfleet: ");
        return JSON.readTree(result.out());
    }

    private static Result run(String... line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console =
                new Console(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = Scxfleet.execute(console, line);
        return new Result(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String scenario(String text) throws IOException {
        return Files.writeString(folder.resolve("s.yaml"), text).toString();
    }

    private static Path example(String name) {
        return object("examples", name);
    }

    private static Path object(String kind, String name) {
        return Requirement.present(objects().resolve(kind).resolve(name + ".bpf.o"));
    }

    private static Path objects() {
        String given = System.getProperty("bpf.objects", "");
        if (!given.isEmpty()) {
            return Requirement.present(Path.of(given));
        }
        Path at = CHECKOUT.toAbsolutePath().normalize();
        for (int i = 0; i < FOLDERS_SEARCHED_UPWARDS_MAX && at != null; i++) {
            if (Files.exists(at.resolve("bpf-objects/complete"))) {
                return at.resolve("bpf-objects");
            }
            at = at.getParent();
        }
        Requirement.that(false, "bpf-objects (made by kernel-bpf-objects.sh)");
        throw new IllegalStateException("unreachable");
    }
}
