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
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.object.CallNames;
import org.scxfleet.bpf.object.Missing;
import org.scxfleet.bpf.object.ObjectProgram;
import org.scxfleet.bpf.object.ObjectReport;
import org.scxfleet.bpf.scx.ScxKernel;
import org.scxfleet.host.KernelOptions;

/** The report on an object, for people and for programs. */
public final class ObjectText {
    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private static final ScxKernel KERNEL = new ScxKernel(KernelOptions.DEFAULTS.hz());
    private static final List<BtfType.Constant> NO_FLAGS = List.of();
    private static final int LINE_LENGTH = 90;

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
                .map(each -> words(each) + " " + each.name())
                .collect(Collectors.joining(", no ", "this kernel has no ", ""));
    }

    /** Lines for people: the verdict, what the object is, what it needs, what is missing. */
    public static List<String> lines(ObjectReport report) {
        List<String> lines = new ArrayList<>();
        String reason = reason(report);
        lines.add(report.name() + (reason.isEmpty() ? ": runs here" : ": does not run here"));
        if (!reason.isEmpty()) {
            add(lines, "because", reason);
        }
        if (report.opsType().isEmpty()) {
            add(lines, "ops", "none: this is no scheduler");
        } else {
            add(lines, "type", report.opsType());
            addAll(lines, "ops", report.ops());
            add(lines, "flags", flags(report.flags()));
            add(lines, "timeout", report.timeoutMs() == 0 ? "30 s" : report.timeoutMs() + " ms");
        }
        add(lines, "instructions", String.valueOf(report.instructions()));
        for (ObjectProgram program : report.programs()) {
            String optional = program.optional() ? ", optional" : "";
            add(lines, "program", program.name() + " (" + program.section() + optional + ")");
        }
        report.maps().forEach(map -> add(lines, "map", text(map)));
        report.sections().forEach(section -> addAll(lines, "globals", words(section)));
        List<String> known =
                report.kernelFunctions().stream().filter(each -> !isMissing(report, each)).toList();
        addAll(lines, "kfuncs", known);
        addAll(lines, "helpers", report.helpers().stream().map(CallNames::of).toList());
        for (Missing each : report.missing()) {
            String name = words(each) + " " + each.name();
            add(lines, "missing", name + (each.fatal() ? "" : " (not needed to run)"));
        }
        return lines;
    }

    /**
     * A section and its variables, without those that stand for constants of the kernel and those
     * that the compiler named.
     */
    private static List<String> words(ObjectReport.SectionLine section) {
        List<String> words = new ArrayList<>();
        words.add(section.name() + " (" + section.sizeBytes() + " B)");
        int constants = 0;
        for (String variable : section.variables()) {
            if (variable.startsWith("__SCX_")) {
                constants++;
            } else if (variable.indexOf('.') < 0) {
                words.add(variable);
            }
        }
        if (constants > 0) {
            words.add(constants + " constants of the kernel");
        }
        return words;
    }

    private static String text(ObjectReport.MapLine map) {
        List<String> sizes = new ArrayList<>();
        sizes.add(map.type().toLowerCase(Locale.ROOT));
        if (map.keyBytes() > 0) {
            sizes.add("key " + map.keyBytes() + " B");
        }
        if (map.valueBytes() > 0) {
            sizes.add("value " + map.valueBytes() + " B");
        }
        if (map.maxEntries() > 0) {
            String unit =
                    switch (map.type()) {
                        case "ARENA" -> " pages";
                        case "RINGBUF", "USER_RINGBUF" -> " B";
                        default -> " entries";
                    };
            sizes.add(map.maxEntries() + unit);
        }
        return map.name() + " (" + String.join(", ", sizes) + ")";
    }

    /** The flags of the ops by name; bits that have none in hex. */
    private static String flags(long flags) {
        List<String> names = new ArrayList<>();
        long left = flags;
        BtfType.Enumeration known =
                KERNEL.types().lookup(BtfType.Enumeration.class, "scx_ops_flags");
        for (BtfType.Constant flag : known == null ? NO_FLAGS : known.constants()) {
            if (Long.bitCount(flag.value()) == 1 && (left & flag.value()) != 0) {
                names.add(flag.name().replace("SCX_OPS_", ""));
                left &= ~flag.value();
            }
        }
        if (left != 0) {
            names.add("0x" + Long.toHexString(left));
        }
        return names.isEmpty() ? "none" : String.join(" | ", names);
    }

    private static void add(List<String> lines, String title, String text) {
        lines.add(String.format(Locale.ROOT, "  %-12s  %s", title, text).stripTrailing());
    }

    /** A list over as many lines as it takes, under one title. */
    private static void addAll(List<String> lines, String title, List<String> words) {
        String heading = title;
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() + word.length() > LINE_LENGTH) {
                add(lines, heading, line.toString());
                heading = "";
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : ", ").append(word);
        }
        add(lines, heading, line.isEmpty() ? "none" : line.toString());
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
        put(root, "helpers", report.helpers().stream().map(CallNames::of).toList());
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

    private static String words(Missing missing) {
        return kind(missing).replace('_', ' ');
    }

    private static String kind(Missing missing) {
        return missing.kind().name().toLowerCase(Locale.ROOT);
    }
}
