package org.scxfleet.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.cluster.queue.TestQueues.END;
import static org.scxfleet.cluster.queue.TestQueues.cpus;
import static org.scxfleet.cluster.queue.TestQueues.job;
import static org.scxfleet.cluster.queue.TestQueues.startSecond;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.queue.QueueSettings.Preemption;
import org.scxfleet.share.queue.QueuePolicy;

class QueueRunTest {
    @Test
    void shouldRunOneAfterTheOtherWhereThereIsRoomForOne() {
        QueueOutcome outcome =
                new TestQueues()
                        .nodes(1, 4)
                        .queue("q", 1)
                        .job("a", "q", 0, 0, 10, 4)
                        .job("b", "q", 0, 1, 10, 4)
                        .run();

        assertThat(startSecond(outcome, "a")).isZero();
        assertThat(startSecond(outcome, "b")).isEqualTo(10);
        assertThat(outcome.count(JobState.FINISHED)).isEqualTo(2);
    }

    @Test
    void shouldGoByPriorityThenArrivalThenWrittenOrder() {
        QueueOutcome outcome =
                new TestQueues()
                        .nodes(1, 1)
                        .queue("q", 1)
                        .job("first", "q", 0, 0, 10, 1)
                        .job("late", "q", 0, 2, 10, 1)
                        .job("early", "q", 0, 1, 10, 1)
                        .job("alike", "q", 0, 1, 10, 1)
                        .job("urgent", "q", 5, 3, 10, 1)
                        .run();

        assertThat(startSecond(outcome, "urgent")).isEqualTo(10);
        assertThat(startSecond(outcome, "early")).isEqualTo(20);
        assertThat(startSecond(outcome, "alike")).isEqualTo(30);
        assertThat(startSecond(outcome, "late")).isEqualTo(40);
    }

    @Test
    void shouldDivideTheClusterByWeight() {
        TestQueues cluster = new TestQueues().nodes(1, 12).queue("one", 1).queue("two", 2);
        for (int i = 0; i < 60; i++) {
            cluster.job("one" + i, "one", 0, 0, 50, 1).job("two" + i, "two", 0, 0, 50, 1);
        }

        long startedOfTwo =
                cluster.run().jobs().stream()
                        .filter(job -> job.firstStartNs() == 0 && job.job().queue().equals("two"))
                        .count();

        assertThat(startedOfTwo).isEqualTo(8);
    }

    @Test
    void shouldStartAGangTogetherOrNotAtAll() {
        QueueOutcome outcome =
                new TestQueues()
                        .nodes(2, 2)
                        .queue("q", 1)
                        .job("small", "q", 0, 0, 10, 1)
                        .gang("gang", "q", 0, 1, 10, 2, 2)
                        .job("filler", "q", 0, 2, 5, 1)
                        .run();

        assertThat(startSecond(outcome, "filler")).isEqualTo(2);
        assertThat(outcome.podRuns())
                .filteredOn(run -> run.job() == 1)
                .hasSize(2)
                .allSatisfy(run -> assertThat(run.startNs()).isEqualTo(10 * TestQueues.SECOND));
    }

    @Test
    void shouldNotLetSmallJobsStarveALargeOne() {
        TestQueues cluster = new TestQueues().nodes(1, 4).queue("q", 1);
        for (int i = 0; i < 300; i++) {
            cluster.job("small" + i, "q", 0, i, 4, 1);
        }
        cluster.job("large", "q", 0, 1, 10, 4);

        long unbounded = startSecond(cluster.run(), "large");
        long bounded = startSecond(cluster.starvationAfter(20).run(), "large");

        assertThat(unbounded).isGreaterThan(299);
        assertThat(bounded).isBetween(21L, 26L);
    }

