package org.scxfleet.workload.measured;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.measured.GroupHistograms.Bucket;
import org.scxfleet.workload.measured.GroupSummary.Segments;
import org.scxfleet.workload.measured.GroupSummary.Spread;
import org.scxfleet.workload.measured.GroupSummary.WakeLatency;
import org.scxfleet.workload.measured.TaskFigures.Switching;
import org.scxfleet.workload.measured.TaskFigures.TaskSegments;

/**
 * Reads the tables of figures that belong to measured cases. Maps keep the order of the file;
 * streams are not closed.
 */
public final class MeasuredFigures {
    private static final double NS_PER_S = 1e9;
    private static final long NS_PER_US = 1_000;
    private static final long MANY = Long.MAX_VALUE / NS_PER_US;

    private static final List<String> SUMMARY_COLUMNS =
            List.of(
                    "case",
                    "group",
                    "tasks",
                    "reps",
                    "share_of_window_mean",
                    "share_min",
                    "share_max",
                    "group_share_of_workload_mean",
                    "group_share_of_workload_min",
                    "group_share_of_workload_max",
                    "wake_n",
                    "wake_p50_us",
                    "wake_p90_us",
                    "wake_p99_us",
                    "wake_max_us",
                    "seg_n",
                    "seg_p10_us",
                    "seg_p50_us",
                    "seg_p90_us",
                    "seg_max_us",
                    "switched_in_per_s",
                    "migrations_per_s",
                    "loops_per_s_mean");
    private static final List<String> HISTOGRAM_COLUMNS =
            List.of("case", "group", "kind", "from_us", "below_us", "count");
    private static final List<String> RUN_COLUMNS =
            List.of(
                    "case",
                    "rep",
                    "scheduler",
                    "duration_s",
                    "switches",
                    "other_tasks_us",
                    "tick_phase_us",
                    "tick_phase_votes",
                    "end_state");
    private static final List<String> TASK_COLUMNS =
            List.of(
                    "case",
                    "rep",
                    "task",
                    "runtime_us",
                    "share_of_workload",
                    "share_of_window",
                    "switched_in",
                    "preempted",
                    "blocked",
                    "migrations",
                    "wakeups",
                    "wake_p50_us",
                    "wake_p90_us",
                    "wake_p99_us",
                    "wake_max_us",
                    "seg_n",
                    "seg_mean_us",
                    "seg_p50_us",
                    "seg_p99_us",
                    "seg_max_us",
                    "loops");

    private MeasuredFigures() {}

    /** summary.csv, by case and task group. */
    public static SequencedMap<GroupKey, GroupSummary> readSummary(InputStream in, String file)
            throws IOException {
        SequencedMap<GroupKey, GroupSummary> byKey = new LinkedHashMap<>();
        CsvTable.read(
                in,
                file,
                SUMMARY_COLUMNS,
                row -> {
                    GroupSummary summary = summary(row);
                    if (byKey.putIfAbsent(summary.key(), summary) != null) {
                        throw row.wrong("group", "is there twice", "keep one line a group");
                    }
                });
        return byKey;
    }

    private static GroupSummary summary(CsvRow row) {
        return new GroupSummary(
                new GroupKey(row.name("case"), row.name("group")),
                (int) row.wholeNumber("tasks", 1, Integer.MAX_VALUE),
                (int) row.wholeNumber("reps", 1, Integer.MAX_VALUE),
                new Spread(
                        row.number("share_of_window_mean"),
                        row.number("share_min"),
                        row.number("share_max")),
                new Spread(
                        row.number("group_share_of_workload_mean"),
                        row.number("group_share_of_workload_min"),
                        row.number("group_share_of_workload_max")),
                wakeLatency(row, row.wholeNumber("wake_n", 0, MANY)),
                new Segments(
                        row.wholeNumber("seg_n", 0, MANY),
                        row.optionalNumber("seg_p10_us"),
                        row.optionalNumber("seg_p50_us"),
                        row.optionalNumber("seg_p90_us"),
                        row.optionalNumber("seg_max_us")),
                row.number("switched_in_per_s"),
                row.number("migrations_per_s"),
                row.optionalNumber("loops_per_s_mean"));
    }

    private static WakeLatency wakeLatency(CsvRow row, long count) {
        return new WakeLatency(
                count,
                row.optionalNumber("wake_p50_us"),
                row.optionalNumber("wake_p90_us"),
                row.optionalNumber("wake_p99_us"),
                row.optionalNumber("wake_max_us"));
    }

