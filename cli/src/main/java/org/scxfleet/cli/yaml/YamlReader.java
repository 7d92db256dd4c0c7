package org.scxfleet.cli.yaml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads one YAML document. JSON is YAML too. */
public final class YamlReader {
    /** Deepest nesting of a document. */
    public static final int NESTING_MAX = 64;

    /** Longest document in characters. */
    public static final int LENGTH_MAX = 64 << 20;

    /** Most values of a document after its aliases are resolved. */
    public static final int VALUES_MAX = 2_000_000;

    private final String source;
    private final int lineOffset;
    private int valueCount;

    private YamlReader(String source, int lineOffset) {
        this.source = source;
        this.lineOffset = lineOffset;
    }

    /**
     * The document's value.
     *
     * @param source file name for messages
     * @throws InputException if it is no YAML, or not one document
     */
    public static YamlValue read(String source, String text) {
        return new YamlReader(source, 1).document(text);
    }

    /** One value given on the command line, for example {@code 3} or {@code [a, b]}. */
    public static YamlValue readOption(String source, String text) {
        if (text.isEmpty()) {
            return new YamlValue.Scalar(new Origin(source, 0), "", false);
        }
        return new YamlReader(source, Integer.MIN_VALUE).document(text);
    }

    private YamlValue document(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(NESTING_MAX);
        options.setCodePointLimit(LENGTH_MAX);
        options.setMaxAliasesForCollections(VALUES_MAX);
        try {
            Node root = null;
            for (Node node :
                    new Yaml(new SafeConstructor(options)).composeAll(new StringReader(text))) {
                if (root != null) {
                    throw new InputException(
                            at(node.getStartMark()).toString(),
                            "a second document begins here; one is allowed");
                }
                root = node;
            }
            if (root == null) {
                throw new InputException(source, "the file is empty");
            }
            return value(root, 0);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            String where = mark == null ? source : at(mark).toString();
            throw new InputException(
                    where, "this is no YAML: " + oneLine(String.valueOf(e.getProblem())));
        } catch (YAMLException e) {
            throw new InputException(
                    source, "this is no YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
    }

    private YamlValue value(Node node, int depth) {
        Origin origin = at(node.getStartMark());
        if (++valueCount > VALUES_MAX || depth > NESTING_MAX) {
            throw new InputException(
                    origin.toString(),
                    depth > NESTING_MAX
                            ? "nested more than " + NESTING_MAX + " deep; an alias inside itself?"
                            : "more than " + VALUES_MAX + " values");
        }
        return switch (node) {
            case ScalarNode scalar ->
                    new YamlValue.Scalar(origin, scalar.getValue(), scalar.isPlain());
            case SequenceNode sequence -> {
                List<YamlValue> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(value(item, depth + 1));
                }
                yield new YamlValue.Sequence(origin, items);
            }
            case MappingNode mapping -> mapping(origin, mapping, depth);
            default -> throw new InputException(origin.toString(), "unexpected " + node.getTag());
        };
    }

    private YamlValue.Mapping mapping(Origin origin, MappingNode mapping, int depth) {
        Map<String, YamlValue.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Origin keyOrigin = at(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new InputException(keyOrigin.toString(), "a key must be a name");
            }
            YamlValue.Entry before = entries.get(key.getValue());
            if (before != null) {
                throw new InputException(
                        keyOrigin.toString(),
                        "key '" + key.getValue() + "' is given twice, first at " + before.origin());
            }
            entries.put(
                    key.getValue(),
                    new YamlValue.Entry(
                            key.getValue(), keyOrigin, value(tuple.getValueNode(), depth + 1)));
        }
        return new YamlValue.Mapping(origin, List.copyOf(entries.values()));
    }

    private Origin at(Mark mark) {
        return new Origin(source, Math.max(0, mark.getLine() + lineOffset));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
