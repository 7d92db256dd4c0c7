package org.scxfleet.workload.rtapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.workload.rtapp.RtAppText.codes;
import static org.scxfleet.workload.rtapp.RtAppText.labTasks;
import static org.scxfleet.workload.rtapp.RtAppText.task;
import static org.scxfleet.workload.rtapp.RtAppText.tasks;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.input.TaskWorkload;

class RtAppProgramTest {
    private static final Step RUN = new Step.Compute(Amount.of(1_000));
    private static final Step SLEEP = new Step.Sleep(Amount.of(2_000));
    private static final Step MARK = new Step.Mark("");

    private static TaskSpec only(String body) {
        return tasks("\"t\": {" + body + "}").tasks().getFirst();
    }

    private static Step.Repeat repeat(int turns, Step... body) {
        return new Step.Repeat(turns, List.of(body));
    }

    private static Step.Timer timer(String ref, long ns) {
        return new Step.Timer(ref, Amount.of(ns), false, false);
    }

    @Test
    void shouldGiveDefaultsToATaskThatNamesNothing() {
        assertThat(only("\"run\": 1"))
                .isEqualTo(
                        new TaskSpec(
                                "t",
                                "t",
                                1,
                                SchedParams.NORMAL,
                                List.of(),
                                "/",
                                0,
                                List.of(repeat(Step.FOREVER, RUN, MARK))));
    }

    @Test
    void shouldLoopForEverWithoutALoop() {
        assertThat(only("\"phases\": {\"p\": {\"run\": 1}}").program())
                .containsExactly(repeat(Step.FOREVER, RUN, MARK));
    }

    @Test
    void shouldRunTheThreadOnceWhereALoopStandsBesideEvents() {
        assertThat(only("\"loop\": 5, \"run\": 1").program()).containsExactly(repeat(5, RUN, MARK));
        assertThat(only("\"loop\": -1, \"run\": 1").program())
                .containsExactly(repeat(Step.FOREVER, RUN, MARK));
        assertThat(only("\"loop\": 1, \"run\": 1").program()).containsExactly(RUN, MARK);
    }

    @Test
    void shouldNestPhaseLoopsInTheThreadLoop() {
        assertThat(
                        only("\"loop\": 3, \"phases\": {\"p\": {\"loop\": 4, \"run\": 1},"
                                        + " \"q\": {\"sleep\": 2}}")
                                .program())
                .containsExactly(repeat(3, repeat(4, RUN, MARK), SLEEP, MARK));
    }

    @Test
    void shouldMarkTurnsOfTheWholeTaskInTheLabDialect() {
        TaskWorkload workload =
                labTasks(
                        "\"t\": {\"loop\": 3, \"phases\": {\"p\": {\"loop\": 4, \"run\": 1},"
                                + " \"q\": {\"sleep\": 2}}}");

        assertThat(workload.tasks().getFirst().program())
                .containsExactly(repeat(3, repeat(4, RUN), SLEEP, MARK));
    }

    @Test
    void shouldTakeAPhaseLoopOfZeroForEver() {
        TaskWorkload workload = tasks("\"t\": {\"loop\": 0, \"run\": 1}");

        assertThat(workload.tasks().getFirst().program())
                .containsExactly(repeat(Step.FOREVER, RUN, MARK));
        assertThat(codes(workload)).containsExactly("rtapp-loop-zero");
    }

    @Test
    void shouldMarkTheResponseTimeBeforeATimerThatClosesTheIteration() {
        assertThat(only("\"run\": 1, \"timer\": {\"ref\": \"unique\", \"period\": 5}").program())
                .containsExactly(
                        repeat(Step.FOREVER, RUN, new Step.Mark("unique"), timer("unique", 5_000)));
    }

    @Test
    void shouldMarkTheResponseTimeAfterATimerThatOpensTheIteration() {
        assertThat(only("\"timer\": {\"ref\": \"unique\", \"period\": 5}, \"run\": 1").program())
                .containsExactly(
                        repeat(Step.FOREVER, timer("unique", 5_000), RUN, new Step.Mark("unique")));
    }

