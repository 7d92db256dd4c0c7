package org.scxfleet.cli.jobstudy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.scxfleet.cluster.simulation.JobPhase;
import org.scxfleet.cluster.simulation.SimulatedJob;
import org.scxfleet.host.HostReport.Notice;

/**
 * What a study found.
 *
 * @param format of the trace
 * @param compared whether published figures were given
 * @param notices what was ignored
 */
public record JobStudyReport(
        String format,
        List<StudyRow> rows,
        List<Comparison> comparisons,
        boolean compared,
        List<Notice> notices) {
    /** Most names of rejected or failed jobs that are listed. */
    private static final int NAMES_MAX = 20;

    public JobStudyReport {
        rows = List.copyOf(rows);
        comparisons = List.copyOf(comparisons);
        notices = List.copyOf(notices);
    }

    /** Whether every published figure agrees. */
    public boolean agrees() {
        return comparisons.stream().allMatch(Comparison::agrees);
    }

    /** As a table. */
    public void print(PrintStream out) {
        int width = "workload".length();
        int policyWidth = "policy".length();
        for (StudyRow row : rows) {
            width = Math.max(width, row.workload().length());
            policyWidth = Math.max(policyWidth, row.policy().length());
        }
        String shape = "%-4s  %-" + width + "s  %-" + policyWidth + "s%8s%10s%8s%8s%10s%12s%12s%8s";
        out.println(
                String.format(
                        Locale.ROOT,
                        shape,
                        "load",
                        "workload",
                        "policy",
                        "jobs",
                        "finished",
                        "failed",
                        "left",
                        "rejected",
                        "mean JCT s",
                        "makespan s",
                        "GPU %"));
        for (StudyRow row : rows) {
            out.println(
                    String.format(
                            Locale.ROOT,
                            shape,
                            row.load(),
                            row.workload(),
                            row.policy(),
                            row.outcome().jobs().size(),
                            row.count(JobPhase.FINISHED),
                            row.count(JobPhase.FAILED),
                            row.count(JobPhase.WAITING) + row.count(JobPhase.RUNNING),
                            row.count(JobPhase.REJECTED),
                            oneDigit(StudyFigure.MEAN_COMPLETION.of(row.outcome())),
                            oneDigit(StudyFigure.MAKESPAN.of(row.outcome())),
                            oneDigit(100 * row.utilisation())));
            printRejections(out, row);
            printNames(out, row, JobPhase.FAILED);
        }
        if (compared) {
            printComparisons(out);
        }
        notices.forEach(notice -> out.println(line(notice)));
    }

    private static String oneDigit(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String line(Notice notice) {
        String first = (notice.where() + " " + notice.first()).strip();
        return "notice: "
                + notice.code()
                + " ("
                + notice.count()
                + " x, first "
                + first
                + "): "
                + notice.meaning();
    }

    /** One line for each reason, with the first jobs. */
    private static void printRejections(PrintStream out, StudyRow row) {
        SequencedMap<String, List<String>> byReason = new LinkedHashMap<>();
        for (SimulatedJob job : row.outcome().jobs()) {
            if (job.phase() == JobPhase.REJECTED) {
                byReason.computeIfAbsent(job.rejection(), _ -> new ArrayList<>())
                        .add(job.spec().name());
            }
        }
        byReason.forEach((reason, names) -> {
            int shown = Math.min(names.size(), NAMES_MAX);
            out.println(
                    "  rejected: "
                            + String.join(", ", names.subList(0, shown))
                            + (names.size() > shown
                                    ? " and " + (names.size() - shown) + " more"
                                    : "")
                            + ": "
                            + reason);
        });
    }

    private static void printNames(PrintStream out, StudyRow row, JobPhase phase) {
        List<String> names = names(row, phase);
        if (!names.isEmpty()) {
            long count = row.count(phase);
            out.println(
                    "  "
                            + phase.name().toLowerCase(Locale.ROOT)
                            + ": "
                            + String.join(", ", names)
                            + (count > names.size()
                                    ? " and " + (count - names.size()) + " more"
                                    : ""));
        }
    }

    private static List<String> names(StudyRow row, JobPhase phase) {
        List<String> names = new ArrayList<>();
        for (SimulatedJob job : row.outcome().jobs()) {
            if (job.phase() == phase && names.size() < NAMES_MAX) {
                names.add(job.spec().name());
            }
        }
        return names;
    }

    private void printComparisons(PrintStream out) {
        long agree = comparisons.stream().filter(Comparison::agrees).count();
        out.println(agree + " of " + comparisons.size() + " published figures agree");
        for (Comparison figure : comparisons) {
            out.println(
                    String.format(
                            Locale.ROOT,
                            "  %-5s%-26s%-12s computed %10.1f, published %10.1f, %+.2f %% (may"
                                    + " differ by %.0f %%)%s",
                            figure.load(),
                            figure.policy(),
                            figure.figure().officialName(),
                            figure.computed(),
                            figure.published(),
                            figure.differencePct(),
                            100 * figure.toleranceRatio(),
                            figure.agrees() ? "" : "  DIFFERS"));
        }
    }

    /** As one JSON document. */
    public ObjectNode document() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format", format);
        ArrayNode list = root.putArray("rows");
        for (StudyRow row : rows) {
            ObjectNode node = list.addObject();
            node.put("load", row.load());
            node.put("workload", row.workload());
            node.put("policy", row.policy());
            node.put("gpus", row.gpus());
            node.put("jobs", row.outcome().jobs().size());
            for (JobPhase phase : JobPhase.values()) {
                if (phase != JobPhase.EXPECTED) {
                    node.put(phase.name().toLowerCase(Locale.ROOT), row.count(phase));
                }
            }
            for (StudyFigure figure : StudyFigure.values()) {
                node.put(figure.officialName(), figure.of(row.outcome()));
            }
            node.put("gpu_utilisation", row.utilisation());
            node.put("gpu_seconds", row.outcome().busy().seconds());
            node.put("decisions", row.outcome().decisions());
            ArrayNode rejected = node.putArray("rejected_jobs");
            names(row, JobPhase.REJECTED).forEach(rejected::add);
            ArrayNode reasons = node.putArray("rejections");
            for (SimulatedJob job : row.outcome().jobs()) {
                if (job.phase() == JobPhase.REJECTED && reasons.size() < NAMES_MAX) {
                    reasons.addObject()
                            .put("job", job.spec().name())
                            .put("reason", job.rejection());
                }
            }
        }
        root.put("agree", comparisons.stream().filter(Comparison::agrees).count());
        root.put("total", comparisons.size());
        ArrayNode figures = root.putArray("comparisons");
        for (Comparison figure : comparisons) {
            ObjectNode node = figures.addObject();
            node.put("load", figure.load());
            node.put("policy", figure.policy());
            node.put("metric", figure.figure().officialName());
            node.put("workloads", figure.workloads());
            node.put("published", figure.published());
            node.put("computed", figure.computed());
            node.put("tolerance_ratio", figure.toleranceRatio());
            node.put("agrees", figure.agrees());
        }
        ArrayNode ignored = root.putArray("notices");
        for (Notice notice : notices) {
            ObjectNode node = ignored.addObject();
            node.put("code", notice.code());
            node.put("where", notice.where());
            node.put("count", notice.count());
            node.put("first", notice.first());
            node.put("meaning", notice.meaning());
        }
        return root;
    }
}
