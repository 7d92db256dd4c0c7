package org.scxfleet.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.cluster.queue.TestQueues.SECOND;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cluster.queue.PaceMeter.OpenWindow;
import org.scxfleet.cluster.queue.QueueOutcome.JobOutcome;
import org.scxfleet.cluster.queue.QueueSettings.Preemption;
import org.scxfleet.share.queue.QueuePolicy;

/** Windows of a run at job level: when they open, and what they do to the jobs. */
class WindowsTest {
    private static final int HALF_PPM = 500_000;
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private final List<OpenWindow> opened = new ArrayList<>();

    /** All pods of every window have this pace. */
    private PaceMeter all(int ppm) {
        return window -> {
            opened.add(window);
            int[] paces = new int[window.stays().size()];
            Arrays.fill(paces, ppm);
            return paces;
        };
    }

    private static TestQueues cluster() {
        return new TestQueues().nodes(2, 4).queue("q", 1);
    }

    @Test
    void shouldSlowAJobDownFromTheEndOfTheWindowOn() {
        TestQueues cluster = cluster().job("j", "q", 0, 0, 100, 1);
        cluster.windows = new WindowRules(SECOND, List.of(39 * SECOND), WindowRules.NO_GANG);
        cluster.meter = all(HALF_PPM);

        JobOutcome job = TestQueues.job(cluster.run(), "j");

        // 40 s of work until the window closes; the other 60 s take twice as long.
        assertThat(job.finishedNs()).isEqualTo(160 * SECOND);
        assertThat(opened)
                .singleElement()
                .satisfies(window -> {
                    assertThat(window.atNs()).isEqualTo(39 * SECOND);
                    assertThat(window.stays()).hasSize(1);
                });
    }

    @Test
    void shouldLookAtThoseOnlyWhoRunWhenTheWindowOpens() {
        TestQueues cluster =
                cluster()
                        .job("before", "q", 0, 0, 10, 1)
                        .job("during", "q", 0, 0, 100, 1)
                        .job("after", "q", 0, 21, 100, 1);
        cluster.windows = new WindowRules(5 * SECOND, List.of(20 * SECOND), WindowRules.NO_GANG);
        cluster.meter = all(HALF_PPM);

        QueueOutcome outcome = cluster.run();

        assertThat(opened.getFirst().stays()).extracting(PodRun::job).containsExactly(1);
        assertThat(TestQueues.job(outcome, "before").finishedNs()).isEqualTo(10 * SECOND);
        assertThat(TestQueues.job(outcome, "during").finishedNs()).isEqualTo(175 * SECOND);
        assertThat(TestQueues.job(outcome, "after").finishedNs()).isEqualTo(121 * SECOND);
    }

    @Test
    void shouldSlowDownAGangAsItsSlowestPodAndOtherPodsByThemselves() {
        TestQueues cluster = cluster().gang("gang", "q", 0, 0, 100, 1, 2).job("j", "q", 0, 0, 9, 1);
        cluster.windows = new WindowRules(SECOND, List.of(0L), WindowRules.NO_GANG);
        cluster.meter = _ -> new int[] {900_000, HALF_PPM, PaceMeter.UNMEASURED};

        QueueOutcome outcome = cluster.run();

        assertThat(outcome.podRuns())
                .filteredOn(run -> run.job() == 0)
                .extracting(PodRun::endNs)
                .containsOnly(199 * SECOND);
        assertThat(TestQueues.job(outcome, "j").finishedNs()).isEqualTo(9 * SECOND);
    }

    @Test
    void shouldOpenForTheFirstGangWithMoreGpusAndForNoOther() {
        TestQueues cluster = new TestQueues().queue("q", 1);
        cluster.gpuNodes(4, 8);
        cluster.gpuGang("small", 0, 8).gpuGang("large", 5, 16).gpuGang("larger", 7, 8);
        cluster.windows = new WindowRules(SECOND, List.of(), 8);
        cluster.controlLatencyNs = 1_000;
        cluster.meter = all(1_000_000);

        cluster.run();

        assertThat(opened)
                .singleElement()
                .satisfies(window -> {
                    assertThat(window.atNs()).isEqualTo(5 * SECOND + 1_000);
                    assertThat(window.why())
                            .isEqualTo("job large starts with 16 GPUs, the first above 8");
                    assertThat(window.stays()).extracting(PodRun::job).contains(1);
                });
    }

    @Test
    void shouldLetOthersStartLaterWhenAJobTakesLonger() {
        TestQueues cluster =
                new TestQueues()
                        .nodes(1, 4)
                        .queue("q", 1)
                        .job("first", "q", 0, 0, 100, 4)
                        .job("second", "q", 0, 1, 10, 4);
        cluster.windows = new WindowRules(SECOND, List.of(49 * SECOND), WindowRules.NO_GANG);
        cluster.meter = all(HALF_PPM);

        assertThat(TestQueues.startSecond(cluster.run(), "second")).isEqualTo(150);
    }

