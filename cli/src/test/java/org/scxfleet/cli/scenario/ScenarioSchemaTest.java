package org.scxfleet.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cli.yaml.JsonTree;
import org.scxfleet.cli.yaml.Keys;
import org.scxfleet.cli.yaml.YamlReader;

/** The published schema and the parser know the same keys and take the same scenarios. */
class ScenarioSchemaTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("scxfleet.checkout", ".."));

    /** Definitions that are another kind of mapping with the unit of their numbers. */
    private static final Map<String, String> SAME_KEYS =
            new TreeMap<>(
                    Map.of(
                            "step_with_value", "step",
                            "time_distribution", "amount",
                            "size_distribution", "amount",
                            "uniform_time", "uniform",
                            "uniform_size", "uniform"));

    static List<Path> examples() {
        return yamlFiles(CHECKOUT.resolve("examples"));
    }

    static List<Path> valid() {
        return yamlFiles(validFolder());
    }

    static List<Path> examplesAndValid() {
        List<Path> files = new ArrayList<>(examples());
        files.addAll(valid());
        return files;
    }

    @Test
    void shouldDefineTheKeysThatTheParserKnowsAndNoOthers() throws Exception {
        Map<String, TreeSet<String>> defined = new TreeMap<>();
        JsonNode schema = schemaDocument();
        defined.put("scenario", keys(schema));
        schema.get("$defs")
                .properties()
                .forEach(definition -> {
                    if (definition.getValue().has("properties")) {
                        String name = definition.getKey();
                        TreeSet<String> keys = keys(definition.getValue());
                        TreeSet<String> before =
                                defined.put(SAME_KEYS.getOrDefault(name, name), keys);
                        assertThat(before == null || before.equals(keys)).isTrue();
                    }
                });
        Map<String, TreeSet<String>> known = new TreeMap<>();
        allKeys().forEach(keys -> known.put(keys.name(), new TreeSet<>(keys.names())));
        assertThat(defined).isEqualTo(known);
    }

    @ParameterizedTest
    @MethodSource("examplesAndValid")
    void shouldTakeWhatTheParserTakes(Path file) throws IOException {
        assertThat(schema().validate(json(file))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldBeReadByTheParser(Path file) {
        Scenario scenario = new ScenarioReader(1L << 32, ObjectCheck.NONE).read(file, List.of());
        assertThat(scenario.run().hostCount()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldReadEveryExample(Path file) {
        boolean needsTrace = "openb.yaml".equals(String.valueOf(file.getFileName()));
        List<String> settings = needsTrace ? List.of("jobs.format=openb-like") : List.of();
        Scenario scenario = new ScenarioReader(1L << 32, ObjectCheck.NONE).read(file, settings);
        assertThat(scenario.run().hostCount()).isPositive();
    }

    @Test
    void shouldHaveEveryKeyInAValidScenario() {
        TreeSet<String> used = new TreeSet<>();
        valid().forEach(file -> collect(json(file), used));
        TreeSet<String> unused = new TreeSet<>();
        allKeys().forEach(keys -> unused.addAll(keys.names()));
        unused.removeAll(used);
        assertThat(unused).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldHaveASeedInEveryExample(Path file) {
        assertThat(json(file).get("seed").isIntegralNumber()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{duration: 2, hosts: [{name: a, topology: 2}]}",
                "{duration: 2s, hosts: []}",
                "{duration: 2s, hosts: [{name: a, topolgy: 2}]}",
                "{duration: 2s, hosts: [{name: a, topology: 0}]}",
                "{duration: 2s, hosts: [{name: a, topology: 2, count: -1}]}",
                "{duration: 2s, hosts: [{name: a, topology: 2}], workload: [{on: a}]}",
                "{duration: 2s, hosts: [{name: a, topology: 2}], network: {latency_ms: 2}}",
                "{duration: 2s, hosts: [{name: a, topology: 2}], actions: [{at: 1s}]}",
                "{duration: 2s, hosts: [{name: a, topology: 2}], expect: {p99_wake_us: fast}}",
            })
    void shouldRefuseWhatTheParserRefuses(String text) throws IOException {
        assertThat(schema().validate(JsonTree.of(YamlReader.read("s.yaml", text)))).isNotEmpty();
    }

    private static List<Keys> allKeys() {
        List<Keys> all = new ArrayList<>();
        try {
            for (Field field : ScenarioKeys.class.getDeclaredFields()) {
                if (field.getType() == Keys.class) {
                    all.add((Keys) field.get(null));
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    private static TreeSet<String> keys(JsonNode definition) {
        TreeSet<String> keys = new TreeSet<>();
        definition.get("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static void collect(JsonNode node, TreeSet<String> keys) {
        node.fieldNames().forEachRemaining(keys::add);
        node.forEach(child -> collect(child, keys));
    }

    private static JsonNode json(Path file) {
        try {
            return JsonTree.of(YamlReader.read(file.toString(), Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode schemaDocument() throws IOException {
        return new ObjectMapper().readTree(CHECKOUT.resolve("docs/scenario.schema.json").toFile());
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemaDocument());
    }

    private static Path validFolder() {
        try {
            return Path.of(ScenarioSchemaTest.class.getResource("valid/jobs.yaml").toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> yamlFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.toString().endsWith(".topology.yaml"))
                    .filter(file -> !file.toString().endsWith(".profile.yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
