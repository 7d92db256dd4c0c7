package org.scxfleet.cli.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** A YAML value as JSON, with the types of YAML 1.2's core: numbers, true, false, null, texts. */
public final class JsonTree {
    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

    private JsonTree() {}

    public static JsonNode of(YamlValue value) {
        return switch (value) {
            case YamlValue.Mapping mapping -> {
                ObjectNode object = MAKE.objectNode();
                mapping.entries().forEach(entry -> object.set(entry.key(), of(entry.value())));
                yield object;
            }
            case YamlValue.Sequence sequence -> {
                ArrayNode array = MAKE.arrayNode();
                sequence.items().forEach(item -> array.add(of(item)));
                yield array;
            }
            case YamlValue.Scalar scalar -> scalar(scalar);
        };
    }

    private static JsonNode scalar(YamlValue.Scalar scalar) {
        String text = scalar.text();
        if (scalar.isNull()) {
            return MAKE.nullNode();
        }
        if (!scalar.plain()) {
            return MAKE.textNode(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return MAKE.booleanNode(text.equals("true"));
        }
        String digits = text.replace("_", "");
        if (digits.matches("[-+]?[0-9]{1,18}")) {
            return MAKE.numberNode(Long.parseLong(digits));
        }
        if (digits.matches("[-+]?[0-9]{1,18}[.][0-9]{1,18}")) {
            return MAKE.numberNode(new BigDecimal(digits));
        }
        return MAKE.textNode(text);
    }
}
