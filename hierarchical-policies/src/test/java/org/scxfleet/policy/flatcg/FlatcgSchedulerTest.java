package org.scxfleet.policy.flatcg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.fake.FakeKernel;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class FlatcgSchedulerTest {
    private static final CpuTopology FOUR_CPUS = CpuTopology.flat(4);
    private static final long SLICE = Scx.SLICE_DFL_NS;

    private FlatcgScheduler scheduler;
    private FakeKernel kernel;

    /** The measured shares of three flat cgroups: 0.168, 0.335, 0.496 of the machine. */
    @Test
    void shouldShareByTheWeightsOfCgroups() {
        make();
        int[] groups = {group(0, "A", 100), group(0, "B", 200), group(0, "C", 300)};
        kernel.load();
        for (int i = 0; i < 12; i++) {
            kernel.wake(kernel.newTask("t" + i, groups[i % 3], 100));
        }
        double[] shares = shares(groups, 12_000_000_000L);
        assertThat(shares[0]).isBetween(0.157, 0.177);
        assertThat(shares[1]).isBetween(0.323, 0.343);
        assertThat(shares[2]).isBetween(0.490, 0.510);
    }

    /** The measured shares of a nested tree: 0.086, 0.253, 0.661. */
    @Test
    void shouldFlattenNestedWeights() {
        make("f", "true");
        int x = group(0, "X", 100);
        int[] groups = {group(x, "X1", 100), group(x, "X2", 300), group(0, "Y", 200)};
        kernel.load();
        for (int i = 0; i < 12; i++) {
            int group = i < 3 ? groups[0] : i < 6 ? groups[1] : groups[2];
            kernel.wake(kernel.newTask("t" + i, group, 100));
        }
        double[] shares = shares(groups, 12_000_000_000L);
        assertThat(shares[0]).isBetween(0.076, 0.096);
        assertThat(shares[1]).isBetween(0.240, 0.263);
        assertThat(shares[2]).isBetween(0.651, 0.675);
    }

    @Test
    void shouldGiveACgroupItsShareHoweverManyTasksItHas() {
        make();
        int[] groups = {group(0, "few", 100), group(0, "many", 100)};
        kernel.load();
        for (int i = 0; i < 24; i++) {
            kernel.wake(kernel.newTask("t" + i, groups[i < 4 ? 0 : 1], 100));
        }
        double[] shares = shares(groups, 12_000_000_000L);
        assertThat(shares[0]).isBetween(0.48, 0.52);
    }

    @Test
    void shouldChargeAWholeSliceWhenACgroupIsTaken() {
        make();
        int a = group(0, "A", 100);
        int b = group(0, "B", 300);
        kernel.load();
        kernel.wake(kernel.newTask("a", a, 100));
        kernel.wake(kernel.newTask("b", b, 100));
        kernel.dispatch(0);
        kernel.dispatch(1);
        assertThat(scheduler.hierarchicalWeight(a)).isEqualTo(WeightTree.ONE / 4);
        assertThat(scheduler.cvtime(a)).isEqualTo(4 * SLICE);
        assertThat(scheduler.cvtime(b)).isEqualTo(SLICE * 4 / 3);
    }

    @Test
    void shouldStayWithACgroupForItsSlice() {
        make("s", "50000");
        int a = group(0, "A", 100);
        int b = group(0, "B", 10_000);
        kernel.load();
        Task a1 = kernel.newTask("a1", a, 100);
        Task a2 = kernel.newTask("a2", a, 100);
        kernel.wake(a1);
        assertThat(kernel.dispatch(0)).isSameAs(a1);
        kernel.wake(a2);
        kernel.wake(kernel.newTask("b", b, 100));
        kernel.nowNs = 49_999_999;
        assertThat(kernel.dispatch(0)).isSameAs(a2);
    }

    @Test
    void shouldCorrectTheChargeByTheTimeReallySpent() {
        make();
        int a = group(0, "A", 100);
        kernel.load();
        Task a1 = kernel.newTask("a1", a, 100);
        kernel.wake(a1);
        kernel.dispatch(0);
        assertThat(scheduler.cvtime(a)).isEqualTo(SLICE);
        // The task sleeps after a quarter of the slice: the CPU leaves the cgroup early.
        kernel.nowNs = SLICE / 4;
        assertThat(kernel.dispatch(0)).isNull();
        kernel.wake(a1);
        kernel.dispatch(0);
        assertThat(scheduler.cvtime(a)).isEqualTo(SLICE / 4 + SLICE);
    }

    @Test
    void shouldLimitWhatASleepingCgroupSavesUp() {
        make();
        int a = group(0, "A", 100);
        int b = group(0, "B", 100);
        kernel.load();
        Task busy = kernel.newTask("busy", a, 100);
        kernel.wake(busy);
        for (int i = 1; i <= 50; i++) {
            kernel.dispatch(0);
            kernel.nowNs = 2 * SLICE * i;
            kernel.enqueue(busy, 0);
        }
        kernel.dispatch(0);
        long clock = scheduler.cvtime(a) - 2 * SLICE;
        kernel.wake(kernel.newTask("late", b, 100));
        // Half the machine of 4 CPUs for one slice, times a share of one half.
        assertThat(scheduler.cvtime(b)).isBetween(clock - 2 * SLICE, clock + SLICE);
    }

    @Test
    void shouldChargeATaskThatWentStraightToAnIdleCpu() {
        make();
        int a = group(0, "A", 100);
        int b = group(0, "B", 100);
        kernel.load();
        Task task = kernel.newTask("a", a, 100);
        kernel.wake(kernel.newTask("other", b, 100));
        kernel.idle(2);
        task.cpu = 2;
        kernel.wake(task);
        assertThat(kernel.queue(Scx.localOn(2))).containsExactly("a");
        kernel.run(2, task);
        task.sumExecNs = 5_000_000;
        kernel.stop(2, true);
        kernel.enqueue(task, 0);
        // One nanosecond stands for "none yet"; the share is one half.
        assertThat(scheduler.cvtime(a)).isEqualTo(2 * 5_000_001L);
    }

    @Test
    void shouldServeTasksOfRestrictedAffinityFirst() {
        make();
        int a = group(0, "A", 10_000);
        kernel.load();
        Task free = kernel.newTask("free", a, 100);
        Task pinned = kernel.newTask("pinned", a, 100);
        kernel.allow(pinned, 1);
        kernel.wake(free);
        kernel.wake(pinned);
        assertThat(kernel.queue(0)).containsExactly("pinned");
        assertThat(kernel.dispatch(1)).isSameAs(pinned);
        assertThat(kernel.dispatch(0)).isSameAs(free);
    }

    @Test
    void shouldPutPinnedKernelThreadsOnTheirCpu() {
        make();
        kernel.load();
        Task thread = kernel.newTask("kworker");
        thread.kernelThread = true;
        kernel.allow(thread, 3);
        kernel.wake(thread);
        assertThat(kernel.queue(Scx.localOn(3))).containsExactly("kworker");
    }

    @Test
    void shouldKeepTheLeadOfATaskThatChangesItsCgroup() {
        make();
        int a = group(0, "A", 100);
        int b = group(0, "B", 100);
        kernel.load();
        Task ahead = kernel.newTask("ahead", a, 100);
        ahead.scx.dsqVtime = 1000;
        kernel.run(0, ahead);
        Task task = kernel.newTask("task", a, 100);
        task.scx.dsqVtime = 1300;
        scheduler.cgroupMove(kernel, task, a, b);
        assertThat(task.scx.dsqVtime).isEqualTo(300);
    }

    @Test
    void shouldGiveANewTaskTheVtimeOfItsCgroup() {
        make();
        int a = group(0, "A", 100);
        kernel.load();
        Task ahead = kernel.newTask("ahead", a, 100);
        ahead.scx.dsqVtime = 1000;
        kernel.run(0, ahead);
        assertThat(kernel.newTask("new", a, 100).scx.dsqVtime).isEqualTo(1000);
    }

    @Test
    void shouldForgetACgroupThatIsGoneWhenItComesUp() {
        make();
        int a = group(0, "A", 100);
        int b = group(0, "B", 100);
        kernel.load();
        Task gone = kernel.newTask("gone", a, 100);
        kernel.wake(gone);
        kernel.dispatch(0);
        scheduler.cgroupExit(kernel, a);
        Task task = kernel.newTask("task", b, 100);
        kernel.wake(task);
        assertThat(kernel.dispatch(1)).isSameAs(task);
        assertThat(kernel.dispatch(2)).isNull();
        assertThat(kernel.errors).isEmpty();
    }

    private void make(String... options) {
        scheduler = new FlatcgScheduler(FakeKernel.environment(FOUR_CPUS, options));
        kernel = new FakeKernel(FOUR_CPUS, scheduler);
    }

    private int group(int parent, String name, int weight) {
        return kernel.cgroups.add(parent, name, weight);
    }

    /** Runs the hogs and returns the share of the machine that each group got. */
    private double[] shares(int[] groups, long durationNs) {
        long[] ran = kernel.runHogs(durationNs);
        double[] shares = new double[groups.length];
        for (Task task : kernel.tasks) {
            for (int i = 0; i < groups.length; i++) {
                if (task.cgroup == groups[i]) {
                    shares[i] += ran[task.number] / (4.0 * durationNs);
                }
            }
        }
        return shares;
    }
}
