package org.scxfleet.workload.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;

/**
 * A part of a YAML file that knows where it stands.
 *
 * @param place of its beginning
 * @param path keys from the document's root, joined by dots
 * @param members of a mapping, in order; null if it is none
 * @param items of a list; null if it is none
 * @param text of a scalar; empty if it is none
 */
record YamlNode(
        Place place,
        String path,
        @Nullable Map<String, YamlNode> members,
        @Nullable List<YamlNode> items,
        String text) {
    private static final int DEPTH_MAX = 64;

    /** The value at the parser's present token. */
    static YamlNode read(JsonParser yaml, String file) throws IOException {
        return read(yaml, file, "", 0);
    }

    private static YamlNode read(JsonParser yaml, String file, String path, int depth)
            throws IOException {
        var location = yaml.currentTokenLocation();
        Place place =
                new Place(
                        file,
                        Math.max(0, location.getLineNr()),
                        Math.max(0, location.getColumnNr()));
        if (depth > DEPTH_MAX) {
            throw new BadInputException(
                    place, path, "is nested too deeply", "at most " + DEPTH_MAX + " levels can be");
        }
        if (yaml.currentToken() == JsonToken.START_OBJECT) {
            Map<String, YamlNode> members = new LinkedHashMap<>();
            while (yaml.nextToken() == JsonToken.FIELD_NAME) {
                String key = yaml.currentName();
                String below = path.isEmpty() ? key : path + "." + key;
                yaml.nextToken();
                YamlNode value = read(yaml, file, below, depth + 1);
                if (members.putIfAbsent(key, value) != null) {
                    throw value.wrong("stands twice", "give every key once");
                }
            }
            return new YamlNode(place, path, members, null, "");
        }
        if (yaml.currentToken() == JsonToken.START_ARRAY) {
            List<YamlNode> items = new ArrayList<>();
            while (yaml.nextToken() != JsonToken.END_ARRAY) {
                items.add(read(yaml, file, path + "[" + items.size() + "]", depth + 1));
            }
            return new YamlNode(place, path, null, items, "");
        }
        String text = yaml.currentToken() == JsonToken.VALUE_NULL ? "" : yaml.getText();
        return new YamlNode(place, path, null, null, text);
    }

    /** The member with this key, null if there is none. */
    @Nullable YamlNode get(String key) {
        return members == null ? null : members.get(key);
    }

    /** The member at the end of these keys, null if one is missing. */
    @Nullable YamlNode at(String... keys) {
        YamlNode node = this;
        for (String key : keys) {
            node = node == null ? null : node.get(key);
        }
        return node;
    }

    /** The scalar at the end of these keys. */
    String required(String... keys) {
        YamlNode deepest = this;
        YamlNode node = this;
        for (String key : keys) {
            node = node == null ? null : node.get(key);
            deepest = node == null ? deepest : node;
        }
        if (node == null || node.text.isEmpty()) {
            throw new BadInputException(
                    deepest.place,
                    (path.isEmpty() ? "" : path + ".") + String.join(".", keys),
                    "is missing",
                    "give a text");
        }
        return node.text;
    }

    List<YamlNode> elements() {
        return items == null ? List.of() : items;
    }

    Map<String, YamlNode> fields() {
        return members == null ? Map.of() : members;
    }

    BadInputException wrong(String problem, String remedy) {
        return new BadInputException(place, path, problem, remedy);
    }
}