    @Test
    void shouldChangeNothingIfNobodyIsSlower() {
        TestQueues plain = random(3);
        TestQueues looked = random(3);
        looked.windows =
                new WindowRules(
                        SECOND,
                        List.of(20 * SECOND, 30 * SECOND, 31 * SECOND),
                        WindowRules.NO_GANG);
        looked.meter = all(1_000_000);

        assertThat(looked.run().podRuns()).isEqualTo(plain.run().podRuns());
        assertThat(opened).hasSize(3);
    }

    /**
     * Whatever the windows measure, a job that ends has done all of its work and less than a
     * nanosecond more, added up anew from the stays and the paces.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldConserveWork(long seed) {
        TestQueues cluster = random(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            times.add(random.nextLong(600 * SECOND));
        }
        cluster.windows = new WindowRules(1 + random.nextLong(9 * SECOND), times, 1);
        cluster.controlLatencyNs = random.nextLong(SECOND);
        TreeMap<String, TreeMap<Long, Integer>> paces = new TreeMap<>();
        cluster.meter =
                window -> {
                    int[] ppm = new int[window.stays().size()];
                    for (int i = 0; i < ppm.length; i++) {
                        ppm[i] = random.nextInt(5) == 0 ? -1 : 1 + random.nextInt(1_000_000);
                        if (ppm[i] != -1) {
                            paces.computeIfAbsent(key(window.stays().get(i)), _ -> new TreeMap<>())
                                    .put(window.atNs() + window.lengthNs(), ppm[i]);
                        }
                    }
                    return ppm;
                };

        QueueOutcome outcome = cluster.run();

        TreeMap<String, BigInteger> done = new TreeMap<>();
        TreeMap<String, Integer> stays = new TreeMap<>();
        int slowed = 0;
        for (PodRun run : outcome.podRuns()) {
            TreeMap<Long, Integer> changes = paces.getOrDefault(key(run), new TreeMap<>());
            slowed += changes.isEmpty() ? 0 : 1;
            String pod = run.job() + " " + run.pod();
            if (run.end() == PodRun.End.PREEMPTED) {
                // It goes on as before until its host hears that it has to stop.
                changes = new TreeMap<>(changes.headMap(run.endNs() - cluster.controlLatencyNs));
            }
            done.merge(pod, work(run, changes), BigInteger::add);
            stays.merge(pod, 1, Integer::sum);
            if (run.end() == PodRun.End.DONE) {
                BigInteger whole =
                        BigInteger.valueOf(cluster.jobs.get(run.job()).durationNs())
                                .multiply(MILLION);
                BigInteger over = done.get(pod).subtract(whole);
                // A stay that was cut short may lose less than a nanosecond of what it did.
                assertThat(over.signum()).isNotNegative();
                assertThat(over).isLessThan(MILLION.multiply(BigInteger.valueOf(stays.get(pod))));
            }
        }
        assertThat(slowed).isGreaterThan(10);
        assertThat(outcome.preemptions()).isPositive();
    }

    private static String key(PodRun run) {
        return run.job() + " " + run.pod() + " " + run.attempt();
    }

    /** Work of a stay in millionths of a nanosecond. */
    private static BigInteger work(PodRun run, TreeMap<Long, Integer> changes) {
        BigInteger sum = BigInteger.ZERO;
        long fromNs = run.startNs();
        int ppm = 1_000_000;
        for (var change : changes.entrySet()) {
            long untilNs = Math.clamp(change.getKey(), fromNs, Math.max(fromNs, run.endNs()));
            sum = sum.add(BigInteger.valueOf(untilNs - fromNs).multiply(BigInteger.valueOf(ppm)));
            fromNs = untilNs;
            ppm = change.getValue();
        }
        return sum.add(BigInteger.valueOf(run.endNs() - fromNs).multiply(BigInteger.valueOf(ppm)));
    }

    /** Single pods of two queues that preempt each other and go on where they were. */
    private static TestQueues random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestQueues cluster = new TestQueues().nodes(3, 4).queue("a", 1).queue("b", 3);
        cluster.settings(QueuePolicy.WEIGHTED, Preemption.ALL);
        cluster.resumes();
        for (int i = 0; i < 120; i++) {
            cluster.job(
                    "job" + i,
                    random.nextBoolean() ? "a" : "b",
                    random.nextInt(4),
                    random.nextInt(400),
                    1 + random.nextInt(40),
                    1 + random.nextInt(3));
        }
        return cluster;
    }
}
