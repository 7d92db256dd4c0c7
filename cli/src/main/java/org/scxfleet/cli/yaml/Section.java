package org.scxfleet.cli.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A mapping with known keys. Unknown ones are reported when the section is made. */
public final class Section {
    private final YamlValue.Mapping mapping;
    private final Keys keys;
    private final Field self;

    Section(YamlValue.Mapping mapping, Keys keys, Field self) {
        this.mapping = mapping;
        this.keys = keys;
        this.self = self;
        for (YamlValue.Entry entry : mapping.entries()) {
            if (!keys.names().contains(entry.key())) {
                self.problems()
                        .add(
                                entry.origin(),
                                childPath(entry.key()),
                                "unknown key" + NearestName.hint(entry.key(), keys.names()));
            }
        }
    }

    /** The field of that key; null if it is not given or empty. */
    public @Nullable Field field(String key) {
        if (!keys.names().contains(key)) {
            throw new IllegalStateException("'" + key + "' is no key of " + keys.name());
        }
        YamlValue value = mapping.get(key);
        if (value == null || (value instanceof YamlValue.Scalar scalar && scalar.isNull())) {
            return null;
        }
        return new Field(value, childPath(key), self.problems());
    }

    /** The field of that key; reports a problem if it is missing. */
    public @Nullable Field required(String key) {
        Field field = field(key);
        if (field == null) {
            problem("'" + key + "' is missing");
        }
        return field;
    }

    public boolean has(String key) {
        return field(key) != null;
    }

    /** What the reader makes of the field, or the fallback if it is not given. */
    public <T> T read(String key, T fallback, Function<Field, T> reader) {
        Field field = field(key);
        return field == null ? fallback : reader.apply(field);
    }

    /** The items of a list; none if it is not given. */
    public List<Field> items(String key) {
        Field field = field(key);
        return field == null ? List.of() : field.items();
    }

    /** The keys that are given, in their order. */
    public List<String> given() {
        List<String> given = new ArrayList<>();
        for (YamlValue.Entry entry : mapping.entries()) {
            if (keys.names().contains(entry.key())) {
                given.add(entry.key());
            }
        }
        return given;
    }

    /** Reports a problem of the section as a whole. */
    public void problem(String message) {
        self.problem(message);
    }

    /**
     * What the maker makes; an {@link IllegalArgumentException} of the model becomes a problem of
     * this section.
     */
    public <T> @Nullable T made(Supplier<T> maker) {
        return self.made(maker);
    }

    /** The section as a field, for its position. */
    public Field self() {
        return self;
    }

    private String childPath(String key) {
        return self.path().isEmpty() ? key : self.path() + "." + key;
    }
}
