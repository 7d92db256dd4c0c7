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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gangs that are placed close together, from the command line. */
class GangLocalityTest {
    /** Twelve hosts in three racks; a job on the first host keeps rack 0 from a gang of 32. */
    private static final String SCENARIO =
            """
            seed: 1
            duration: 100ms
            hosts:
              - {name: g, count: 12, topology: 8, gpus: {model: H100, count: 8}, fabric: {rack_hosts: 4}}
            placement: %s
            jobs:
              - {name: small, cpu: 1, gpu: 2, duration: 90ms}
              - {name: gang, pods: 32, cpu: 0.5, gpu: 1, submit: 1ms, duration: 50ms}
              - {name: pairs, pods: 2, cpu: 1, gpu: 3, submit: 2ms, duration: 50ms}
            explain: [gang, pairs]
            """;

    @TempDir private Path folder;

    @Test
    void shouldKeepAGangBelowOneSwitchAndSayWhyNotCloser() throws IOException {
        JsonNode result = run("gang-locality");

        assertThat(hosts("gang")).containsExactly("g-4", "g-5", "g-6", "g-7");
        assertThat(hosts("pairs")).containsExactly("g-0");
        assertThat(result.at("/explanations/0/verdicts/0/why").asText())
                .isEqualTo(
                        "32 pods together, the first on g-4, in one rack, 4 nodes; one node has"
                                + " room for at most 8 of 32");
        assertThat(result.at("/explanations/1/verdicts/0/why").asText())
                .isEqualTo("2 pods together, the first on g-0, in one NVLink domain of one node");
        assertThat(result.at("/explanations/0/verdicts/0/candidates/0/parts").has("rack")).isTrue();
        assertThat(result.at("/placement/policy").asText()).isEqualTo("gang-locality");
    }

    @Test
    void shouldSpreadWhereThePolicyDoesNotLook() throws IOException {
        run("kube-default");
        assertThat(hosts("gang")).hasSizeGreaterThan(4);
    }

    private TreeSet<String> hosts(String job) throws IOException {
        TreeSet<String> hosts = new TreeSet<>();
        for (String line : Files.readAllLines(folder.resolve("r/jobs.csv"))) {
            String[] cells = line.split(",");
            if (cells[0].startsWith(job + "-")) {
                hosts.add(cells[2]);
            }
        }
        return hosts;
    }

    private JsonNode run(String policy) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), SCENARIO.formatted(policy));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console =
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        String result = folder.resolve("r").toString();
        int status = Scxfleet.execute(console, "run", file.toString(), "--out", result, "--json");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(status).isZero();
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }
}
