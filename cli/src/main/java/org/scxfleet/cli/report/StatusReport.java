package org.scxfleet.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.rpc.FleetStatus;
import org.scxfleet.coordinator.rpc.NodeView;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.FleetException;

/** The state of a fleet, as tables or as one JSON document. */
public final class StatusReport {
    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();
    private static final double SECOND_NS = 1e9;
    private static final double MILLISECOND_NS = 1e6;
    private static final String NONE = "-";

    private StatusReport() {}

    /** For people. */
    public static List<String> lines(FleetStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add("Coordinator " + status.coordinator() + ", scxfleet " + status.build().text());
        lines.add("");
        TextTable nodes = new TextTable(3);
        nodes.row(List.of("Node", "State", "Version", "Threads", "Hosts", "Answers in"));
        for (NodeView node : status.nodes()) {
            nodes.row(
                    List.of(
                            node.address(),
                            node.state().text(),
                            node.version().isEmpty() ? NONE : node.version(),
                            String.valueOf(node.threads()),
                            node.hosts() == 0 ? NONE : String.valueOf(node.hosts()),
                            node.state() == NodeView.State.UNREACHABLE
                                    ? NONE
                                    : format("%.1f ms", node.answerNs() / MILLISECOND_NS)));
        }
        lines.addAll(nodes.lines(""));
        for (NodeView node : status.nodes()) {
            if (node.hosts() > 0) {
                lines.add(
                        format(
                                "  %s carries %s to %s of '%s'",
                                node.address(), node.firstHost(), node.lastHost(), node.run()));
            }
            if (!node.note().isEmpty()) {
                lines.add("  " + node.address() + ": " + node.note());
            }
        }
        lines.add("");
        lines.addAll(runs(status));
        return lines;
    }

    private static List<String> runs(FleetStatus status) {
        if (status.runs().isEmpty()) {
            return List.of("No run yet.");
        }
        List<String> notes = new ArrayList<>();
        TextTable runs = new TextTable(3);
        runs.row(List.of("Run", "Name", "State", "Simulated", "Speed", "Events/s", "Windows/s"));
        for (RunState run : status.runs()) {
            RunProgress reached = run.progress();
            runs.row(
                    List.of(
                            String.valueOf(run.number()),
                            run.name(),
                            state(run),
                            reached == null
                                    ? NONE
                                    : format(
                                            "%.3f s of %.3f s",
                                            reached.simulatedNs() / SECOND_NS,
                                            reached.endNs() / SECOND_NS),
                            reached == null ? NONE : format("%.3g x", reached.speed()),
                            reached == null ? NONE : perSecond(reached.events(), reached),
                            reached == null ? NONE : perSecond(reached.windows(), reached)));
            FleetException failure = run.failure();
            if (failure != null) {
                notes.add("  run " + run.number() + ": " + failure.text());
            }
        }
        List<String> lines = new ArrayList<>(runs.lines(""));
        lines.addAll(notes);
        return lines;
    }

    private static String perSecond(long count, RunProgress reached) {
        return format("%,.0f", rate(count, reached));
    }

    private static double rate(long count, RunProgress reached) {
        return reached.runningNs() == 0 ? 0 : count * SECOND_NS / reached.runningNs();
    }

    private static String state(RunState run) {
        RunProgress reached = run.progress();
        return (run.stage() == RunState.Stage.UNDER_WAY && reached != null
                        ? reached.phase()
                        : run.stage())
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    /** For programs, with a line break at its end. */
    public static String json(FleetStatus status) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("coordinator", status.coordinator());
        root.put("version", status.build().version());
        root.put("protocol", status.build().protocol());
        var nodes = root.putArray("nodes");
        status.nodes().forEach(node -> write(node, nodes.addObject()));
        var runs = root.putArray("runs");
        status.runs().forEach(run -> write(run, runs.addObject()));
        try {
            return WRITER.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    private static void write(NodeView node, ObjectNode out) {
        out.put("address", node.address());
        out.put("state", node.state().text());
        out.put("version", orNull(node.version()));
        out.put("note", orNull(node.note()));
        out.put("threads", node.threads());
        out.put("run", orNull(node.run()));
        out.put("hosts", node.hosts());
        out.put("first_host", orNull(node.firstHost()));
        out.put("last_host", orNull(node.lastHost()));
        out.put("answer_seconds", node.answerNs() / SECOND_NS);
    }

    private static void write(RunState run, ObjectNode out) {
        out.put("number", run.number());
        out.put("name", run.name());
        out.put("state", state(run));
        RunProgress reached = run.progress();
        if (reached != null) {
            out.put("simulated_seconds", reached.simulatedNs() / SECOND_NS);
            out.put("duration_seconds", reached.endNs() / SECOND_NS);
            out.put("wall_seconds", reached.wallNs() / SECOND_NS);
            out.put("simulated_seconds_per_second", reached.speed());
            out.put("events_per_second", rate(reached.events(), reached));
            out.put("windows_per_second", rate(reached.windows(), reached));
            out.put("events", reached.events());
            out.put("windows", reached.windows());
            out.put("messages", reached.messages());
        }
        FleetException failure = run.failure();
        out.put("failure", failure == null ? null : failure.text());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
