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
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

class BalancingTest {
    private static final long MS = SmallKernel.MS;
    private static final SchedParams NORMAL = SchedParams.NORMAL;
    private static final SchedParams REAL_TIME = SchedParams.realTime(SchedPolicy.FIFO, 50);

    /** Two nodes of two cores of two threads. */
    private static SmallKernel twoNodes() {
        CpuTopology topology = CpuTopology.regular("two-nodes", 2, 1, 1, 2, 2, true);
        return new SmallKernel(topology, new CgroupTree(), FairFeatures.DEFAULTS, 0);
    }

    private static void allow(SmallKernel kernel, Task task, int... cpus) {
        kernel.change.setAffinity(task, CpuSet.of(kernel.core.cpuCount(), cpus));
    }

    private static List<Integer> cpusOf(SmallKernel kernel, String task, long fromNs) {
        return kernel.segmentsOf(task).stream()
                .filter(segment -> segment.toNs() > fromNs)
                .map(SmallKernel.Segment::cpu)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void shouldTakeAHogThatWaitsToAnIdleCpuWithinTwoTicks() {
        SmallKernel kernel = new SmallKernel(4);
        kernel.runUntil(100 * MS);
        Task a = kernel.hog("a", NORMAL, 1);
        Task b = kernel.hog("b", NORMAL, 1);
        kernel.runUntil(101 * MS);
        allow(kernel, a, 0, 1, 2, 3);
        allow(kernel, b, 0, 1, 2, 3);
        kernel.runUntil(200 * MS);
        assertThat(kernel.ranNs("a") + kernel.ranNs("b")).isGreaterThan(2 * 100 * MS - 9 * MS);
    }

    @Test
    void shouldPullFromThePairNextInItsOwnOrderAndThenLeaveItAlone() {
        // CPU 0 has three and CPU 1 two that must stay. CPU 2 meets CPU 3 before CPU 1, both with
        // two, and gets one of its hogs; CPU 3 meets CPU 1 before CPU 2 and gets none back.
        SmallKernel kernel = new SmallKernel(4);
        for (int i = 0; i < 3; i++) {
            kernel.hog("zero" + i, NORMAL, 0);
        }
        kernel.hog("one0", NORMAL, 1);
        kernel.hog("one1", NORMAL, 1);
        kernel.hog("two", NORMAL, 2);
        Task x = kernel.hog("x", NORMAL, 3);
        Task y = kernel.hog("y", NORMAL, 3);
        kernel.runUntil(1_000 * MS);
        allow(kernel, x, 2, 3);
        allow(kernel, y, 2, 3);
        kernel.runUntil(8_000 * MS);
        List<Integer> ofX = cpusOf(kernel, "x", 2_000 * MS);
        List<Integer> ofY = cpusOf(kernel, "y", 2_000 * MS);
        assertThat(ofX).hasSize(1);
        assertThat(ofY).hasSize(1);
        assertThat(ofX).isNotEqualTo(ofY);
    }

    @Test
    void shouldLeaveAHogAloneWhileItsCpuHasRoom() {
        // The CPU of one hog takes none of the others' before it is busy to 85 %.
        SmallKernel kernel = new SmallKernel(2);
        Task alone = kernel.periodic("alone", NORMAL, 100_000, 1_000 * MS, 0, 0);
        Task[] crowd = new Task[3];
        for (int i = 0; i < crowd.length; i++) {
            crowd[i] = kernel.hog("crowd" + i, NORMAL, 1);
        }
        kernel.runUntil(900 * MS);
        assertThat(alone.allowedCount).isEqualTo(1);
        kernel.hog("hog", NORMAL, 0);
        kernel.runUntil(920 * MS);
        for (Task task : crowd) {
            allow(kernel, task, 0, 1);
        }
        kernel.runUntil(2_000 * MS);
        SmallKernel.Segment first =
                kernel.segments.stream()
                        .filter(s -> s.task().startsWith("crowd") && s.cpu() == 0)
                        .findFirst()
                        .orElseThrow();
        assertThat(first.fromNs()).isGreaterThan(950 * MS);
    }

    @Test
    void shouldTolerateTwoHogsOnOneNodeAndSpreadThree() {
        for (int hogs = 2; hogs <= 4; hogs += 2) {
            SmallKernel kernel = twoNodes();
            Task[] tasks = new Task[hogs];
            for (int i = 0; i < hogs; i++) {
                tasks[i] = kernel.hog("h" + i, NORMAL, i);
            }
            kernel.runUntil(100 * MS);
            for (Task task : tasks) {
                allow(kernel, task, 0, 1, 2, 3, 4, 5, 6, 7);
            }
            kernel.runUntil(2_000 * MS);
            long awayNs =
                    kernel.segments.stream()
                            .filter(s -> s.cpu() >= 4)
                            .mapToLong(SmallKernel.Segment::lengthNs)
                            .sum();
            if (hogs == 2) {
                assertThat(awayNs).isZero();
            } else {
                assertThat(awayNs).isGreaterThan(1_000 * MS);
            }
        }
    }

    @Test
    void shouldGiveEachOfTwoHogsACoreOfItsOwn() {
        SmallKernel kernel = twoNodes();
        Task a = kernel.hog("a", NORMAL, 0);
        Task b = kernel.hog("b", NORMAL, 1);
        kernel.runUntil(100 * MS);
        allow(kernel, a, 0, 1, 2, 3);
        allow(kernel, b, 0, 1, 2, 3);
        kernel.runUntil(1_000 * MS);
        int cpuOfA = cpusOf(kernel, "a", 900 * MS).getFirst();
        int cpuOfB = cpusOf(kernel, "b", 900 * MS).getFirst();
        assertThat(cpuOfA / 2).isNotEqualTo(cpuOfB / 2);
    }

    @Test
    void shouldBringAHogAwayFromACpuThatRealTimeTasksUse() {
        SmallKernel kernel = new SmallKernel(2);
        kernel.periodic("rt", REAL_TIME, 5 * MS, 10 * MS, 0, 0);
        kernel.runUntil(500 * MS);
        Task hog = kernel.hog("hog", NORMAL, 0);
        kernel.runUntil(501 * MS);
        allow(kernel, hog, 0, 1);
        kernel.runUntil(1_500 * MS);
        assertThat(cpusOf(kernel, "hog", 1_000 * MS)).containsExactly(1);
    }

    @Test
    void shouldCountACgroupByItsWeightAndThePartOfTimeItIsRunnable() {
        CgroupTree cgroups = new CgroupTree();
        int always = cgroups.ensure("/always");
        int often = cgroups.ensure("/often");
        cgroups.setWeight(always, 300);
        cgroups.setWeight(often, 300);
        SmallKernel kernel =
                new SmallKernel(CpuTopology.flat(2), cgroups, FairFeatures.DEFAULTS, 0);
        Task hog = kernel.hog("hog", NORMAL, 0);
        hog.cgroup = always;
        Task periodic = kernel.periodic("periodic", NORMAL, 2 * MS, 10 * MS, 0, 1);
        periodic.cgroup = often;
        kernel.runUntil(3_000 * MS);
        Groups groups = kernel.fair.groups();
        assertThat(groups.root(0).average.load / 3_072.0).isCloseTo(1, within(0.02));
        assertThat(groups.root(1).average.load / 3_072.0).isCloseTo(0.2, within(0.05));
        assertThat(groups.root(1).average.util / 1_024.0).isCloseTo(0.2, within(0.05));
        // What a task weighs at the root is what its cgroup weighs there.
        long tick = kernel.core.tickClock().ticksAt(kernel.core.nowNs());
        assertThat(groups.rootLoad(FairClass.entity(hog), tick) / 3_072.0)
                .isCloseTo(1, within(0.02));
    }

    @Test
    void shouldTakeALeavingTasksLoadAlongAtEveryLevel() {
        CgroupTree cgroups = new CgroupTree();
        int outer = cgroups.ensure("/outer");
        int inner = cgroups.ensure("/outer/inner");
        cgroups.setWeight(outer, 200);
        SmallKernel kernel =
                new SmallKernel(CpuTopology.flat(2), cgroups, FairFeatures.DEFAULTS, 0);
        Task hog = kernel.hog("hog", NORMAL, 0);
        hog.cgroup = inner;
        kernel.runUntil(1_000 * MS);
        Groups groups = kernel.fair.groups();
        long before = groups.root(0).average.load;
        assertThat(before / 2_048.0).isCloseTo(1, within(0.02));
        allow(kernel, hog, 1);
        kernel.runUntil(1_040 * MS);
        groups.decay(0, kernel.core.nowNs());
        assertThat(groups.root(0).average.load).isLessThan(before / 20);
        assertThat(groups.root(1).average.load / 2_048.0).isCloseTo(1, within(0.1));
    }

    @Test
    void shouldStartNewTasksOnIdleCpusThatBecameIdleLast() {
        SmallKernel kernel = new SmallKernel(4);
        kernel.periodic("early", NORMAL, 1 * MS, 0, 0, 1);
        kernel.periodic("late", NORMAL, 2 * MS, 0, 0, 2);
        kernel.runUntil(500 * MS);
        kernel.hog("a", NORMAL);
        kernel.hog("b", NORMAL);
        kernel.hog("c", NORMAL);
        kernel.hog("d", NORMAL);
        kernel.runUntil(600 * MS);
        assertThat(
                        List.of("a", "b", "c", "d").stream()
                                .flatMap(name -> cpusOf(kernel, name, 500 * MS).stream())
                                .toList())
                .containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void shouldForgetASleepersLoadOnAnIdleCpu() {
        SmallKernel kernel = new SmallKernel(2);
        kernel.periodic("once", NORMAL, 200 * MS, 10_000 * MS, 0, 0);
        kernel.hog("hog", NORMAL, 1);
        kernel.runUntil(201 * MS);
        assertThat(kernel.fair.groups().root(0).average.load).isGreaterThan(900);
        // The busy CPU's tick has the idle one update its averages.
        kernel.runUntil(600 * MS);
        assertThat(kernel.fair.groups().root(0).average.load).isLessThan(10);
    }
}