    @Test
    void shouldNotLetUrgentJobsStarveAHumbleOne() {
        TestQueues cluster = new TestQueues().nodes(1, 1).queue("q", 1);
        for (int i = 0; i < 300; i++) {
            cluster.job("urgent" + i, "q", 9, i * 2, 3, 1);
        }
        cluster.job("humble", "q", 0, 1, 1, 1);

        assertThat(startSecond(cluster.run(), "humble")).isGreaterThan(600);
        assertThat(startSecond(cluster.starvationAfter(30).run(), "humble")).isBetween(31L, 34L);
    }

    @Test
    void shouldKeepAQueueBelowItsLimit() {
        TestQueues cluster =
                new TestQueues()
                        .nodes(2, 8)
                        .queue(QueueSpec.weighted("team", "", 1).withLimit(cpus(6)))
                        .queue(QueueSpec.weighted("a", "team", 1))
                        .queue(QueueSpec.weighted("b", "team", 1));
        cluster.watch = board -> assertThat(board.accounts.used(1, 0)).isLessThanOrEqualTo(6_000);
        for (int i = 0; i < 20; i++) {
            cluster.job("a" + i, "a", 0, i % 3, 7, 2).job("b" + i, "b", 0, i % 5, 3, 1);
        }

        assertThat(cluster.run().count(JobState.FINISHED)).isEqualTo(40);
    }

    @Test
    void shouldTakeBackAGuaranteeFromThoseWhoBorrowIt() {
        TestQueues cluster =
                new TestQueues()
                        .nodes(1, 10)
                        .queue(QueueSpec.weighted("owner", "", 1).withGuarantee(cpus(6)))
                        .queue(QueueSpec.weighted("guest", "", 1).withGuarantee(cpus(4)))
                        .settings(QueuePolicy.QUOTA, Preemption.RECLAIM);
        for (int i = 0; i < 10; i++) {
            cluster.job("guest" + i, "guest", 0, 0, 100, 1);
        }
        cluster.job("owner", "owner", 0, 20, 10, 6);

        QueueOutcome outcome = cluster.run();

        assertThat(startSecond(outcome, "owner")).isEqualTo(20);
        assertThat(outcome.preemptions()).isEqualTo(6);
        assertThat(job(outcome, "guest9").attempts()).isEqualTo(2);
        assertThat(job(outcome, "guest0").attempts()).isEqualTo(1);
        assertThat(outcome.count(JobState.FINISHED)).isEqualTo(11);
    }

    @Test
    void shouldTakeBackNoMoreThanTheQueueIsEntitledTo() {
        TestQueues cluster =
                new TestQueues()
                        .nodes(1, 10)
                        .queue("a", 1)
                        .queue("b", 1)
                        .settings(QueuePolicy.WEIGHTED, Preemption.RECLAIM);
        for (int i = 0; i < 10; i++) {
            cluster.job("a" + i, "a", 0, 0, 100, 1).job("b" + i, "b", 0, 5, 100, 1);
        }

        QueueOutcome outcome = cluster.run();

        assertThat(outcome.preemptions()).isEqualTo(5);
        assertThat(outcome.podRuns().stream().filter(run -> run.startNs() == 0)).hasSize(10);
        assertThat(job(outcome, "b4").firstStartNs()).isEqualTo(5 * TestQueues.SECOND);
        assertThat(job(outcome, "b5").firstStartNs()).isGreaterThan(50 * TestQueues.SECOND);
    }

    @Test
    void shouldPreemptOnlyAsManyAsItTakes() {
        TestQueues cluster =
                new TestQueues()
                        .nodes(2, 4)
                        .queue("q", 1)
                        .settings(QueuePolicy.WEIGHTED, Preemption.PRIORITY)
                        .job("little", "q", 0, 0, 100, 1)
                        .job("big", "q", 1, 0, 100, 3)
                        .job("other", "q", 2, 0, 100, 4)
                        .job("urgent", "q", 9, 10, 10, 3);

        QueueOutcome outcome = cluster.run();

        assertThat(startSecond(outcome, "urgent")).isEqualTo(10);
        assertThat(job(outcome, "big").attempts()).isEqualTo(2);
        assertThat(job(outcome, "little").attempts()).isEqualTo(1);
        assertThat(job(outcome, "other").attempts()).isEqualTo(1);
    }