    /** hist.csv, by case and task group. */
    public static SequencedMap<GroupKey, GroupHistograms> readHistograms(
            InputStream in, String file) throws IOException {
        Map<GroupKey, List<Bucket>> wake = new LinkedHashMap<>();
        Map<GroupKey, List<Bucket>> segment = new LinkedHashMap<>();
        SequencedMap<GroupKey, GroupHistograms> byKey = new LinkedHashMap<>();
        CsvTable.read(
                in,
                file,
                HISTOGRAM_COLUMNS,
                row -> {
                    GroupKey key = new GroupKey(row.name("case"), row.name("group"));
                    Map<GroupKey, List<Bucket>> kind =
                            switch (row.text("kind")) {
                                case "wake" -> wake;
                                case "segment" -> segment;
                                default ->
                                        throw row.wrong(
                                                "kind",
                                                "is \"" + row.text("kind") + "\"",
                                                "give wake or segment");
                            };
                    kind.computeIfAbsent(key, k -> new ArrayList<>()).add(bucket(row));
                    byKey.putIfAbsent(key, new GroupHistograms(key, List.of(), List.of()));
                });
        byKey.replaceAll((key, empty) ->
                new GroupHistograms(
                        key,
                        wake.getOrDefault(key, List.of()),
                        segment.getOrDefault(key, List.of())));
        return byKey;
    }

    private static Bucket bucket(CsvRow row) {
        long from = row.wholeNumber("from_us", 0, MANY);
        return new Bucket(
                from,
                row.wholeNumber("below_us", from + 1, MANY),
                row.wholeNumber("count", 0, MANY));
    }

    /** runs.csv, by case; repetitions in the order of the file. */
    public static SequencedMap<String, List<RunFigures>> readRuns(InputStream in, String file)
            throws IOException {
        SequencedMap<String, List<RunFigures>> byCase = new LinkedHashMap<>();
        CsvTable.read(
                in,
                file,
                RUN_COLUMNS,
                row ->
                        byCase.computeIfAbsent(row.name("case"), name -> new ArrayList<>())
                                .add(run(row)));
        return byCase;
    }

    private static RunFigures run(CsvRow row) {
        OptionalLong phaseUs = row.optionalWholeNumber("tick_phase_us", 0, MANY);
        return new RunFigures(
                row.name("case"),
                (int) row.wholeNumber("rep", 0, Integer.MAX_VALUE),
                row.name("scheduler"),
                Math.round(row.number("duration_s") * NS_PER_S),
                row.wholeNumber("switches", 0, MANY),
                row.number("other_tasks_us"),
                phaseUs.isPresent()
                        ? OptionalLong.of(phaseUs.getAsLong() * NS_PER_US)
                        : OptionalLong.empty(),
                row.text("tick_phase_votes"),
                row.text("end_state"));
    }

    /** tasks.csv, by case and task group. */
    public static SequencedMap<GroupKey, List<TaskFigures>> readTasks(InputStream in, String file)
            throws IOException {
        SequencedMap<GroupKey, List<TaskFigures>> byKey = new LinkedHashMap<>();
        CsvTable.read(
                in,
                file,
                TASK_COLUMNS,
                row -> {
                    TaskFigures task = task(row);
                    byKey.computeIfAbsent(task.key(), key -> new ArrayList<>()).add(task);
                });
        return byKey;
    }

    private static TaskFigures task(CsvRow row) {
        String task = row.name("task");
        return new TaskFigures(
                new GroupKey(row.name("case"), group(task)),
                (int) row.wholeNumber("rep", 0, Integer.MAX_VALUE),
                task,
                row.number("runtime_us"),
                row.number("share_of_workload"),
                row.number("share_of_window"),
                new Switching(
                        row.wholeNumber("switched_in", 0, MANY),
                        row.wholeNumber("preempted", 0, MANY),
                        row.wholeNumber("blocked", 0, MANY),
                        row.wholeNumber("migrations", 0, MANY),
                        row.wholeNumber("wakeups", 0, MANY)),
                wakeLatency(row, row.wholeNumber("wakeups", 0, MANY)),
                new TaskSegments(
                        row.wholeNumber("seg_n", 0, MANY),
                        row.optionalNumber("seg_mean_us"),
                        row.optionalNumber("seg_p50_us"),
                        row.optionalNumber("seg_p99_us"),
                        row.optionalNumber("seg_max_us")),
                row.optionalWholeNumber("loops", 0, MANY));
    }

    /** The task group of an instance: hog-3 belongs to hog, a single instance p10 to p10. */
    private static String group(String task) {
        int dash = task.lastIndexOf('-');
        boolean numbered =
                dash > 0
                        && dash + 1 < task.length()
                        && task.chars().skip(dash + 1L).allMatch(c -> c >= '0' && c <= '9');
        return numbered ? task.substring(0, dash) : task;
    }
}
