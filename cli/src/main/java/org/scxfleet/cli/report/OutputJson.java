package org.scxfleet.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.HostReport.SchedulerReport;
import org.scxfleet.ops.SchedulerOutput;

/** What schedulers said of themselves, for {@code result.json}. */
final class OutputJson {
    /** Most schedulers that are listed. */
    static final int SCHEDULERS_MAX = 1_000;

    /** Most printed lines of all of them; what is left out is counted. */
    static final int LINES_MAX = 10_000;

    private final ArrayNode array = JsonNodeFactory.instance.arrayNode();
    private int linesLeft = LINES_MAX;
    private String firstCut = "";
    private long linesDropped;
    private long schedulersDropped;

    private OutputJson() {}

    static ArrayNode of(RunOutcome outcome) {
        return read(outcome).array;
    }

    /** What is left out, if anything. */
    static List<Notice> notices(RunOutcome outcome) {
        OutputJson output = read(outcome);
        List<Notice> notices = new ArrayList<>();
        if (output.linesDropped > 0) {
            notices.add(
                    new Notice(
                            "printed-lines-cut",
                            output.firstCut,
                            output.linesDropped,
                            "",
                            "what schedulers printed later than the first lines is not in the"
                                    + " result"));
        }
        if (output.schedulersDropped > 0) {
            notices.add(
                    new Notice(
                            "scheduler-output-cut",
                            "result.json",
                            output.schedulersDropped,
                            "",
                            "only the first "
                                    + SCHEDULERS_MAX
                                    + " schedulers' counters and lines are in the result"));
        }
        return notices;
    }

    private static OutputJson read(RunOutcome outcome) {
        OutputJson output = new OutputJson();
        for (HostReport host : outcome.hosts()) {
            for (KernelReport kernel : host.kernels()) {
                for (SchedulerReport report : kernel.schedulers()) {
                    if (output.array.size() < SCHEDULERS_MAX) {
                        output.add(kernel.name(), report);
                    } else {
                        output.schedulersDropped++;
                    }
                }
            }
        }
        return output;
    }

    private void add(String kernel, SchedulerReport report) {
        ObjectNode node = array.addObject();
        node.put("host", kernel);
        node.put("scheduler", report.scheduler());
        node.put("loaded_at_ns", report.loadedAtNs());
        ObjectNode statistics = node.putObject("statistics");
        for (SchedulerOutput.Statistic each : report.output().statistics()) {
            statistics.put(each.name(), each.value());
        }
        ArrayNode lines = node.putArray("lines");
        long dropped = report.output().linesDropped();
        for (SchedulerOutput.Line line : report.output().lines()) {
            if (linesLeft == 0) {
                dropped++;
            } else {
                linesLeft--;
                lines.addObject()
                        .put("at_ns", line.atNs())
                        .put("cpu", line.cpu())
                        .put("text", line.text());
            }
        }
        node.put("lines_dropped", dropped);
        if (dropped > 0 && linesDropped == 0) {
            firstCut = kernel + ", " + report.scheduler();
        }
        linesDropped += dropped;
    }
}
