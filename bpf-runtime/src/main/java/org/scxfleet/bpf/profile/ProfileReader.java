package org.scxfleet.bpf.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.profile.LoaderProfile.Counter;
import org.scxfleet.bpf.profile.LoaderProfile.MapEntry;
import org.scxfleet.bpf.profile.LoaderProfile.MapSetting;
import org.scxfleet.bpf.profile.LoaderProfile.ProgramRun;
import org.scxfleet.bpf.profile.LoaderProfile.Requirement;

/** Makes a profile of a document's tree. */
final class ProfileReader {
    private static final List<String> KEYS =
            List.of(
                    "lenient",
                    "options",
                    "require",
                    "ops",
                    "attach",
                    "drop_ops",
                    "rodata",
                    "bss",
                    "data",
                    "arena",
                    "sections",
                    "maps",
                    "programs",
                    "before_attach",
                    "after_attach",
                    "changes_after_attach",
                    "statistics",
                    "agent");
    private static final List<String> OPS_NUMBERS =
            List.of(
                    "flags",
                    "timeout_ms",
                    "dispatch_max_batch",
                    "exit_dump_len",
                    "hotplug_seq",
                    "cid_shard_size");
    private static final List<String> OPTION_KEYS =
            List.of("letter", "name", "kind", "default", "min", "max", "choices", "meaning");
    private static final List<String> RUN_KEYS = List.of("program", "count", "arguments", "expect");
    private static final Expression KEEP = Expression.of(-1);

    private final String source;

    ProfileReader(String source) {
        this.source = source;
    }

    LoaderProfile read(Map<?, ?> tree) {
        SortedMap<String, Object> top = map(tree, "");
        known(top, "", KEYS);
        SortedMap<String, ProfileValue> variables = new TreeMap<>();
        for (String section : List.of("rodata", "bss", "data", "arena")) {
            map(top.get(section), section)
                    .forEach((name, value) ->
                            variables.put(name, value(value, section + "." + name)));
        }
        SortedMap<String, ProfileValue> changes = new TreeMap<>();
        map(top.get("changes_after_attach"), "changes_after_attach")
                .forEach((name, value) ->
                        changes.put(name, value(value, "changes_after_attach." + name)));
        SortedMap<String, Object> ops = map(top.get("ops"), "ops");
        known(ops, "ops", OPS_NUMBERS);
        SortedMap<String, MapSetting> maps = new TreeMap<>();
        map(top.get("maps"), "maps")
                .forEach((name, value) -> maps.put(name, mapSetting(value, "maps." + name)));
        return new LoaderProfile(
                source,
                Boolean.TRUE.equals(top.get("lenient")),
                options(top.get("options")),
                requirements(top.get("require")),
                expressions(ops, "ops"),
                text(top.get("attach"), "attach", ""),
                texts(top.get("drop_ops"), "drop_ops"),
                variables,
                expressions(map(top.get("sections"), "sections"), "sections"),
                maps,
                texts(top.get("programs"), "programs"),
                runs(top.get("before_attach"), "before_attach"),
                runs(top.get("after_attach"), "after_attach"),
                changes,
                statistics(top.get("statistics")),
                text(top.get("agent"), "agent", ""));
    }

    private List<ProfileOption> options(@Nullable Object value) {
        List<ProfileOption> options = new ArrayList<>();
        for (Object each : list(value, "options")) {
            String key = "options[" + options.size() + "]";
            SortedMap<String, Object> fields = map(each, key);
            known(fields, key, OPTION_KEYS);
            String letter = text(fields.get("letter"), key + ".letter", "");
            String name = text(fields.get("name"), key + ".name", letter);
            if (name.isEmpty()) {
                throw wrong(key, "an option needs a name or a letter");
            }
            options.add(
                    new ProfileOption(
                            letter.isEmpty() ? name : letter,
                            name,
                            kind(fields.get("kind"), key + ".kind"),
                            expression(fields.get("default"), key + ".default", 0),
                            expression(fields.get("min"), key + ".min", Long.MIN_VALUE)
                                    .evaluate(this::noNames),
                            expression(fields.get("max"), key + ".max", Long.MAX_VALUE)
                                    .evaluate(this::noNames),
                            texts(fields.get("choices"), key + ".choices"),
                            text(fields.get("meaning"), key + ".meaning", "")));
        }
        return options;
    }

