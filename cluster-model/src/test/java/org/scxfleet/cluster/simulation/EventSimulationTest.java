package org.scxfleet.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scxfleet.engine.SeededRandom;

class EventSimulationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;

    private final List<TimedJob> jobs = new ArrayList<>();

    private void job(String name, long arrivalSeconds, int gpus, long seconds, String... models) {
        jobs.add(
                new TimedJob(
                        new JobSpec(name, arrivalSeconds * SECOND, gpus, 1),
                        seconds * SECOND,
                        false,
                        List.of(models)));
    }

    private SimulationOutcome run(EventPolicy policy, SlotNode... nodes) {
        return EventSimulation.run(EventSettings.of(policy), List.of(nodes), jobs);
    }

    private static SlotNode node(int slots) {
        return new SlotNode("", slots);
    }

    private static long endSeconds(SimulationOutcome outcome, int job) {
        return outcome.jobs().get(job).endNs() / SECOND;
    }

    @Test
    void shouldHoldUpAllBehindAJobThatDoesNotFitInFifo() {
        job("a", 0, 3, 100);
        job("b", 1, 4, 100);
        job("c", 2, 1, 10);
        SimulationOutcome outcome = run(EventPolicy.FIFO, node(4));

        assertThat(endSeconds(outcome, 1)).isEqualTo(200);
        assertThat(endSeconds(outcome, 2)).isEqualTo(210);
    }

    @Test
    void shouldPassOverAJobThatDoesNotFitInFirstFit() {
        job("a", 0, 3, 100);
        job("b", 1, 4, 100);
        job("c", 2, 1, 10);
        SimulationOutcome outcome = run(EventPolicy.FIRST_FIT, node(4));

        assertThat(endSeconds(outcome, 2)).isEqualTo(12);
    }

    @Test
    void shouldServeTheShortestFirst() {
        job("a", 0, 1, 10);
        job("long", 1, 1, 100);
        job("short", 2, 1, 5);
        SimulationOutcome outcome = run(EventPolicy.SHORTEST_FIRST, node(1));

        assertThat(endSeconds(outcome, 2)).isEqualTo(15);
        assertThat(endSeconds(outcome, 1)).isEqualTo(115);
    }

    @Test
    void shouldMakeRoomForAJobThatHasUsedLess() {
        job("old", 0, 4, 20_000);
        job("new", 15_000, 4, 100);
        SimulationOutcome outcome = run(EventPolicy.LEAST_ATTAINED, node(4));

        // 16 GPU hours are 14,400 seconds on four GPUs; the restart costs 30.
        assertThat(endSeconds(outcome, 1)).isEqualTo(15_100);
        assertThat(endSeconds(outcome, 0)).isEqualTo(20_000 + 100 + 30);
        assertThat(outcome.makespanSeconds()).isEqualTo(20_130);
    }

    @Test
    void shouldFillTheNodeThatFitsBest() {
        job("one", 0, 1, 10);
        job("four", 0, 4, 10);
        SimulationOutcome outcome = run(EventPolicy.FIFO, node(4), node(2));

        assertThat(endSeconds(outcome, 1)).isEqualTo(10);
    }

    @Test
    void shouldSpreadAJobThatIsLargerThanAnyNode() {
        job("six", 0, 6, 10);
        SimulationOutcome outcome = run(EventPolicy.FIFO, node(4), node(4));

        assertThat(outcome.count(JobPhase.FINISHED)).isEqualTo(1);
        assertThat(outcome.busy().seconds()).isEqualTo(60);
    }

    @Test
    void shouldRejectModelsThatNoNodeHasAndJobsThatAreTooLarge() {
        job("model", 0, 1, 10, "H100");
        job("large", 0, 9, 10);
        job("good", 0, 1, 10, "H100", "T4");
        SimulationOutcome outcome = run(EventPolicy.FIFO, new SlotNode("T4", 8));

        assertThat(outcome.count(JobPhase.REJECTED)).isEqualTo(2);
        assertThat(outcome.count(JobPhase.FINISHED)).isEqualTo(1);
    }

    @Test
    void shouldCountAJobThatFailsInTheTraceAsFailed() {
        jobs.add(new TimedJob(new JobSpec("a", 0, 1, 1), 10 * SECOND, true, List.of()));

        assertThat(run(EventPolicy.FIFO, node(1)).count(JobPhase.FAILED)).isEqualTo(1);
    }

    @Test
    void shouldGoBackToTheLastCheckpointAfterAFailure() {
        job("a", 0, 1, 10_000);
        EventSettings settings = EventSettings.of(EventPolicy.FIFO).failing(20_000 * SECOND, 3);
        long longest = 0;
        for (long seed = 1; seed <= 20; seed++) {
            SimulationOutcome outcome =
                    EventSimulation.run(
                            EventSettings.of(EventPolicy.FIFO).failing(20_000 * SECOND, seed),
                            List.of(node(1)),
                            jobs);
            SimulatedJob a = outcome.jobs().getFirst();
            if (a.phase() == JobPhase.FINISHED) {
                long lostSeconds = a.ranNs() / SECOND - 10_000;
                assertThat(lostSeconds)
                        .isBetween(30L * a.failures(), (30L + 1_800L) * a.failures());
                longest = Math.max(longest, a.failures());
            }
        }

        assertThat(longest).isPositive();
        assertThat(settings.failuresMax()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(EventPolicy.class)
    void shouldAccountForAMonthOnALargeCluster(EventPolicy policy) {
        SeededRandom random = new SeededRandom(7);
        List<SlotNode> nodes = new ArrayList<>();
        for (int i = 0; i < 1_213; i++) {
            nodes.add(new SlotNode(i % 3 == 0 ? "T4" : "G2", i % 2 == 0 ? 8 : 4));
        }
        for (int i = 0; i < 20_000; i++) {
            jobs.add(
                    new TimedJob(
                            new JobSpec("j" + i, random.below(30 * DAY), 1 << random.below(5), 1),
                            60 * SECOND + random.exponential(40_000 * SECOND),
                            random.below(10) == 0,
                            random.below(4) == 0 ? List.of("T4") : List.of()));
        }
        SimulationOutcome outcome =
                EventSimulation.run(EventSettings.of(policy).failing(100 * DAY, 11), nodes, jobs);

        assertThat(outcome.count(JobPhase.FINISHED) + outcome.count(JobPhase.FAILED))
                .isEqualTo(20_000);
        assertThat(outcome.jobs().stream().mapToInt(SimulatedJob::failures).sum()).isPositive();
    }

    @Test
    void shouldLetJobsArriveAfterThoseBeforeThem() {
        job("a", 0, 1, 100);
        job("b", 1, 1, 10);
        jobs.add(jobs.removeLast().after(List.of("a"), 5 * SECOND));
        job("huge", 0, 9, 10);
        job("behind", 0, 1, 10);
        jobs.add(jobs.removeLast().after(List.of("huge"), 0));
        SimulationOutcome outcome = run(EventPolicy.FIFO, node(4));

        assertThat(endSeconds(outcome, 1)).isEqualTo(115);
        assertThat(outcome.jobs().get(2).rejection())
                .isEqualTo("it asks for 9, more than the cluster has");
        assertThat(outcome.jobs().get(3).rejection())
                .isEqualTo("job huge, which it comes after, is rejected");
    }
}
