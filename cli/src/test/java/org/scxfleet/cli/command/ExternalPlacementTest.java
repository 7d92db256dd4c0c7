package org.scxfleet.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.v1.PlacementProto.PlacementAnswer;
import org.scxfleet.v1.PlacementProto.PlacementDecide;
import org.scxfleet.v1.PlacementProto.PlacementReady;
import org.scxfleet.v1.PlacementProto.PlacementScore;
import org.scxfleet.v1.PlacementProto.PlacementScorePart;

/** Pods placed by another program, from the command line and over a socket. */
class ExternalPlacementTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("scxfleet.checkout", ".."));

    /** Four nodes of 8 CPUs and two GPUs each, and pods of 3 CPUs that wait for one another. */
    private static final String SCENARIO =
            """
            seed: 5
            duration: 400ms
            hosts:
              - {name: n, count: 4, topology: 8, gpus: {model: T4, count: 2}}
            placement: {external: "%s"%s}
            jobs:
              - {name: j, count: 10, cpu: 3, gpu: 1, duration: 100ms}
              - {name: pair, pods: 2, cpu: 1, submit: 50ms, duration: 20ms}
            """;

    @TempDir private Path folder;

    /** What a command line gave. */
    private record Result(int status, String out, String err) {}

    @Test
    void shouldPlaceThePodsWhereTheOtherProgramSaysAndKeepALogOfIt() throws IOException {
        try (TestPolicy policy = new TestPolicy(TestPolicy.last())) {
            Result result = run(scenario(policy, ""), "--out", folder.resolve("r").toString());

            assertThat(result.err()).isEmpty();
            assertThat(result.status()).isZero();
            assertThat(result.out())
                    .contains("Placement by external")
                    .containsPattern("decisions asked for +12 +0 by the fallback, 0 declined");
            JsonNode document = json(folder.resolve("r/result.json"));
            assertThat(document.at("/reproducible").asBoolean()).isTrue();
            assertThat(document.at("/placement/external/decisions").asInt()).isEqualTo(12);
            assertThat(document.at("/queues/finished").asInt()).isEqualTo(11);
            assertThat(Files.readAllLines(folder.resolve("r/jobs.csv")).get(1)).contains("n-3");
            assertThat(Files.readAllLines(folder.resolve("r/decisions.csv")))
                    .hasSize(13)
                    .first()
                    .isEqualTo(
                            "cpu_milli,memory_mib,gpus,gpu_milli,gpu_models,node,devices,"
                                    + "decided_by,reason");
            assertThat(policy.asked()).hasSize(12);
        }
    }

    @Test
    void shouldTellTheOtherProgramWhatIsFreeNow() throws IOException {
        try (TestPolicy policy = new TestPolicy(TestPolicy.last())) {
            assertThat(run(scenario(policy, ""), "--json").status()).isZero();

            List<PlacementDecide> asked = policy.asked();
            assertThat(asked.get(0).getChangedList()).isEmpty();
            assertThat(asked.get(0).getAllowedList()).containsExactly(0, 1, 2, 3);
            assertThat(asked.get(0).getPod().getGpus()).isEqualTo(1);
            assertThat(asked.get(1).getChangedList()).hasSize(1);
            assertThat(asked.get(1).getChanged(0).getNode()).isEqualTo(3);
            assertThat(asked.get(1).getChanged(0).getCpuMilli()).isEqualTo(5_000);
            assertThat(asked.get(1).getChanged(0).getGpuMilliList()).containsExactly(0, 1_000);
            assertThat(asked.get(2).getAllowedList()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void shouldRepeatARunFromItsLogWithoutTheOtherProgram() throws IOException {
        String file;
        try (TestPolicy policy = new TestPolicy(TestPolicy.last())) {
            file = scenario(policy, "");
            assertThat(run(file, "--out", folder.resolve("r").toString()).status()).isZero();
        }
        Result repeated = run(file, "--json", "--replay-decisions", log("r"));

        assertThat(repeated.err()).isEmpty();
        JsonNode document = new ObjectMapper().readTree(repeated.out());
        assertThat(document.get("digest"))
                .isEqualTo(json(folder.resolve("r/result.json")).get("digest"));
        assertThat(document.at("/placement/external/replayed").asBoolean()).isTrue();
    }

    @Test
    void shouldFallBackWhenTheAnswerIsLateAndSayThatTheRunCannotBeRepeatedByItself()
            throws IOException {
        AtomicInteger questions = new AtomicInteger();
        TestPolicy.Answerer everyThird =
                (question, answers) -> {
                    if (questions.incrementAndGet() % 3 != 0) {
                        TestPolicy.last().answer(question, answers);
                    }
                };
        String file;
        try (TestPolicy policy = new TestPolicy(everyThird)) {
            file = scenario(policy, ", timeout_ms: 150, on_timeout: fallback, fallback: first-fit");
            Result result = run(file, "--out", folder.resolve("r").toString());
            assertThat(result.err()).isEmpty();
            assertThat(result.status()).isZero();
            assertThat(result.out()).contains("not reproducible");
        }
        JsonNode document = json(folder.resolve("r/result.json"));
        long fallbacks =
                Files.readAllLines(folder.resolve("r/decisions.csv")).stream()
                        .filter(line -> line.contains(",fallback,"))
                        .count();
        assertThat(document.at("/reproducible").asBoolean(true)).isFalse();
        assertThat(document.at("/placement/external/fallbacks").asLong())
                .isEqualTo(fallbacks)
                .isGreaterThanOrEqualTo(4);

        JsonNode repeated =
                new ObjectMapper()
                        .readTree(run(file, "--json", "--replay-decisions", log("r")).out());
        assertThat(repeated.get("digest")).isEqualTo(document.get("digest"));
        assertThat(repeated.at("/placement/external/fallbacks").asLong()).isEqualTo(fallbacks);
        assertThat(repeated.at("/reproducible").asBoolean()).isTrue();
    }

    @Test
    void shouldStopWhenTheAnswerIsLateAndNothingElseIsSaid() throws IOException {
        try (TestPolicy policy = new TestPolicy((_, _) -> {})) {
            Result result = run(scenario(policy, ", timeout_ms: 150"), "--json");

            assertThat(result.status()).isEqualTo(ExitStatus.ENVIRONMENT);
            assertThat(result.out()).isEmpty();
            assertThat(result.err().lines())
                    .containsExactly(
                            "scxfleet: the placement policy at "
                                    + policy.address()
                                    + " has not answered question 1 (a pod of 3000 milli-CPU and"
                                    + " 1000 milli-GPU) within 150 ms; give it more with"
                                    + " placement.timeout_ms, or go on without it by"
                                    + " placement.on_timeout: fallback");
        }
    }

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                wrong(
                        (question, choice) -> choice.setNode(99),
                        "answered question 1 with node 99; the nodes are 0 to 3"),
                wrong(
                        (question, choice) -> choice.setNode(0),
                        "answered question 3 with node 0 (n-0), which has no room for the pod:"
                                + " too little free CPU"),
                wrong(
                        (question, choice) -> choice.setNode(1).addDevices(2),
                        "answered question 1 with node 1 (n-1) and device 2; the node has 2"
                                + " devices"),
                wrong(
                        (question, choice) -> choice.setNode(1).addDevices(1),
                        "answered question 2 with node 1 (n-1) and device 1, which has 0"
                                + " thousandths free; the pod asks for 1000"),
                wrong(
                        (question, choice) -> choice.setNode(1).addDevices(0).addDevices(1),
                        "answered question 1 with node 1 (n-1) and devices [0, 1]; the pod asks"
                                + " for 1 different ones"),
                wrong(
                        (question, choice) -> choice.setNode(1).setNumber(7),
                        "was asked question 1 but answered 7"),
                wrong(
                        (question, choice) -> choice.clearChoice(),
                        "answered question 1 with neither a node nor a reason to decline"),
                wrong(
                        (question, choice) ->
                                choice.setNode(1)
                                        .addScores(PlacementScore.newBuilder().setNode(-1)),
                        "answered question 1 with node -1; the nodes are 0 to 3"),
                Arguments.of(
                        (TestPolicy.Answerer)
                                (question, answers) ->
                                        answers.onNext(
                                                PlacementAnswer.newBuilder()
                                                        .setReady(PlacementReady.newBuilder())
                                                        .build()),
                        "answered question 1 with no choice"));
    }

    private static Arguments wrong(TestPolicy.Choosing choosing, String message) {
        return Arguments.of(TestPolicy.choosing(choosing), message);
    }

    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void shouldStopAtAnAnswerThatCannotBeCarriedOut(TestPolicy.Answerer answerer, String message)
            throws IOException {
        try (TestPolicy policy = new TestPolicy(answerer)) {
            Result result = run(scenario(policy, ", on_timeout: fallback"), "--json");

            assertThat(result.err().lines())
                    .containsExactly(
                            "scxfleet: the placement policy at "
                                    + policy.address()
                                    + " "
                                    + message);
            assertThat(result.status()).isEqualTo(ExitStatus.ENVIRONMENT);
        }
    }

    @Test
    void shouldStopWhenTheOtherProgramDiesInTheMiddle() throws IOException {
        AtomicInteger questions = new AtomicInteger();
        TestPolicy[] dying = new TestPolicy[1];
        TestPolicy.Answerer fourTimes =
                (question, answers) -> {
                    if (questions.incrementAndGet() == 5) {
                        new Thread(() -> dying[0].stop()).start();
                    } else {
                        TestPolicy.last().answer(question, answers);
                    }
                };
        try (TestPolicy policy = new TestPolicy(fourTimes)) {
            dying[0] = policy;
            Result result =
                    run(scenario(policy, ", timeout_ms: 60000, on_timeout: fallback"), "--json");

            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "scxfleet: the placement policy at "
                                    + policy.address()
                                    + " is gone after 4 answers: ");
            assertThat(result.status()).isEqualTo(ExitStatus.ENVIRONMENT);
        }
    }

    @Test
    void shouldStopWhenTheOtherProgramEndsTheConversation() throws IOException {
        try (TestPolicy policy = new TestPolicy((_, answers) -> answers.onCompleted())) {
            Result result = run(scenario(policy, ""), "--json");

            assertThat(result.err())
                    .contains("no placement policy answers at " + policy.address())
                    .contains("it ended the conversation");
            assertThat(result.status()).isEqualTo(ExitStatus.ENVIRONMENT);
        }
    }

    @Test
    void shouldStopWhenNobodyIsThere() throws IOException {
        TestPolicy gone = new TestPolicy(TestPolicy.last());
        gone.close();

        Result result = run(scenario(gone, ""), "--json");

        assertThat(result.err())
                .isEqualTo(
                        "scxfleet: no placement policy answers at "
                                + gone.address()
                                + ": Connection refused\n");
        assertThat(result.status()).isEqualTo(ExitStatus.ENVIRONMENT);
    }

    @Test
    void shouldStopWhenSomethingElseListensThere() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerWithGarbage(socket));
            String address = "127.0.0.1:" + socket.getLocalPort();

            Result result = run(scenario(address, ""), "--json");

            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("scxfleet: no placement policy answers at " + address + ": ");
            assertThat(result.status()).isEqualTo(ExitStatus.ENVIRONMENT);
        }
    }

    private static void answerWithGarbage(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept();
                    OutputStream out = connection.getOutputStream()) {
                out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    @Test
    void shouldLeaveAPodWaitingThatTheOtherProgramDeclines() throws IOException {
        TestPolicy.Answerer never =
                TestPolicy.choosing((question, choice) -> choice.setDeclined("not on a Monday"));
        try (TestPolicy policy = new TestPolicy(never)) {
            String pods =
                    SCENARIO.formatted(policy.address(), "")
                            .replaceFirst(
                                    "(?s)jobs:.*",
                                    "jobs: {format: openb-like, node_count: 2,"
                                            + " pod_count: 3}\n");
            Path file = Files.writeString(folder.resolve("s.yaml"), pods);
            Result result = run(file.toString(), "--json", "--explain", "like-pod-00000");

            assertThat(result.err()).isEmpty();
            JsonNode document = new ObjectMapper().readTree(result.out());
            assertThat(document.at("/placement/unplaced_pods").asInt()).isEqualTo(3);
            assertThat(document.at("/placement/external/declined").asInt()).isEqualTo(3);
            assertThat(document.at("/explanations/0/verdicts/0/why").asText())
                    .isEqualTo("not on a Monday");
        }
    }

    @Test
    void shouldExplainAChoiceByTheScoresThatCameWithIt() throws IOException {
        TestPolicy.Answerer scoring =
                TestPolicy.choosing((question, choice) -> {
                    for (int node : question.getAllowedList()) {
                        choice.addScores(
                                PlacementScore.newBuilder()
                                        .setNode(node)
                                        .setScore(10 * node)
                                        .addParts(
                                                PlacementScorePart.newBuilder()
                                                        .setName("rack")
                                                        .setScore(node)));
                    }
                    choice.setNode(question.getAllowed(question.getAllowedCount() - 1));
                });
        try (TestPolicy policy = new TestPolicy(scoring)) {
            String file = scenario(policy, "");
            Result plain = run(file, "--json");
            Result result = run(file, "--json", "--explain", "j-0");

            JsonNode verdict =
                    new ObjectMapper().readTree(result.out()).at("/explanations/0/verdicts/0");
            assertThat(verdict.get("winner").asText()).isEqualTo("n-3");
            assertThat(verdict.at("/candidates/0/node").asText()).isEqualTo("n-3");
            assertThat(verdict.at("/candidates/0/score").asInt()).isEqualTo(30);
            assertThat(verdict.at("/candidates/0/parts/rack").asInt()).isEqualTo(3);
            assertThat(new ObjectMapper().readTree(result.out()).get("digest"))
                    .isEqualTo(new ObjectMapper().readTree(plain.out()).get("digest"));
        }
    }

    @Test
    void shouldRefuseALogOfAnotherRun() throws IOException {
        String file;
        try (TestPolicy policy = new TestPolicy(TestPolicy.last())) {
            file = scenario(policy, "");
            assertThat(run(file, "--out", folder.resolve("r").toString()).status()).isZero();
        }
        Result other =
                run(file, "--json", "--replay-decisions", log("r"), "--set", "jobs[0].cpu=2");
        assertThat(other.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(other.err()).contains("decision 1 of the log is about").contains("another run");

        Path broken = Files.writeString(folder.resolve("broken.csv"), "a,b\n1,2\n");
        Result wrong = run(file, "--json", "--replay-decisions", broken.toString());
        assertThat(wrong.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(wrong.err()).contains("broken.csv:1").contains("cpu_milli");

        Result useless =
                run(file, "--json", "--replay-decisions", log("r"), "--set", "placement=FGD");
        assertThat(useless.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(useless.err()).contains("no placement.external");
    }

    @Test
    void shouldAskNobodyBeforeTheRun() throws IOException {
        Result result = run(scenario("127.0.0.1:9", ""), "--dry-run");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("least-allocated (nobody is asked before the run)");
    }

    @Test
    void shouldWorkWithTheExampleInAProcessOfItsOwn() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                CHECKOUT.resolve("examples/external-placement/PackingPolicy.java")
                                        .toString(),
                                "0")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            assertThat(line).startsWith("listening on port ");
            String port = line.substring(line.lastIndexOf(' ') + 1);

            Result result = run(scenario("127.0.0.1:" + port, ", timeout_ms: 60000"), "--json");

            assertThat(result.err()).isEmpty();
            JsonNode document = new ObjectMapper().readTree(result.out());
            assertThat(document.at("/queues/finished").asInt()).isEqualTo(11);
            assertThat(document.at("/placement/external/decisions").asInt()).isEqualTo(12);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String log(String result) {
        return folder.resolve(result + "/decisions.csv").toString();
    }

    private String scenario(TestPolicy policy, String more) throws IOException {
        return scenario(policy.address(), more);
    }

    private String scenario(String address, String more) throws IOException {
        return Files.writeString(folder.resolve("s.yaml"), SCENARIO.formatted(address, more))
                .toString();
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static Result run(String scenario, String... more) {
        String[] args =
                Stream.concat(Stream.of("run", scenario), Stream.of(more)).toArray(String[]::new);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console =
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = Scxfleet.execute(console, args);
        return new Result(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