    private long noNames(String name, List<Long> arguments) {
        throw new IllegalArgumentException(source + ": '" + name + "' is not known here");
    }

    private ProfileOption.Kind kind(@Nullable Object value, String key) {
        String kind = text(value, key, "flag").toUpperCase(Locale.ROOT);
        for (ProfileOption.Kind each : ProfileOption.Kind.values()) {
            if (each.name().equals(kind)) {
                return each;
            }
        }
        throw wrong(key, "is flag, number or choice");
    }

    private List<Requirement> requirements(@Nullable Object value) {
        List<Requirement> requirements = new ArrayList<>();
        for (Object each : list(value, "require")) {
            String key = "require[" + requirements.size() + "]";
            SortedMap<String, Object> fields = map(each, key);
            known(fields, key, List.of("condition", "message"));
            requirements.add(
                    new Requirement(
                            expression(fields.get("condition"), key + ".condition", 1),
                            text(fields.get("message"), key + ".message", "")));
        }
        return requirements;
    }

    private MapSetting mapSetting(@Nullable Object value, String key) {
        SortedMap<String, Object> fields = map(value, key);
        known(fields, key, List.of("max_entries", "entries", "inner"));
        List<MapEntry> entries = new ArrayList<>();
        for (Object each : list(fields.get("entries"), key + ".entries")) {
            String at = key + ".entries[" + entries.size() + "]";
            SortedMap<String, Object> entry = map(each, at);
            known(entry, at, List.of("each", "key", "value"));
            entries.add(
                    new MapEntry(
                            expression(entry.get("each"), at + ".each", 1),
                            value(entry.get("key"), at + ".key"),
                            value(entry.get("value"), at + ".value")));
        }
        Object maxEntries = fields.get("max_entries");
        return new MapSetting(
                maxEntries == null ? KEEP : expression(maxEntries, key + ".max_entries", 0),
                entries,
                Boolean.TRUE.equals(fields.get("inner")));
    }

    private List<ProgramRun> runs(@Nullable Object value, String key) {
        List<ProgramRun> runs = new ArrayList<>();
        for (Object each : list(value, key)) {
            String at = key + "[" + runs.size() + "]";
            SortedMap<String, Object> fields = map(each, at);
            known(fields, at, RUN_KEYS);
            SortedMap<String, ProfileValue> arguments = new TreeMap<>();
            map(fields.get("arguments"), at + ".arguments")
                    .forEach((name, argument) ->
                            arguments.put(name, value(argument, at + ".arguments." + name)));
            runs.add(
                    new ProgramRun(
                            text(fields.get("program"), at + ".program", ""),
                            expression(fields.get("count"), at + ".count", 1),
                            arguments,
                            expression(fields.get("expect"), at + ".expect", 0)));
        }
        return runs;
    }

    private List<Counter> statistics(@Nullable Object value) {
        List<Counter> counters = new ArrayList<>();
        for (Object each : list(value, "statistics")) {
            String at = "statistics[" + counters.size() + "]";
            SortedMap<String, Object> fields = map(each, at);
            known(fields, at, List.of("name", "variable", "map", "element"));
            String variable = text(fields.get("variable"), at + ".variable", "");
            String map = text(fields.get("map"), at + ".map", "");
            if (variable.isEmpty() == map.isEmpty()) {
                throw wrong(at, "names either a variable or a map");
            }
            long element =
                    expression(fields.get("element"), at + ".element", 0).evaluate(this::noNames);
            counters.add(
                    new Counter(
                            text(fields.get("name"), at + ".name", variable),
                            variable,
                            map,
                            Math.toIntExact(element)));
        }
        return counters;
    }

