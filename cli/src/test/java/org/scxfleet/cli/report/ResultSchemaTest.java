package org.scxfleet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.expect.Metric;
import org.scxfleet.cli.scenario.ObjectCheck;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.cli.scenario.ScenarioReader;
import org.scxfleet.cli.yaml.YamlReader;
import org.scxfleet.cluster.plan.RunPlan;

/** What is written is what the published schema says, and all that it says. */
class ResultSchemaTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("scxfleet.checkout", ".."));

    @Test
    void shouldDescribeEveryKeyOfAResult() throws IOException {
        Expectation unmatched = new Expectation("s.yaml:9", "a", "", "none", Metric.SWITCHES, 0, 1);
        JsonNode result =
                new ObjectMapper()
                        .readTree(ResultFolder.json(new RunFigures(SampleRun.outcome(unmatched))));
        ((ObjectNode) result).put("digest", "0123456789abcdef");
        assertThat(schema().validate(result)).isEmpty();
    }

    @Test
    void shouldTakeQueuesAndExplanations() throws IOException {
        String text =
                """
                duration: 1s
                hosts: [{name: a, topology: 4}]
                placement: kube-default
                queues: [{name: q, limit: {cpu: 3}}]
                jobs:
                  - {name: j, queue: q, count: 3, cpu: 2, duration: 200ms}
                  - {name: wide, queue: q, cpu: 5}
                explain: [j-0, j-1, wide]
                """;
        Scenario scenario =
                new ScenarioReader(1L << 32, ObjectCheck.NONE)
                        .read(YamlReader.read("queues.yaml", text), "queues");
        RunPlan plan = RunPlan.of(scenario.run());
        RunOutcome outcome =
                new RunOutcome(
                        scenario,
                        plan.placement(),
                        plan.queues(),
                        plan.explanations(),
                        null,
                        List.of(),
                        "0123456789abcdef",
                        List.of(),
                        List.of(),
                        new RunOutcome.WallTime(1, 1, 1, 1, 1, "0.1", "25"));

        JsonNode result = new ObjectMapper().readTree(ResultFolder.json(new RunFigures(outcome)));

        assertThat(schema().validate(result)).isEmpty();
        assertThat(result.at("/queues/finished").asInt()).isEqualTo(3);
        assertThat(result.at("/queues/rejections/0/job").asText()).isEqualTo("wide");
        assertThat(result.at("/explanations/1/verdicts/0/why").asText())
                .contains("queue q holds 2 CPU of its limit of 3 CPU");
        assertThat(result.at("/explanations/0/verdicts/0/candidates/0/parts/balanced").asInt())
                .isPositive();
    }

    @Test
    void shouldRefuseAResultWithAKeyTooManyOrTooFew() throws IOException {
        ObjectNode result =
                (ObjectNode)
                        new ObjectMapper()
                                .readTree(ResultFolder.json(new RunFigures(SampleRun.outcome())));
        result.put("digest", "0123456789abcdef");
        result.put("extra", 1);
        assertThat(schema().validate(result)).hasSize(1);
        result.remove("extra");
        result.remove("events");
        assertThat(schema().validate(result)).hasSize(1);
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        new ObjectMapper()
                                .readTree(CHECKOUT.resolve("docs/result.schema.json").toFile()));
    }
}
