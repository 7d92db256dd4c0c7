package org.scxfleet.cli.bpf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.scxfleet.bpf.object.Missing;
import org.scxfleet.bpf.object.ObjectProgram;
import org.scxfleet.bpf.object.ObjectReport;

/** The report on an object, for people and for programs. */
public final class ObjectText {
    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private ObjectText() {}

    /** Why the object does not run here, in one line; empty if it does. */
    public static String reason(ObjectReport report) {
        if (report.runs()) {
            return "";
        }
        String refusal = report.refusal();
        if (refusal != null) {
            return refusal;
        }
        return report.missing().stream()
                .filter(Missing::fatal)
                .map(each -> kind(each) + " " + each.name())
                .collect(Collectors.joining(", no ", "this kernel has no ", ""));
    }

    /** Lines for people. */
    public static List<String> lines(ObjectReport report) {
        List<String> lines = new ArrayList<>();
        String reason = reason(report);
        lines.add(report.name() + (reason.isEmpty() ? ": runs here" : ": does not run here"));
        if (report.opsType().isEmpty()) {
            lines.add("  ops           none: this is no scheduler");
        } else {
            lines.add("  type          " + report.opsType());
            lines.add("  ops           " + String.join(", ", report.ops()));
            lines.add("  flags         0x" + Long.toHexString(report.flags()));
            lines.add("  timeout       " + report.timeoutMs() + " ms");
        }
        lines.add("  instructions  " + report.instructions());
        for (ObjectProgram program : report.programs()) {
            lines.add("  program       " + program.name() + " (" + program.section() + ")");
        }
        for (ObjectReport.MapLine map : report.maps()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  map           %s (%s, key %d B, value %d B, %d entries)",
                            map.name(),
                            map.type(),
                            map.keyBytes(),
                            map.valueBytes(),
                            map.maxEntries()));
        }
        for (ObjectReport.SectionLine section : report.sections()) {
            lines.add(
                    "  globals       "
                            + section.name()
                            + " ("
                            + section.sizeBytes()
                            + " B): "
                            + String.join(", ", section.variables()));
        }
        for (String function : report.kernelFunctions()) {
            lines.add(
                    "  kfunc         "
                            + function
                            + (isMissing(report, function) ? " (unknown here)" : ""));
        }
        lines.add(
                "  helpers       "
                        + report.helpers().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")));
        for (Missing each : report.missing()) {
            lines.add(
                    "  missing       "
                            + kind(each)
                            + " "
                            + each.name()
                            + (each.fatal() ? "" : " (not needed to run)"));
        }
        return lines;
    }

    /** One JSON document, with a line break at its end. */
    public static String json(ObjectReport report) {
        try {
            return WRITER.writeValueAsString(document(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    private static ObjectNode document(ObjectReport report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("runs", report.runs());
        root.put("reason", reason(report));
        root.put("name", report.name());
        root.put("type", report.opsType());
        put(root, "ops", report.ops());
        ArrayNode missing = root.putArray("missing");
        for (Missing each : report.missing()) {
            missing.addObject()
                    .put("kind", kind(each))
                    .put("name", each.name())
                    .put("fatal", each.fatal());
        }
        root.put("flags", report.flags());
        root.put("timeout_ms", report.timeoutMs());
        root.put("instructions", report.instructions());
        ArrayNode programs = root.putArray("programs");
        for (ObjectProgram program : report.programs()) {
            programs.addObject()
                    .put("name", program.name())
                    .put("section", program.section())
                    .put("optional", program.optional());
        }
        ArrayNode maps = root.putArray("maps");
        for (ObjectReport.MapLine map : report.maps()) {
            maps.addObject()
                    .put("name", map.name())
                    .put("type", map.type())
                    .put("key_bytes", map.keyBytes())
                    .put("value_bytes", map.valueBytes())
                    .put("max_entries", map.maxEntries());
        }
        ArrayNode globals = root.putArray("globals");
        for (ObjectReport.SectionLine section : report.sections()) {
            ObjectNode node = globals.addObject();
            node.put("section", section.name()).put("size_bytes", section.sizeBytes());
            put(node, "variables", section.variables());
        }
        ArrayNode functions = root.putArray("kfuncs");
        for (String function : report.kernelFunctions()) {
            functions.addObject().put("name", function).put("known", !isMissing(report, function));
        }
        ArrayNode helpers = root.putArray("helpers");
        report.helpers().forEach(helpers::add);
        return root;
    }

    private static void put(ObjectNode node, String key, List<String> texts) {
        ArrayNode array = node.putArray(key);
        texts.forEach(array::add);
    }

    private static boolean isMissing(ObjectReport report, String function) {
        return report.missing().stream()
                .anyMatch(
                        each -> each.kind() == Missing.Kind.KFUNC && each.name().equals(function));
    }

    private static String kind(Missing missing) {
        return missing.kind().name().toLowerCase(Locale.ROOT);
    }
}
