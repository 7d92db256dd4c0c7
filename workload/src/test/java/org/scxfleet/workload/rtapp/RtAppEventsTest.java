package org.scxfleet.workload.rtapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.workload.rtapp.RtAppText.codes;
import static org.scxfleet.workload.rtapp.RtAppText.labTasks;
import static org.scxfleet.workload.rtapp.RtAppText.task;
import static org.scxfleet.workload.rtapp.RtAppText.tasks;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.workload.input.TaskWorkload;

class RtAppEventsTest {
    private static final Step MARK = new Step.Mark("");

    /** The events of a task that runs once, without the mark at their end. */
    private static List<Step> once(String events) {
        return withoutMark(tasks("\"t\": {\"loop\": 1, " + events + "}"));
    }

    private static List<Step> withoutMark(TaskWorkload workload) {
        List<Step> program = task(workload, "t").program();
        assertThat(program.getLast()).isEqualTo(MARK);
        return program.subList(0, program.size() - 1);
    }

    private static Step compute(long ns) {
        return new Step.Compute(Amount.of(ns));
    }

    @Test
    void shouldTellEventsByTheBeginningOfTheirKeys() {
        assertThat(once("\"run\": 1, \"run0\": 2, \"run_b\": 3, \"runtime9\": 4, \"sleep_x\": 5"))
                .containsExactly(
                        compute(1_000),
                        compute(2_000),
                        compute(3_000),
                        new Step.RunFor(Amount.of(4_000)),
                        new Step.Sleep(Amount.of(5_000)));
    }

    @Test
    void shouldKeepDuplicateEventsInTheirOrder() {
        assertThat(once("\"run\": 1, \"sleep\": 2, \"run\": 3, \"sleep\": 4"))
                .containsExactly(
                        compute(1_000),
                        new Step.Sleep(Amount.of(2_000)),
                        compute(3_000),
                        new Step.Sleep(Amount.of(4_000)));
    }

    @Test
    void shouldRoundWorkDownToWholeLoops() {
        TaskWorkload workload =
                RtAppText.read(
                        "{\"global\": {\"calibration\": 300}, \"tasks\": {\"t\": {\"loop\": 1,"
                                + " \"run\": 1}}}",
                        Dialect.RT_APP);

        assertThat(withoutMark(workload)).containsExactly(compute(900));
    }

    @Test
    void shouldReadLocksConditionsAndSemaphores() {
        assertThat(
                        once(
                                "\"lock\": \"m\", \"wait\": {\"ref\": \"c\", \"mutex\": \"m\"},"
                                        + " \"unlock\": \"m\", \"signal\": \"c\", \"broad\": \"c\","
                                        + " \"sem_post\": \"s\", \"sem_wait\": \"s\""))
                .containsExactly(
                        new Step.Lock("m", false),
                        new Step.CondWait("c", "m"),
                        new Step.Unlock("m"),
                        new Step.CondSignal("c"),
                        new Step.CondBroadcast("c"),
                        new Step.SemPost("s"),
                        new Step.SemWait("s"));
    }

    @Test
    void shouldInheritPrioritiesWherePiIsEnabled() {
        TaskWorkload workload =
                RtAppText.read(
                        "{\"global\": {\"calibration\": 1, \"pi_enabled\": true}, \"tasks\":"
                                + " {\"t\": {\"loop\": 1, \"lock\": \"m\"}}}",
                        Dialect.RT_APP);

        assertThat(withoutMark(workload)).containsExactly(new Step.Lock("m", true));
    }

    @Test
    void shouldTakeTheMutexOfASyncUnlessItIsHeld() {
        String sync = "\"sync\": {\"ref\": \"c\", \"mutex\": \"m\"}";

        assertThat(once(sync))
                .containsExactly(
                        new Step.Lock("m", false),
                        new Step.CondSignal("c"),
                        new Step.CondWait("c", "m"),
                        new Step.Unlock("m"));
        assertThat(once("\"lock\": \"m\", " + sync + ", \"unlock\": \"m\""))
                .containsExactly(
                        new Step.Lock("m", false),
                        new Step.CondSignal("c"),
                        new Step.CondWait("c", "m"),
                        new Step.Unlock("m"));
    }

    @Test
    void shouldCountAllInstancesOfAllPhasesThatNameABarrier() {
        TaskWorkload workload =
                tasks(
                        """
                        "a": {"instance": 3, "loop": 1, "barrier": "b"},
                        "t": {"loop": 1, "barrier0": "b"},
                        "c": {"instance": 2, "loop": 1, "phases": {
                            "p": {"run": 1, "barrier": "b"}, "q": {"barrier": "other"}}}
                        """);

        assertThat(withoutMark(workload)).containsExactly(new Step.Barrier("b", 6));
        assertThat(task(workload, "c").program()).contains(new Step.Barrier("other", 2));
    }

    @Test
    void shouldWarnOfBarriersThatCanNotOpen() {
        TaskWorkload workload =
                tasks(
                        """
                        "t": {"loop": 1, "phases": {
                            "p": {"barrier": "b"}, "q": {"barrier": "b", "fork": "f"}}},
                        "f": {"instance": 0, "loop": 1, "barrier": "b"}
                        """);

        assertThat(codes(workload))
                .contains("rtapp-barrier-named-twice", "rtapp-barrier-in-forked-task");
    }

    @Test
    void shouldSuspendOnTheTasksOwnNameUnlessOneIsWritten() {
        assertThat(once("\"suspend\": \"\", \"suspend\": null, \"suspend\", \"suspend\": \"x\""))
                .containsExactly(
                        new Step.Suspend("t", false),
                        new Step.Suspend("t", false),
                        new Step.Suspend("t", false),
                        new Step.Suspend("x", false));
    }

