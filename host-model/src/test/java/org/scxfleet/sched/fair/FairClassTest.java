package org.scxfleet.sched.fair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.sched.kernel.SmallKernel;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class FairClassTest {
    private static final long MS = SmallKernel.MS;
    private static final SchedParams NORMAL = SchedParams.NORMAL;

    private static SmallKernel kernel(int cpus, boolean hrtick, boolean lazy) {
        return new SmallKernel(
                CpuTopology.flat(cpus),
                new CgroupTree(),
                FairFeatures.DEFAULTS.with(hrtick, lazy),
                0);
    }

    @Test
    void shouldEndSlicesByTimerOnFourCpus() {
        SmallKernel kernel = new SmallKernel(4);
        for (int i = 0; i < 3; i++) {
            kernel.hog("h" + i, NORMAL, 1);
        }
        kernel.runUntil(1_000 * MS);
        List<Long> lengths =
                kernel.segmentsOf("h1").stream().map(SmallKernel.Segment::lengthNs).toList();
        assertThat(lengths.subList(1, lengths.size() - 1)).allMatch(length -> length == 2_100_000);
        assertThat(kernel.share("h0", 1_000 * MS)).isCloseTo(1 / 3.0, within(0.003));
    }

    @Test
    void shouldEndSlicesAtTicksWithoutTheTimer() {
        SmallKernel kernel = kernel(4, false, true);
        kernel.hog("a", NORMAL, 1);
        kernel.hog("b", NORMAL, 1);
        kernel.runUntil(400 * MS);
        List<Long> lengths =
                kernel.segmentsOf("a").stream().map(SmallKernel.Segment::lengthNs).toList();
        assertThat(lengths.subList(1, lengths.size() - 1))
                .allMatch(length -> length % (4 * MS) == 0);
    }

    @Test
    void shouldDivideACpuByNice() {
        SmallKernel kernel = new SmallKernel(4);
        kernel.hog("m5", SchedParams.fair(-5), 0);
        kernel.hog("n0", SchedParams.fair(0), 0);
        kernel.hog("p5", SchedParams.fair(5), 0);
        kernel.hog("p10", SchedParams.fair(10), 0);
        long end = 10_000 * MS;
        kernel.runUntil(end);
        double sum = 3121 + 1024 + 335 + 110;
        assertThat(kernel.share("m5", end)).isCloseTo(3121 / sum, within(0.005));
        assertThat(kernel.share("n0", end)).isCloseTo(1024 / sum, within(0.005));
        assertThat(kernel.share("p5", end)).isCloseTo(335 / sum, within(0.005));
        assertThat(kernel.share("p10", end)).isCloseTo(110 / sum, within(0.005));
    }

    @Test
    void shouldNotRestartTheTimerForATaskThatIsChosenAgain() {
        SmallKernel kernel = new SmallKernel(4);
        kernel.hog("heavy", SchedParams.fair(-5), 0);
        kernel.hog("light", SchedParams.fair(0), 0);
        kernel.runUntil(1_000 * MS);
        // Its slice ends after 2.1 ms, it is chosen again and runs on to a tick.
        assertThat(kernel.segmentsOf("heavy").stream().skip(1).limit(100))
                .anyMatch(s -> s.lengthNs() > 2_100_000 && s.toNs() % (4 * MS) == 0);
    }

    @Test
    void shouldLeaveAlmostNothingToTheIdlePolicy() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("normal", NORMAL, 0);
        kernel.hog("background", new SchedParams(SchedPolicy.IDLE, 0, 0, 0, 0, 0), 0);
        kernel.runUntil(5_000 * MS);
        assertThat(kernel.share("background", 5_000 * MS)).isCloseTo(3 / 1027.0, within(0.002));
    }

    @Test
    void shouldHonourACustomSlice() {
        SmallKernel kernel = new SmallKernel(1);
        SchedParams longSlice = new SchedParams(SchedPolicy.NORMAL, 0, 0, 20 * MS, 0, 0);
        kernel.hog("a", longSlice, 0);
        kernel.hog("b", longSlice, 0);
        kernel.runUntil(1_000 * MS);
        List<SmallKernel.Segment> segments = kernel.segmentsOf("a");
        assertThat(segments.get(3).lengthNs()).isEqualTo(20 * MS);
    }

    @Test
    void shouldLetAShortSliceWaitLess() {
        SmallKernel kernel = new SmallKernel(1);
        SchedParams longSlice = new SchedParams(SchedPolicy.NORMAL, 0, 0, 20 * MS, 0, 0);
        SchedParams shortSlice = new SchedParams(SchedPolicy.NORMAL, 0, 0, 300_000, 0, 0);
        kernel.hog("hog", longSlice, 0);
        Task task = kernel.periodic("quick", shortSlice, 200_000, 10 * MS, 1 * MS, 0);
        kernel.runUntil(1_000 * MS);
        assertThat(task.tally.maxWakeLatencyNs).isLessThan(1 * MS);
        assertThat(kernel.share("quick", 1_000 * MS)).isCloseTo(0.02, within(0.001));
    }

    @Test
    void shouldNotLetAWakeUpEndAProtectedSlice() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("a", NORMAL, 0);
        kernel.hog("b", NORMAL, 0);
        kernel.periodic("p", NORMAL, 100_000, 7 * MS, 0, 0);
        kernel.runUntil(2_000 * MS);
        List<SmallKernel.Segment> full =
                kernel.segmentsOf("a").stream().filter(s -> s.lengthNs() < 690_000).toList();
        assertThat(full.size()).isLessThan(kernel.segmentsOf("a").size() / 10);
        assertThat(kernel.share("p", 2_000 * MS)).isCloseTo(1 / 70.0, within(0.0005));
    }

    @Test
    void shouldRunTwoTasksOnTwoIdleCpusAtOnce() {
        SmallKernel kernel = new SmallKernel(2);
        kernel.hog("a", NORMAL);
        kernel.hog("b", NORMAL);
        kernel.runUntil(100 * MS);
        assertThat(kernel.share("a", 100 * MS)).isEqualTo(1.0);
        assertThat(kernel.share("b", 100 * MS)).isEqualTo(1.0);
    }

    @Test
    void shouldDivideByCgroupWeightWhateverTheNumberOfTasks() {
        CgroupTree cgroups = new CgroupTree();
        int a = cgroups.ensure("/a");
        int b = cgroups.ensure("/b");
        cgroups.setWeight(a, 100);
        cgroups.setWeight(b, 300);
        SmallKernel kernel =
                new SmallKernel(CpuTopology.flat(1), cgroups, FairFeatures.DEFAULTS, 0);
        for (int i = 0; i < 3; i++) {
            kernel.hog("a" + i, NORMAL, 0).cgroup = a;
        }
        kernel.hog("b0", NORMAL, 0).cgroup = b;
        long end = 4_000 * MS;
        kernel.runUntil(end);
        assertThat(kernel.share("b0", end)).isCloseTo(0.75, within(0.01));
        assertThat(kernel.share("a0", end)).isCloseTo(0.25 / 3, within(0.01));
    }

    @Test
    void shouldBeSkippedWhileAllTasksAreOnExt() {
        SmallKernel kernel = new SmallKernel(1);
        assertThat(kernel.fair.isSkipped()).isFalse();
        kernel.allOnExt = true;
        assertThat(kernel.fair.isSkipped()).isTrue();
    }

    @Test
    void shouldEvenOutHogsThatStartOnOneCpu() {
        SmallKernel kernel = new SmallKernel(4);
        for (int i = 0; i < 6; i++) {
            kernel.hog("h" + i, NORMAL);
        }
        long end = 4_000 * MS;
        kernel.runUntil(end);
        double total = 0;
        for (int i = 0; i < 6; i++) {
            double share = kernel.share("h" + i, end);
            assertThat(share).isBetween(0.45, 0.95);
            total += share;
        }
        assertThat(total).isCloseTo(4.0, within(0.001));
    }

    @Test
    void shouldRepeatItselfExactly() {
        long[] digests = new long[2];
        for (int run = 0; run < 2; run++) {
            SmallKernel kernel = new SmallKernel(4);
            for (int i = 0; i < 7; i++) {
                kernel.hog("h" + i, SchedParams.fair(i - 3));
                kernel.periodic("p" + i, NORMAL, 300_000 + i * 1_000, (5 + i) * MS, i * 100_000L);
            }
            kernel.runUntil(2_000 * MS);
            digests[run] = kernel.digest();
        }
        assertThat(digests[0]).isEqualTo(digests[1]);
    }
}
