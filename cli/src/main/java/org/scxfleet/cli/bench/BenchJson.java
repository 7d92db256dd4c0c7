package org.scxfleet.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalDouble;

/** The results as the one JSON document that a program reads. */
public final class BenchJson {
    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private BenchJson() {}

    /** The document, with a line break at its end. */
    public static String text(List<BenchResult> results) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode benchmarks = root.putArray("benchmarks");
        results.forEach(result -> write(result, benchmarks.addObject()));
        try {
            return WRITER.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    private static void write(BenchResult result, ObjectNode node) {
        node.put("name", result.name());
        node.put("value", result.value());
        node.put("unit", result.unit());
        if (result.yardstick().isEmpty()) {
            node.putNull("yardstick");
        } else {
            node.put("yardstick", result.yardstick());
        }
        putOrNull(node, "yardstick_value", result.yardstickValue());
        putOrNull(node, "ratio", result.ratio());
        putOrNull(
                node,
                "budget",
                result.budget()
                        .map(b -> OptionalDouble.of(b.limit()))
                        .orElse(OptionalDouble.empty()));
        putOrNull(
                node,
                "stretch",
                result.budget()
                        .map(b -> OptionalDouble.of(b.stretch()))
                        .orElse(OptionalDouble.empty()));
        node.put("spread", result.spread());
        node.put("note", result.note());
    }

    private static void putOrNull(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }
}
