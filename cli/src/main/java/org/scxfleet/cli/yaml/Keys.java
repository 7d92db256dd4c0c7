package org.scxfleet.cli.yaml;

import java.util.List;

/**
 * The keys that one kind of mapping may have: the one list from which reading, messages and the
 * check of the published schema all work.
 *
 * @param name of the kind of mapping, as the schema's definitions call it
 */
public record Keys(String name, List<String> names) {
    public Keys {
        names = List.copyOf(names);
    }

    public static Keys of(String name, String... keys) {
        return new Keys(name, List.of(keys));
    }
}