    private ProfileValue value(@Nullable Object value, String key) {
        return switch (value) {
            case List<?> elements -> {
                List<ProfileValue> values = new ArrayList<>();
                for (Object each : elements) {
                    values.add(value(each, key + "[" + values.size() + "]"));
                }
                yield new ProfileValue.Elements(values);
            }
            case Map<?, ?> tree -> mapped(map(tree, key), key);
            case null -> throw wrong(key, "has no value");
            case Object scalar -> new ProfileValue.Scalar(expression(scalar, key, 0));
        };
    }

    /** A struct, or one of the two special forms. */
    private ProfileValue mapped(SortedMap<String, Object> fields, String key) {
        if (fields.size() == 2 && fields.containsKey("each") && fields.containsKey("value")) {
            return new ProfileValue.Each(
                    expression(fields.get("each"), key + ".each", 0),
                    value(fields.get("value"), key + ".value"));
        }
        if (fields.size() == 1 && fields.containsKey("text")) {
            return new ProfileValue.Text(text(fields.get("text"), key + ".text", ""));
        }
        SortedMap<String, ProfileValue> members = new TreeMap<>();
        fields.forEach((name, each) -> members.put(name, value(each, key + "." + name)));
        return new ProfileValue.Members(members);
    }

    private SortedMap<String, Expression> expressions(SortedMap<String, Object> tree, String key) {
        SortedMap<String, Expression> expressions = new TreeMap<>();
        tree.forEach(
                (name, value) -> expressions.put(name, expression(value, key + "." + name, 0)));
        return expressions;
    }

    private Expression expression(@Nullable Object value, String key, long fallback) {
        return switch (value) {
            case null -> Expression.of(fallback);
            case Boolean truth -> Expression.of(truth ? 1 : 0);
            case Integer number -> Expression.of(number);
            case Long number -> Expression.of(number);
            case java.math.BigInteger number -> Expression.of(number.longValue());
            case String text -> parsed(text, key);
            case Object other -> throw wrong(key, "is a number or an expression, not " + other);
        };
    }

    private Expression parsed(String text, String key) {
        try {
            return Expression.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw wrong(key, String.valueOf(malformed.getMessage()));
        }
    }

    private SortedMap<String, Object> map(@Nullable Object value, String key) {
        SortedMap<String, Object> sorted = new TreeMap<>();
        switch (value) {
            case null -> {
                return sorted;
            }
            case Map<?, ?> tree ->
                    tree.forEach((name, each) -> {
                        if (each != null) {
                            sorted.put(String.valueOf(name), each);
                        }
                    });
            case Object other -> throw wrong(key, "takes keys with values, not " + other);
        }
        return sorted;
    }

    private List<?> list(@Nullable Object value, String key) {
        return switch (value) {
            case null -> List.of();
            case List<?> elements -> elements;
            case Object other -> throw wrong(key, "takes a list, not " + other);
        };
    }

    private List<String> texts(@Nullable Object value, String key) {
        return list(value, key).stream().map(String::valueOf).toList();
    }

    private String text(@Nullable Object value, String key, String fallback) {
        return switch (value) {
            case null -> fallback;
            case List<?> elements -> throw wrong(key, "takes a text, not a list");
            case Map<?, ?> tree -> throw wrong(key, "takes a text, not keys");
            case Object scalar -> String.valueOf(scalar);
        };
    }

    private void known(SortedMap<String, Object> tree, String key, List<String> allowed) {
        for (String name : tree.keySet()) {
            if (!allowed.contains(name)) {
                throw wrong(
                        key.isEmpty() ? name : key + "." + name,
                        "is not known; there are " + String.join(", ", allowed));
            }
        }
    }

    private IllegalArgumentException wrong(String key, String why) {
        return new IllegalArgumentException("profile " + source + ": " + key + ": " + why);
    }
}