    @Test
    void shouldCountResumesInTheLabDialectOnly() {
        String events = "\"t\": {\"loop\": 1, \"suspend\": \"t\", \"resume0\": \"t\"}";

        assertThat(withoutMark(tasks(events)))
                .containsExactly(new Step.Suspend("t", false), new Step.Resume("t", false));
        assertThat(withoutMark(labTasks(events)))
                .containsExactly(new Step.Suspend("t", true), new Step.Resume("t", true));
    }

    @Test
    void shouldWarnOfAResumeThatNobodyWaitsFor() {
        assertThat(codes(tasks("\"t\": {\"run\": 1, \"resume\": \"nobody\"}")))
                .containsExactly("rtapp-resume-nobody");
    }

    @Test
    void shouldReadYieldAndFork() {
        TaskWorkload workload =
                tasks(
                        "\"t\": {\"loop\": 1, \"yield\": \"\", \"fork\": \"w\"},"
                                + " \"w\": {\"instance\": 0, \"loop\": 1, \"run\": 1}");

        assertThat(withoutMark(workload)).containsExactly(new Step.Yield(), new Step.Fork("w"));
        assertThat(task(workload, "w").instances()).isZero();
    }

    @Test
    void shouldKnowPipesAndFractionsInTheLabDialectOnly() {
        String events = "\"t\": {\"loop\": 1, \"x-pipe-write\": \"p\", \"x-pipe-read\": \"q\",";

        assertThat(withoutMark(labTasks(events + " \"run\": 0.25, \"sleep\": 1.5}")))
                .containsExactly(
                        new Step.PipeWrite("p"),
                        new Step.PipeRead("q"),
                        compute(250),
                        new Step.Sleep(Amount.of(1_500)));
        TaskWorkload plain = tasks(events + " \"run\": 1}");
        assertThat(withoutMark(plain)).containsExactly(compute(1_000));
        assertThat(codes(plain)).containsExactly("rtapp-key-unknown");
    }

    @Test
    void shouldKeepUniqueTimersPrivateAndOthersShared() {
        assertThat(
                        once(
                                "\"timer\": {\"ref\": \"uniqueA\", \"period\": 20},"
                                        + " \"timer\": {\"ref\": \"tick\", \"period\": 30},"
                                        + " \"run\": 1"))
                .startsWith(
                        new Step.Timer("uniqueA", Amount.of(20_000), false, false),
                        new Step.Timer("tick", Amount.of(30_000), false, true));
    }

    @Test
    void shouldMakeATimerAbsoluteInAllEventsOfItsNameIfItIsInOne() {
        TaskWorkload workload =
                tasks(
                        """
                        "t": {"loop": 1, "timer": {"ref": "tick", "period": 1}, "run": 1,
                              "timer": {"ref": "unique", "period": 1}, "run": 1},
                        "u": {"loop": 1, "run": 1, "run": 1,
                              "timer": {"ref": "tick", "period": 1, "mode": "absolute"}, "run": 1,
                              "timer": {"ref": "unique", "period": 1, "mode": "absolute"}}
                        """);

        assertThat(task(workload, "t").program())
                .contains(
                        new Step.Timer("tick", Amount.of(1_000), true, true),
                        new Step.Timer("unique", Amount.of(1_000), false, false));
        assertThat(codes(workload)).contains("rtapp-timer-mode-mixed");
    }

    @Test
    void shouldTurnMemoryEventsIntoWorkByTheTable() {
        // 1000 dependent accesses in 32 MiB cost 20 ns each, in 64 MiB 90 ns.
        assertThat(
                        once(
                                memrun("chase", 33_554_432, 1_000, "random")
                                        + ", "
                                        + memrun("chase", 67_108_864, 1_000, "random")
                                        + ", "
                                        + memrun("read", 1_024, 2_000, "sequential")
                                        + ", "
                                        + memrun("write", 1 << 20, 1_000, "random")))
                .containsExactly(compute(20_000), compute(90_000), compute(1_000), compute(2_000));
    }

    @Test
    void shouldTurnWritesIntoWorkByTheTable() {
        // 262144 bytes are 4096 lines of 0.7 ns, twice; 4096 bytes to /dev/null one system call.
        TaskWorkload workload =
                tasks("\"t\": {\"loop\": 1, \"mem\": 262144, \"iorun\": 4096, \"mem\": 0}");

        assertThat(withoutMark(workload)).containsExactly(compute(5_734), compute(300), compute(0));
        assertThat(codes(workload))
                .containsExactly("rtapp-memory-cost-approximated", "rtapp-io-cost-approximated");
        assertThat(workload.notices().getFirst().count()).isEqualTo(2);
    }

    @Test
    void shouldChargeTheCopyOfAWriteToAFile() {
        TaskWorkload workload =
                RtAppText.read(
                        "{\"global\": {\"calibration\": 1, \"io_device\": \"/tmp/x\","
                                + " \"mem_buffer_size\": 1000}, \"tasks\":"
                                + " {\"t\": {\"loop\": 1, \"iorun\": 4000}}}",
                        Dialect.RT_APP);

        assertThat(withoutMark(workload)).containsExactly(compute(4 * 300 + 1_000));
    }

    private static String memrun(String type, int size, int count, String pattern) {
        return "\"memrun\": {\"type\": \""
                + type
                + "\", \"size\": "
                + size
                + ", \"count\": "
                + count
                + ", \"pattern\": \""
                + pattern
                + "\"}";
    }
}