    @Test
    void shouldBeginAgainOrGoOnAsTold() {
        TestQueues again =
                new TestQueues()
                        .nodes(1, 1)
                        .queue("q", 1)
                        .settings(QueuePolicy.WEIGHTED, Preemption.PRIORITY)
                        .job("victim", "q", 0, 0, 30, 1)
                        .job("urgent", "q", 9, 20, 10, 1);
        long finishedAgain = job(again.run(), "victim").finishedNs();
        again.settings =
                new QueueSettings(
                        again.settings.policy(),
                        again.settings.resource(),
                        Preemption.PRIORITY,
                        true,
                        QueueSettings.NEVER,
                        true);
        long finishedOn = job(again.run(), "victim").finishedNs();

        assertThat(finishedAgain).isEqualTo(60 * TestQueues.SECOND);
        assertThat(finishedOn).isEqualTo(40 * TestQueues.SECOND);
    }

    @Test
    void shouldRejectWhatCanNeverStartAndSayWhy() {
        QueueOutcome outcome =
                new TestQueues()
                        .nodes(2, 4)
                        .queue(QueueSpec.weighted("q", "", 1).withLimit(cpus(7)))
                        .job("wide", "q", 0, 0, 1, 5)
                        .gang("gang", "q", 0, 0, 1, 3, 3)
                        .gang("limit", "q", 0, 0, 1, 4, 2)
                        .job("late", "q", 0, 1_000, 1, 1)
                        .job("twin", "q", 0, 0, 1, 1)
                        .job("twin", "q", 0, 0, 1, 1)
                        .run();

        assertThat(outcome.count(JobState.REJECTED)).isEqualTo(5);
        assertThat(outcome.count(JobState.FINISHED)).isEqualTo(1);
        assertThat(outcome.jobs().get(0).reason()).contains("no node is large enough", "5 CPU");
        assertThat(outcome.jobs().get(1).reason()).contains("only 2 find room");
        assertThat(outcome.jobs().get(2).reason()).contains("queue q can ever have");
        assertThat(outcome.jobs().get(3).reason()).contains("after the end");
        assertThat(outcome.jobs().get(5).reason()).contains("same name");
    }

    @Test
    void shouldSayWhyAJobWaits() {
        QueueOutcome outcome =
                new TestQueues()
                        .nodes(1, 4)
                        .queue(QueueSpec.weighted("capped", "", 1).withLimit(cpus(2)))
                        .queue("free", 1)
                        .job("running", "capped", 0, 0, 2_000, 2)
                        .job("capped", "capped", 0, 1, 10, 1)
                        .job("large", "free", 0, 1, 10, 3)
                        .job("behind", "free", 0, 2, 10, 4)
                        .run();

        assertThat(job(outcome, "capped").reason())
                .isEqualTo(
                        "queue capped holds 2 CPU of its limit of 2 CPU; 1 CPU more are asked for");
        assertThat(job(outcome, "large").reason())
                .isEqualTo("fits on none of 1 nodes: 1 too little free CPU");
        assertThat(job(outcome, "behind").reason()).endsWith("1 before it in its queue");
        assertThat(outcome.count(JobState.WAITING)).isEqualTo(3);
        assertThat(outcome.count(JobState.RUNNING)).isEqualTo(1);
    }

