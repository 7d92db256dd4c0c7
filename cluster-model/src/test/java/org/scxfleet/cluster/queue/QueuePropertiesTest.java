package org.scxfleet.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.queue.QueueSettings.Preemption;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.share.queue.PartialVector;
import org.scxfleet.share.queue.QueueAccounts;
import org.scxfleet.share.queue.QueuePolicy;
import org.scxfleet.share.queue.QueueTree;

class QueuePropertiesTest {
    private static final int SEEDS = 8;

    /** A policy with a seed. */
    record Case(QueuePolicy policy, long seed) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (QueuePolicy policy : QueuePolicy.values()) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                cases.add(new Case(policy, seed));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldKeepLimitsWasteNoRoomAndLoseNoJob(Case drawn) {
        TestQueues cluster = random(drawn);
        cluster.watch =
                board -> {
                    requireLimits(board);
                    requireNobodyWaitsForNothing(board);
                };

        QueueOutcome outcome = cluster.run();

        long counted = 0;
        for (JobState state : JobState.values()) {
            counted += outcome.count(state);
            assertThat(outcome.queues().getFirst().jobs(state)).isEqualTo(outcome.count(state));
        }
        assertThat(counted).isEqualTo(cluster.jobs.size());
        assertThat(outcome.queues().getFirst().gpuMilliUs()).isEqualTo(gpuMilliUs(outcome));
        requireNoOverlap(cluster, outcome);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDecideTheSameAgain(Case drawn) {
        assertThat(random(drawn).run().podRuns()).isEqualTo(random(drawn).run().podRuns());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDecideTheSameWhenSomebodyAsksWhy(Case drawn) {
        TestQueues asked = random(drawn);
        asked.placement = PlacementPolicy.RANDOM;
        asked.explainer = new Explainer(List.of("job0", "job7", "job100", "job250"));
        TestQueues silent = random(drawn);
        silent.placement = PlacementPolicy.RANDOM;

        QueueOutcome outcome = asked.run();

        assertThat(outcome.podRuns()).isEqualTo(silent.run().podRuns());
        assertThat(outcome.explanations())
                .hasSize(4)
                .allSatisfy(explanation -> assertThat(explanation.verdicts()).isNotEmpty());
    }

    /** With room for every pod anywhere, a queue that asks for its guarantee has it. */
    @ParameterizedTest
    @MethodSource("cases")
    void shouldHoldGuaranteesThatAreAskedFor(Case drawn) {
        SplittableRandom random = new SplittableRandom(drawn.seed());
        TestQueues cluster =
                new TestQueues()
                        .nodes(5, 4)
                        .queue(QueueSpec.weighted("a", "", 1).withGuarantee(TestQueues.cpus(8)))
                        .queue(QueueSpec.weighted("b", "", 3).withGuarantee(TestQueues.cpus(5)))
                        .queue(QueueSpec.weighted("c", "", 9).withGuarantee(TestQueues.cpus(7)))
                        .settings(drawn.policy(), Preemption.ALL);
        for (int i = 0; i < 200; i++) {
            String queue = List.of("a", "b", "c", "c", "c").get(random.nextInt(5));
            cluster.job(
                    "job" + i,
                    queue,
                    random.nextInt(3),
                    random.nextInt(60),
                    random.nextInt(1, 40),
                    1);
        }
        cluster.watch =
                board -> {
                    for (int queue = 1; queue <= 3; queue++) {
                        boolean waits = !board.lines.get(queue).isEmpty();
                        long used = board.accounts.used(queue, 0);
                        assertThat(waits && used < board.accounts.entitled(queue, 0))
                                .as("queue %d holds %d", queue, used)
                                .isFalse();
                    }
                };

        assertThat(cluster.run().count(JobState.FINISHED)).isEqualTo(200);
    }

    /** The longest wait has a bound, whatever arrives. */
    @ParameterizedTest
    @MethodSource("cases")
    void shouldStartEveryJobAfterABoundedTime(Case drawn) {
        SplittableRandom random = new SplittableRandom(drawn.seed());
        TestQueues cluster =
                new TestQueues()
                        .nodes(2, 4)
                        .queue("a", 1)
                        .queue("b", 100)
                        .settings(drawn.policy(), Preemption.OFF)
                        .starvationAfter(50);
        for (int i = 0; i < 300; i++) {
            cluster.job("b" + i, "b", 9, i * 2, random.nextInt(1, 10), 1);
        }
        for (int i = 0; i < 5; i++) {
            cluster.gang("gang" + i, random.nextBoolean() ? "a" : "b", 0, i * 100, 10, 4, 2);
        }

        QueueOutcome outcome = cluster.run();

        for (int i = 0; i < 5; i++) {
            long waitedNs =
                    TestQueues.job(outcome, "gang" + i).firstStartNs()
                            - TestQueues.job(outcome, "gang" + i).job().submitNs();
            assertThat(waitedNs / TestQueues.SECOND).isLessThanOrEqualTo(65);
        }
    }

    private static TestQueues random(Case drawn) {
        SplittableRandom random = new SplittableRandom(drawn.seed() * 31);
        TestQueues cluster = new TestQueues();
        for (int node = 0; node < 6; node++) {
            int gpus = random.nextInt(3);
            cluster.nodes.add(
                    new NodeSpec(
                            "node" + node,
                            random.nextLong(2, 9) * 1_000,
                            random.nextLong(50, 200),
                            gpus,
                            gpus == 0 ? "" : "G2"));
        }
        cluster.queue(QueueSpec.weighted("left", "", 3));
        cluster.queue(
                QueueSpec.weighted("right", "", 1)
                        .withLimit(PartialVector.of(9_000, 400, 3_000))
                        .withGuarantee(PartialVector.of(2_000, 60, 0)));
        cluster.queue(QueueSpec.weighted("l1", "left", random.nextInt(1, 9)));
        cluster.queue(
                QueueSpec.weighted("l2", "left", random.nextInt(1, 9))
                        .withLimit(PartialVector.of(6_000, -1, -1)));
        cluster.queue(QueueSpec.weighted("r1", "right", 1));
        cluster.queue(QueueSpec.weighted("r2", "right", 1));
        cluster.settings(drawn.policy(), Preemption.values()[(int) (drawn.seed() % 4)]);
        for (int i = 0; i < 300; i++) {
            int pods = random.nextInt(1, 4);
            int gpus = random.nextInt(4) == 0 ? 1 : 0;
            cluster.jobs.add(
                    new Job(
                            "job" + i,
                            List.of("l1", "l2", "r1", "r2").get(random.nextInt(4)),
                            random.nextInt(4),
                            random.nextLong(200) * TestQueues.SECOND,
                            random.nextLong(1, 30) * TestQueues.SECOND,
                            pods,
                            random.nextInt(1, pods + 1),
                            new PodRequest(
                                    random.nextLong(1, 40) * 100,
                                    random.nextLong(0, 60),
                                    gpus,
                                    gpus == 0 ? 0 : random.nextInt(1, 11) * 100,
                                    List.of()),
                            random.nextInt(5) > 0));
        }
        return cluster;
    }

    private static void requireLimits(Board board) {
        QueueTree tree = board.accounts.tree();
        for (int queue = 1; queue < tree.size(); queue++) {
            for (int resource = 0; resource < QueueResource.COUNT; resource++) {
                assertThat(board.accounts.used(queue, resource))
                        .isLessThanOrEqualTo(
                                tree.node(queue).limit().orElse(resource, Long.MAX_VALUE));
            }
        }
    }

    /** Of single pods; a gang may lack room for the second. */
    private static void requireNobodyWaitsForNothing(Board board) {
        for (QueuedJob queued : board.byArrival) {
            if (queued.podsNeeded() > 1
                    || board.lines.get(queued.leaf).headSet(queued).size()
                            >= QueueRun.BACKFILL_MAX) {
                continue;
            }
            boolean mayTake =
                    board.accounts.refusedBy(queued.leaf, queued.podAmounts)
                            == QueueAccounts.NOBODY;
            NodeFilter filter = new NodeFilter(board.cluster, queued.job.request());
            for (int node = 0; mayTake && node < board.cluster.nodeCount(); node++) {
                assertThat(filter.reason(node))
                        .as("job %s waits but has room", queued.job.name())
                        .isNotNull();
            }
        }
    }

    private static long gpuMilliUs(QueueOutcome outcome) {
        return outcome.podRuns().stream()
                .mapToLong(run ->
                        run.ranUs() * outcome.jobs().get(run.job()).job().request().gpuMilliTotal())
                .sum();
    }

    /** At no instant does a node hold more CPU than it has, by the list of runs alone. */
    private static void requireNoOverlap(TestQueues cluster, QueueOutcome outcome) {
        for (PodRun at : outcome.podRuns()) {
            long[] used = new long[cluster.nodes.size()];
            for (PodRun other : outcome.podRuns()) {
                if (other.startNs() <= at.startNs() && at.startNs() < other.endNs()) {
                    used[other.node()] += cluster.jobs.get(other.job()).request().cpuMilli();
                }
            }
            for (int node = 0; node < used.length; node++) {
                assertThat(used[node]).isLessThanOrEqualTo(cluster.nodes.get(node).cpuMilli());
            }
        }
    }
}
