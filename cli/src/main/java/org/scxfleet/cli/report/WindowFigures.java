package org.scxfleet.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scxfleet.cluster.plan.WindowLook.Looked;
import org.scxfleet.cluster.queue.PaceMeter;
import org.scxfleet.cluster.queue.PodRun;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.host.HostReport.Notice;

/** The windows of a run at job level, for the screen and for {@code result.json}. */
final class WindowFigures {
    /** Most paces that are listed of each window; all are counted. */
    static final int PACES_MAX = 10_000;

    private static final double PPM_PER_PERCENT = 10_000;

    private WindowFigures() {}

    static ArrayNode json(RunOutcome outcome) {
        ArrayNode windows = JsonNodeFactory.instance.arrayNode();
        for (Looked looked : outcome.windows()) {
            ObjectNode node = windows.addObject();
            node.put("number", looked.window().number());
            node.put("at_ns", looked.window().atNs());
            node.put("length_ns", looked.window().lengthNs());
            node.put("why", looked.window().why());
            node.put("hosts", looked.hosts());
            node.put("pods", looked.window().stays().size());
            node.put("measured_pods", measured(looked));
            ArrayNode paces = node.putArray("paces");
            for (int i = 0; i < looked.paces().size() && paces.size() < PACES_MAX; i++) {
                if (looked.paces().get(i) != PaceMeter.UNMEASURED) {
                    PodRun stay = looked.window().stays().get(i);
                    ObjectNode pace = paces.addObject();
                    pace.put("job", jobs(outcome).get(stay.job()).job().name());
                    pace.put("pod", stay.pod());
                    pace.put("pace_ppm", looked.paces().get(i));
                }
            }
        }
        return windows;
    }

    private static List<JobWork> jobs(RunOutcome outcome) {
        return outcome.scenario().run().queued().jobs();
    }

    private static long measured(Looked looked) {
        return looked.paces().stream().filter(pace -> pace != PaceMeter.UNMEASURED).count();
    }

    /** One line for each window. */
    static List<String> lines(RunOutcome outcome) {
        TextTable table = new TextTable(1);
        table.row(List.of("at", "hosts", "pods", "measured", "mean pace", "slowest", "why"));
        for (Looked looked : outcome.windows()) {
            long sum = 0;
            int slowest = PaceMeter.UNMEASURED;
            String name = "";
            for (int i = 0; i < looked.paces().size(); i++) {
                int pace = looked.paces().get(i);
                if (pace != PaceMeter.UNMEASURED) {
                    sum += pace;
                    if (slowest == PaceMeter.UNMEASURED || pace < slowest) {
                        slowest = pace;
                        name = jobs(outcome).get(looked.window().stays().get(i).job()).job().name();
                    }
                }
            }
            long measured = measured(looked);
            table.row(
                    List.of(
                            FigureText.time(looked.window().atNs()),
                            FigureText.count(looked.hosts()),
                            FigureText.count(looked.window().stays().size()),
                            FigureText.count(measured),
                            measured == 0 ? "" : percent((double) sum / measured),
                            measured == 0 ? "" : percent(slowest) + " " + name,
                            looked.window().why()));
        }
        return table.lines("  ");
    }

    private static String percent(double ppm) {
        return String.format(Locale.ROOT, "%.2f %%", ppm / PPM_PER_PERCENT);
    }

    /** What a reader of the result has to know about windows. */
    static List<Notice> notices(RunOutcome outcome) {
        List<Notice> notices = new ArrayList<>();
        List<Looked> windows = outcome.windows();
        if (outcome.scenario().windows().areNone()) {
            return notices;
        }
        notices.add(
                new Notice(
                        "hosts-in-windows",
                        "windows",
                        Math.max(1, windows.size()),
                        "",
                        "hosts were emulated in windows only; the figures of hosts and tasks are of"
                                + " those, the figures of queues of the whole run"));
        long unmeasured =
                windows.stream()
                        .mapToLong(looked -> looked.window().stays().size() - measured(looked))
                        .sum();
        if (unmeasured > 0) {
            notices.add(
                    new Notice(
                            "pace-not-measured",
                            "windows",
                            unmeasured,
                            "",
                            "pods got nothing done in a window even when alone, or never end; they"
                                    + " go on as fast as their jobs say"));
        }
        return notices;
    }
}
