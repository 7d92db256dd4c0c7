package org.scxfleet.cli.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of a YAML text. Aliases are resolved; nothing is interpreted yet. */
public sealed interface YamlValue {
    Origin origin();

    /** What it is, for messages. */
    String kind();

    /** Keys in the order of the text; no key occurs twice. */
    record Mapping(Origin origin, List<Entry> entries) implements YamlValue {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public @Nullable YamlValue get(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return entry.value();
                }
            }
            return null;
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** One key of a mapping with its value. */
    record Entry(String key, Origin origin, YamlValue value) {}

    record Sequence(Origin origin, List<YamlValue> items) implements YamlValue {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * @param plain written without quotes
     */
    record Scalar(Origin origin, String text, boolean plain) implements YamlValue {
        /** Nothing was written, or {@code null} or {@code ~}. */
        public boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String kind() {
            return isNull() ? "empty" : "'" + text + "'";
        }
    }
}
