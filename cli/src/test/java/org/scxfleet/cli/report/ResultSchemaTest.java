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
import org.junit.jupiter.api.Test;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.expect.Metric;

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
