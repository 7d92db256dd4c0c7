package org.scxfleet.workload.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.scxfleet.tests.requirement.Requirement;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.measured.GroupHistograms.Bucket;

class MeasuredFiguresTest {
    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream shared(String name) throws IOException {
        return Files.newInputStream(Requirement.shared("kernel-measurements").resolve(name));
    }

    @Test
    void shouldReadHistogramsByCaseAndGroup() throws IOException {
        Map<GroupKey, GroupHistograms> histograms =
                MeasuredFigures.readHistograms(
                        text(
                                """
                                case,group,kind,from_us,below_us,count
                                c,g,wake,0,5,14
                                c,g,segment,500,1500,3
                                c,g,wake,21500,22500,12
                                c,h,segment,0,500,1
                                """),
                        "hist.csv");

        assertThat(histograms.keySet())
                .containsExactly(new GroupKey("c", "g"), new GroupKey("c", "h"));
        GroupHistograms g = histograms.get(new GroupKey("c", "g"));
        assertThat(g.wake()).containsExactly(new Bucket(0, 5, 14), new Bucket(21500, 22500, 12));
        assertThat(g.segment()).containsExactly(new Bucket(500, 1500, 3));
        assertThat(GroupHistograms.total(g.wake())).isEqualTo(26);
        assertThat(histograms.get(new GroupKey("c", "h")).wake()).isEmpty();
    }

    @Test
    void shouldReadRunsWithAndWithoutTickPhase() throws IOException {
        Map<String, List<RunFigures>> runs =
                MeasuredFigures.readRuns(
                        text(
                                """
                                case,rep,scheduler,duration_s,switches,switches_per_s,other_tasks_us,\
                                tick_phase_us,tick_phase_votes,end_state
                                c,0,scx_simple,3.0,623,207.7,440.0,2038,326/500,state enabled
                                c,1,scx_simple,3.0,574,191.3,264.0,,,state enabled
                                """),
                        "runs.csv");

        assertThat(runs.get("c"))
                .extracting(RunFigures::tickPhaseNs)
                .containsExactly(OptionalLong.of(2_038_000), OptionalLong.empty());
        assertThat(runs.get("c").getFirst().durationNs()).isEqualTo(3_000_000_000L);
        assertThat(runs.get("c").getFirst().tickPhaseVotes()).isEqualTo("326/500");
    }

    @Test
    void shouldNameTheLineOfABadFigure() {
        assertThatThrownBy(() ->
                        MeasuredFigures.readHistograms(
                                text(
                                        "case,group,kind,from_us,below_us,count\n"
                                                + "c,g,wakes,0,5,14\n"),
                                "hist.csv"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("hist.csv:2: 'kind' is \"wakes\"; give wake or segment");
    }

    @Test
    void shouldReadTheSharedSummary() throws IOException {
        Map<GroupKey, GroupSummary> summary;
        try (InputStream in = shared("summary.csv")) {
            summary = MeasuredFigures.readSummary(in, "summary.csv");
        }

        assertThat(summary).hasSizeGreaterThanOrEqualTo(121);
        GroupSummary hog = summary.get(new GroupKey("simple-hogs8", "hog"));
        assertThat(hog.tasks()).isEqualTo(8);
        assertThat(hog.repetitions()).isEqualTo(3);
        assertThat(hog.shareOfWindow()).isEqualTo(new GroupSummary.Spread(0.49998, 0.49598, 0.504));
        assertThat(hog.wakeLatency().count()).isEqualTo(26);
        assertThat(hog.wakeLatency().p50Us()).hasValue(4.0);
        assertThat(hog.segments().p10Us()).hasValue(23996.0);
        assertThat(hog.switchedInPerS()).isEqualTo(168.22);
        assertThat(hog.loopsPerS()).hasValue(500.0);
    }

    @Test
    void shouldReadTheSharedTasksIntoTheGroupsOfTheSummary() throws IOException {
        Map<GroupKey, GroupSummary> summary;
        Map<GroupKey, List<TaskFigures>> tasks;
        try (InputStream summaryIn = shared("summary.csv");
                InputStream tasksIn = shared("tasks.csv")) {
            summary = MeasuredFigures.readSummary(summaryIn, "summary.csv");
            tasks = MeasuredFigures.readTasks(tasksIn, "tasks.csv");
        }

        assertThat(tasks.keySet()).isEqualTo(summary.keySet());
        summary.forEach((key, group) ->
                assertThat(tasks.get(key))
                        .as(key.toString())
                        .hasSize(group.tasks() * group.repetitions()));
        TaskFigures first = tasks.get(new GroupKey("simple-hogs8", "hog")).getFirst();
        assertThat(first.task()).isEqualTo("hog-0");
        assertThat(first.runtimeUs()).isEqualTo(1_511_974.0);
        assertThat(first.switching()).isEqualTo(new TaskFigures.Switching(63, 63, 0, 14, 1));
        assertThat(first.loops()).hasValue(1512);
    }

    @Test
    void shouldReadTheSharedHistogramsAndRunsOfEveryGroup() throws IOException {
        Map<GroupKey, GroupSummary> summary;
        Map<GroupKey, GroupHistograms> histograms;
        Map<String, List<RunFigures>> runs;
        try (InputStream summaryIn = shared("summary.csv");
                InputStream histogramsIn = shared("hist.csv");
                InputStream runsIn = shared("runs.csv")) {
            summary = MeasuredFigures.readSummary(summaryIn, "summary.csv");
            histograms = MeasuredFigures.readHistograms(histogramsIn, "hist.csv");
            runs = MeasuredFigures.readRuns(runsIn, "runs.csv");
        }

        assertThat(histograms.keySet()).isEqualTo(summary.keySet());
        summary.forEach((key, group) -> {
            GroupHistograms histogram = histograms.get(key);
            assertThat(GroupHistograms.total(histogram.segment()))
                    .as(key.toString())
                    .isEqualTo(group.segments().count());
            assertThat(GroupHistograms.total(histogram.wake()))
                    .as(key.toString())
                    .isEqualTo(group.wakeLatency().count());
            assertThat(runs.get(key.caseName())).hasSize(group.repetitions());
        });
    }
}
