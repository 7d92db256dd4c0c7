package org.scxfleet.cli.fidelity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The report as the one JSON document that a program reads. */
public final class FidelityJson {
    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();
    private static final double ROUNDING = 1e6;

    private FidelityJson() {}

    /** The document, with a line break at its end. */
    public static String text(FidelityReport report) {
        return text(report, FidelityTable.EMULATED);
    }

    /**
     * The document, with a line break at its end.
     *
     * @param other key of what stands beside the measured figures
     */
    public static String text(FidelityReport report, String other) {
        try {
            return WRITER.writeValueAsString(document(report, other)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    private static ObjectNode document(FidelityReport report, String other) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("agree", report.agree());
        root.put("total", report.total());
        ArrayNode notApplicable = root.putArray("not_applicable");
        for (FidelityReport.NotApplicable one : report.notApplicable()) {
            notApplicable.addObject().put("case", one.name()).put("why", one.why());
        }
        ArrayNode cases = root.putArray("cases");
        for (CaseVerdict verdict : report.cases()) {
            ObjectNode node = cases.addObject();
            node.put("case", verdict.name());
            node.put("scheduler", verdict.scheduler());
            node.put("agrees", verdict.agrees());
            ArrayNode figures = node.putArray("figures");
            verdict.figures().forEach(figure -> figures.add(figure(figure, other)));
        }
        return root;
    }

    private static ObjectNode figure(Figure figure, String other) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("group", figure.group());
        node.put("figure", figure.name());
        put(node, "measured", figure.measured());
        put(node, other, figure.emulated());
        node.put("tolerance", figure.tolerance());
        node.put("compared", figure.compared());
        node.put("agrees", figure.agrees());
        return node;
    }

    private static void put(ObjectNode node, String key, Figure.Value value) {
        switch (value) {
            case Figure.Number(double number) ->
                    node.put(key, Math.round(number * ROUNDING) / ROUNDING);
            case Figure.Text(String text) -> node.put(key, text);
            case Figure.Absent() -> node.putNull(key);
        }
    }
}