    @Test
    void shouldExplainWhatWasDecidedAboutAJob() {
        TestQueues cluster =
                new TestQueues()
                        .nodes(2, 4)
                        .queue("q", 1)
                        .job("a", "q", 0, 0, 10, 3)
                        .job("b", "q", 0, 0, 20, 3)
                        .job("c", "q", 0, 5, 20, 2);
        cluster.placement = org.scxfleet.cluster.placement.policy.PlacementPolicy.KUBE_DEFAULT;
        cluster.explainer = new Explainer(List.of("c"));

        JobExplanation explanation = cluster.run().explanations().getFirst();

        assertThat(explanation.verdicts())
                .extracting(JobExplanation.Verdict::what)
                .containsExactly("waits", "starts");
        JobExplanation.Verdict start = explanation.verdicts().getLast();
        assertThat(start.winner()).isEqualTo("node0");
        assertThat(start.report()).isNotNull();
        assertThat(start.report().candidates().getFirst().parts()).hasSize(2);
        assertThat(start.report().filtered().getFirst().first()).isEqualTo("node1");
    }

    @Test
    void shouldNameTheQueueWhoseGuaranteesAreTooMuch() {
        assertThatThrownBy(() ->
                        new TestQueues()
                                .nodes(1, 4)
                                .queue(QueueSpec.weighted("team", "", 1).withGuarantee(cpus(3)))
                                .queue(QueueSpec.weighted("a", "team", 1).withGuarantee(cpus(4)))
                                .run())
                .hasMessage(
                        "the guarantees of the queues below team add up to 4 CPU, but queue team has"
                                + " 3 CPU");
    }

    @Test
    void shouldLetAJobArriveWhenAllBeforeItHaveEndedAndItsUserHasThought() {
        QueueOutcome outcome =
                new TestQueues()
                        .nodes(1, 4)
                        .queue("q", 1)
                        .job("short", "q", 0, 0, 10, 1)
                        .job("long", "q", 0, 0, 30, 1)
                        .job("next", "q", 0, 0, 5, 1)
                        .after(7, "short", "long")
                        .job("late", "q", 0, 60, 5, 1)
                        .after(0, "short")
                        .run();

        assertThat(startSecond(outcome, "next")).isEqualTo(37);
        assertThat(job(outcome, "next").waitedNs(END)).isZero();
        assertThat(startSecond(outcome, "late")).isEqualTo(60);
        assertThat(outcome.count(JobState.FINISHED)).isEqualTo(4);
    }

    @Test
    void shouldSayWhichJobAnotherWaitsForAtTheEnd() {
        QueueOutcome outcome =
                new TestQueues()
                        .nodes(1, 1)
                        .queue("q", 1)
                        .job("endless", "q", 0, 0, 5_000, 1)
                        .job("next", "q", 0, 0, 5, 1)
                        .after(0, "endless")
                        .run();

        assertThat(job(outcome, "next").state()).isEqualTo(JobState.WAITING);
        assertThat(job(outcome, "next").reason()).isEqualTo("waits for the end of job endless");
        assertThat(job(outcome, "next").waitedNs(END)).isZero();
    }

    @Test
    void shouldRejectJobsThatCanNeverArrive() {
        QueueOutcome outcome =
                new TestQueues()
                        .nodes(1, 1)
                        .queue("q", 1)
                        .job("giant", "q", 0, 0, 5, 2)
                        .job("behind", "q", 0, 0, 5, 1)
                        .after(0, "giant")
                        .job("further", "q", 0, 0, 5, 1)
                        .after(0, "behind")
                        .job("lost", "q", 0, 0, 5, 1)
                        .after(0, "nobody")
                        .job("egg", "q", 0, 0, 5, 1)
                        .after(0, "hen")
                        .job("hen", "q", 0, 0, 5, 1)
                        .after(0, "egg")
                        .run();

        assertThat(outcome.count(JobState.REJECTED)).isEqualTo(6);
        assertThat(job(outcome, "further").reason())
                .isEqualTo("job behind, which it comes after, is rejected");
        assertThat(job(outcome, "lost").reason())
                .isEqualTo("there is no job nobody, which it comes after");
        assertThat(job(outcome, "egg").reason()).startsWith("jobs that it comes after come after");
    }
}