    @Test
    void shouldNotGuessAResponseTimeFromTwoTimers() {
        assertThat(
                        only("\"timer\": {\"ref\": \"uniqueA\", \"period\": 5}, \"run\": 1,"
                                        + " \"timer\": {\"ref\": \"uniqueB\", \"period\": 6}")
                                .program())
                .containsExactly(
                        repeat(
                                Step.FOREVER,
                                timer("uniqueA", 5_000),
                                RUN,
                                timer("uniqueB", 6_000),
                                MARK));
    }

    @Test
    void shouldReadDelayInstancesAffinityAndCgroup() {
        TaskWorkload workload =
                tasks(
                        "\"t\": {\"instance\": 7, \"delay\": 1500, \"cpus\": [3, 1, 3],"
                                + " \"taskgroup\": \"/b/c\", \"run\": 1},"
                                + " \"u\": {\"taskgroup\": \"/a\", \"run\": 1},"
                                + " \"v\": {\"taskgroup\": \"\", \"run\": 1}");

        TaskSpec t = task(workload, "t");
        assertThat(t.instances()).isEqualTo(7);
        assertThat(t.delayNs()).isEqualTo(1_500_000);
        assertThat(t.cpus()).containsExactly(1, 3);
        assertThat(t.cgroup()).isEqualTo("/b/c");
        assertThat(task(workload, "v").cgroup()).isEqualTo("/");
        assertThat(workload.cgroups())
                .containsExactly(CgroupSpec.weighted("/a", 100), CgroupSpec.weighted("/b/c", 100));
    }

