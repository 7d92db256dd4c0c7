package org.scxfleet.cli.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values given on the command line: {@code --set hosts[0].count=4}. */
public final class Overrides {
    private Overrides() {}

    /**
     * The document with the values put in, in order. Missing mappings are made; an item of a list
     * must exist, or be the next one.
     *
     * @param settings {@code path=value}, the value in YAML
     * @throws InputException naming the setting
     */
    public static YamlValue apply(YamlValue document, List<String> settings) {
        YamlValue result = document;
        for (String setting : settings) {
            String source = "--set " + setting;
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new InputException(source, "must look like path=value");
            }
            List<String> steps = steps(source, setting.substring(0, equals));
            YamlValue value = YamlReader.readOption(source, setting.substring(equals + 1));
            result = with(result, steps, 0, value, new Origin(source, 0));
        }
        return result;
    }

    private static List<String> steps(String source, String path) {
        List<String> steps = new ArrayList<>();
        for (String part : path.split("\\.", -1)) {
            int bracket = part.indexOf('[');
            String key = bracket < 0 ? part : part.substring(0, bracket);
            String indexes = bracket < 0 ? "" : part.substring(bracket);
            if (key.isEmpty() || !indexes.matches("(\\[[0-9]{1,6}])*")) {
                throw new InputException(
                        source, "'" + path + "' is no path such as hosts[0].topology");
            }
            steps.add(key);
            for (String index : indexes.split("[\\[\\]]+")) {
                if (!index.isEmpty()) {
                    steps.add("[" + index);
                }
            }
        }
        return steps;
    }

    private static YamlValue with(
            @Nullable YamlValue value,
            List<String> steps,
            int depth,
            YamlValue replacement,
            Origin origin) {
        if (depth == steps.size()) {
            return replacement;
        }
        String step = steps.get(depth);
        if (step.startsWith("[")) {
            int index = Integer.parseInt(step.substring(1));
            List<YamlValue> items = new ArrayList<>();
            if (value instanceof YamlValue.Sequence sequence) {
                items.addAll(sequence.items());
            } else if (value != null) {
                throw new InputException(origin.source(), "there is no list before " + step + "]");
            }
            if (index > items.size()) {
                throw new InputException(
                        origin.source(),
                        "the list has " + items.size() + " items, no " + step + "]");
            }
            YamlValue old = index < items.size() ? items.get(index) : null;
            YamlValue item = with(old, steps, depth + 1, replacement, origin);
            if (index < items.size()) {
                items.set(index, item);
            } else {
                items.add(item);
            }
            return new YamlValue.Sequence(value == null ? origin : value.origin(), items);
        }
        return withKey(value, steps, depth, replacement, origin);
    }

    private static YamlValue withKey(
            @Nullable YamlValue value,
            List<String> steps,
            int depth,
            YamlValue replacement,
            Origin origin) {
        String key = steps.get(depth);
        List<YamlValue.Entry> entries = new ArrayList<>();
        if (value instanceof YamlValue.Mapping mapping) {
            entries.addAll(mapping.entries());
        } else if (value instanceof YamlValue.Sequence) {
            throw new InputException(
                    origin.source(),
                    "'" + key + "' is asked of a list; write [0] for its first item");
        }
        for (int i = 0; i < entries.size(); i++) {
            YamlValue.Entry entry = entries.get(i);
            if (entry.key().equals(key)) {
                YamlValue changed = with(entry.value(), steps, depth + 1, replacement, origin);
                entries.set(i, new YamlValue.Entry(key, entry.origin(), changed));
                return new YamlValue.Mapping(origin(value, origin), entries);
            }
        }
        YamlValue added = with(null, steps, depth + 1, replacement, origin);
        entries.add(new YamlValue.Entry(key, origin, added));
        return new YamlValue.Mapping(origin(value, origin), entries);
    }

    private static Origin origin(@Nullable YamlValue value, Origin fallback) {
        return value == null ? fallback : value.origin();
    }
}