    @Test
    void shouldApplyPriorityInTermsOfThePolicy() {
        assertThat(only("\"priority\": -5, \"run\": 1").params()).isEqualTo(SchedParams.fair(-5));
        assertThat(only("\"policy\": \"SCHED_RR\", \"run\": 1").params())
                .isEqualTo(SchedParams.realTime(SchedPolicy.RR, 10));
        assertThat(only("\"policy\": \"SCHED_FIFO\", \"priority\": 50, \"run\": 1").params())
                .isEqualTo(SchedParams.realTime(SchedPolicy.FIFO, 50));
        assertThat(only("\"policy\": \"SCHED_BATCH\", \"priority\": 3, \"run\": 1").params())
                .isEqualTo(new SchedParams(SchedPolicy.BATCH, 3, 0, 0, 0, 0));
        assertThat(only("\"policy\": \"SCHED_IDLE\", \"run\": 1").params())
                .isEqualTo(new SchedParams(SchedPolicy.IDLE, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldDefaultPeriodToBudgetAndDeadlineToPeriod() {
        String policy = "\"policy\": \"SCHED_DEADLINE\", \"run\": 1, ";

        assertThat(only(policy + "\"dl-runtime\": 100").params())
                .isEqualTo(new SchedParams(SchedPolicy.DEADLINE, 0, 0, 100_000, 100_000, 100_000));
        assertThat(only(policy + "\"dl-runtime\": 100, \"dl-period\": 300").params())
                .isEqualTo(new SchedParams(SchedPolicy.DEADLINE, 0, 0, 100_000, 300_000, 300_000));
        assertThat(
                        only(policy + "\"dl-runtime\": 1, \"dl-deadline\": 2, \"dl-period\": 3")
                                .params())
                .isEqualTo(new SchedParams(SchedPolicy.DEADLINE, 0, 0, 1_000, 2_000, 3_000));
    }

    @Test
    void shouldTakeOldDeadlineKeysOnTasksOfThatPolicyOnly() {
        TaskWorkload deadline =
                tasks(
                        "\"t\": {\"policy\": \"SCHED_DEADLINE\", \"runtime\": 10, \"period\": 30,"
                                + " \"deadline\": 20, \"phases\": {\"p\": {\"run\": 1}}}");

        assertThat(deadline.tasks().getFirst().params())
                .isEqualTo(new SchedParams(SchedPolicy.DEADLINE, 0, 0, 10_000, 20_000, 30_000));
        assertThat(codes(deadline)).containsExactly("rtapp-legacy-deadline-keys");

        TaskWorkload fair = tasks("\"t\": {\"loop\": 1, \"runtime\": 10}");
        assertThat(fair.tasks().getFirst().params()).isEqualTo(SchedParams.NORMAL);
        assertThat(codes(fair)).containsExactly("rtapp-runtime-exact");
    }

    @Test
    void shouldTakeABudgetOfTheFairClassAsCustomSliceWithinTheKernelsBounds() {
        assertThat(only("\"dl-runtime\": 500, \"run\": 1").params())
                .isEqualTo(new SchedParams(SchedPolicy.NORMAL, 0, 0, 500_000, 0, 0));
        TaskWorkload clamped = tasks("\"t\": {\"dl-runtime\": 200000, \"run\": 1}");
        assertThat(clamped.tasks().getFirst().params().runtimeNs()).isEqualTo(100_000_000);
        assertThat(codes(clamped)).containsExactly("rtapp-slice-clamped");
    }

    @Test
    void shouldUseTheDefaultPolicyOfTheFile() {
        TaskWorkload workload =
                RtAppText.read(
                        "{\"global\": {\"calibration\": 1, \"default_policy\": \"SCHED_FIFO\"},"
                                + " \"tasks\": {\"t\": {\"run\": 1},"
                                + " \"u\": {\"policy\": \"SCHED_OTHER\", \"run\": 1}}}",
                        Dialect.RT_APP);

        assertThat(task(workload, "t").params())
                .isEqualTo(SchedParams.realTime(SchedPolicy.FIFO, 10));
        assertThat(task(workload, "u").params()).isEqualTo(SchedParams.NORMAL);
    }

    @Test
    void shouldKnowTheExtPolicyInTheLabDialect() {
        TaskWorkload workload = labTasks("\"t\": {\"policy\": \"SCHED_EXT\", \"run\": 1}");

        assertThat(workload.tasks().getFirst().params())
                .isEqualTo(new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldStartWithTheParametersOfTheFirstPhaseAndChangeThemOnlyWherePhasesDiffer() {
        TaskSpec t =
                only(
                        """
                        "loop": -1, "cpus": [0, 1], "priority": 1, "taskgroup": "/g",
                        "phases": {
                            "p": {"cpus": [2], "run": 1},
                            "q": {"priority": 4, "taskgroup": "/h", "run": 1},
                            "r": {"run": 1}}
                        """);

        assertThat(t.params()).isEqualTo(SchedParams.fair(1));
        assertThat(t.cpus()).containsExactly(2);
        assertThat(t.cgroup()).isEqualTo("/g");
        // The nice value and the cgroup of q stay for ever; the affinity falls back to the task's.
        assertThat(t.program())
                .containsExactly(
                        repeat(
                                Step.FOREVER,
                                new Step.SetAffinity(List.of(2)),
                                RUN,
                                MARK,
                                new Step.SetScheduler(SchedParams.fair(4)),
                                new Step.SetAffinity(List.of(0, 1)),
                                new Step.SetCgroup("/h"),
                                RUN,
                                MARK,
                                RUN,
                                MARK));
    }

    @Test
    void shouldNotGoBackToTheFirstPhaseOfAThreadThatRunsOnce() {
        assertThat(
                        only("\"loop\": 1, \"phases\": {\"p\": {\"cpus\": [2], \"run\": 1},"
                                        + " \"q\": {\"loop\": 2, \"run\": 1}}")
                                .program())
                .containsExactly(RUN, MARK, new Step.SetAffinity(List.of()), repeat(2, RUN, MARK));
    }

    @Test
    void shouldKeepThePolicyInForceWhereAPhaseNamesOnlyAPriority() {
        TaskSpec t =
                only(
                        """
                        "loop": 1, "policy": "SCHED_FIFO", "priority": 5,
                        "phases": {"p": {"run": 1}, "q": {"priority": 7, "run": 1},
                                   "r": {"policy": "SCHED_OTHER", "run": 1}}
                        """);

        assertThat(t.program())
                .containsExactly(
                        RUN,
                        MARK,
                        new Step.SetScheduler(SchedParams.realTime(SchedPolicy.FIFO, 7)),
                        RUN,
                        MARK,
                        new Step.SetScheduler(SchedParams.NORMAL),
                        RUN,
                        MARK);
    }

    @Test
    void shouldKeepACustomSliceThatNoPhaseNames() {
        TaskSpec t =
                only(
                        """
                        "loop": 1, "dl-runtime": 500,
                        "phases": {"p": {"run": 1}, "q": {"priority": 2, "run": 1}}
                        """);

        assertThat(t.program())
                .contains(
                        new Step.SetScheduler(
                                new SchedParams(SchedPolicy.NORMAL, 2, 0, 500_000, 0, 0)));
    }

    @Test
    void shouldRenameTheSecondOfTwoEqualNames() {
        TaskWorkload workload =
                tasks("\"t\": {\"run\": 1}, \"t\": {\"sleep\": 2}, \"t1\": {\"run\": 1}");

        assertThat(workload.tasks()).extracting(TaskSpec::name).containsExactly("t", "t1", "t12");
        assertThat(codes(workload)).containsExactly("rtapp-name-renamed");
        assertThat(workload.notices().getFirst().count()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheFirstOfTwoEqualPropertiesAndSaySo() {
        TaskWorkload workload = tasks("\"t\": {\"priority\": 1, \"priority\": 2, \"run\": 1}");

        assertThat(workload.tasks().getFirst().params()).isEqualTo(SchedParams.fair(1));
        assertThat(codes(workload)).containsExactly("rtapp-property-duplicate");
    }

    @Test
    void shouldCountWhatHasNoEffect() {
        TaskWorkload workload =
                RtAppText.read(
                        """
                        {"global": {"logdir": "./", "ftrace": "main", "lock_pages": true, "frag": 1},
                         "tasks": {"t": {"util_min": 512, "util_max": -1, "nodes_membind": [0],
                                         "sleep": 1, "phases": {"p": {"prioritty": 1, "run": 1}}}},
                         "resources": {"m": {"type": "mutex"}}, "comment": "x"}
                        """,
                        Dialect.RT_APP);

        assertThat(codes(workload))
                .containsExactlyInAnyOrder(
                        "rtapp-key-unknown",
                        "rtapp-log-key-ignored",
                        "rtapp-lock-pages-ignored",
                        "rtapp-calibration-assumed",
                        "rtapp-util-clamp-ignored",
                        "rtapp-membind-ignored",
                        "rtapp-task-event-ignored");
        assertThat(workload.notices())
                .filteredOn(notice -> notice.code().equals("rtapp-key-unknown"))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.count()).isEqualTo(3);
                    assertThat(notice.where()).isEqualTo("w.json:4:41 comment");
                    assertThat(notice.meaning()).isNotEmpty();
                });
    }

    @Test
    void shouldReadTheDurationInSeconds() {
        assertThat(duration("2", Dialect.RT_APP)).isEqualTo(2_000_000_000L);
        assertThat(duration("-1", Dialect.RT_APP)).isEqualTo(-1);
        assertThat(duration("0", Dialect.RT_APP)).isEqualTo(-1);
        assertThat(duration("0.25", Dialect.LAB)).isEqualTo(250_000_000L);
        assertThat(duration("-1.0", Dialect.LAB)).isEqualTo(-1);
        assertThat(tasks("\"t\": {\"run\": 1}").durationNs()).isEqualTo(-1);
    }

    private static long duration(String seconds, Dialect dialect) {
        return RtAppText.read(
                        "{\"global\": {\"duration\": "
                                + seconds
                                + "}, \"tasks\": {\"t\": {\"run\": 1}}}",
                        dialect)
                .durationNs();
    }
}
