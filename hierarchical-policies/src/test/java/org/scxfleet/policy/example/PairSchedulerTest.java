package org.scxfleet.policy.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.ops.SchedulerOps.PreemptReason;
import org.scxfleet.policy.fake.FakeKernel;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class PairSchedulerTest {
    private static final CpuTopology TWO_CPUS = CpuTopology.flat(2);
    private final PairScheduler scheduler = new PairScheduler(FakeKernel.environment(TWO_CPUS));
    private final FakeKernel kernel = new FakeKernel(TWO_CPUS, scheduler);
    private int groupA;
    private int groupB;

    @BeforeEach
    void load() {
        groupA = kernel.cgroups.add(0, "A", 100);
        groupB = kernel.cgroups.add(0, "B", 100);
        kernel.load();
    }

    @Test
    void shouldRunTasksOfOneCgroupOnBothCpusOfAPair() {
        Task a1 = enqueue("a1", groupA);
        enqueue("b1", groupB);
        Task a2 = enqueue("a2", groupA);
        assertThat(kernel.dispatch(0)).isSameAs(a1);
        assertThat(kernel.calls).contains("kick 1 2");
        assertThat(kernel.dispatch(1)).isSameAs(a2);
    }

    @Test
    void shouldWaitForThePartnerBeforeTakingTheNextCgroup() {
        enqueue("a1", groupA);
        Task b1 = enqueue("b1", groupB);
        kernel.dispatch(0);
        // A is empty: CPU 1 may not begin B while CPU 0 works on A.
        assertThat(kernel.dispatch(1)).isNull();
        kernel.nowNs += PairScheduler.BATCH_NS / 2;
        // CPU 0 comes back within the batch; the pair drains, and CPU 0 is the last of it.
        assertThat(kernel.dispatch(0)).isSameAs(b1);
        assertThat(kernel.calls).endsWith("kick 1 2");
    }

    @Test
    void shouldKickThePartnerWhenTheBatchIsOver() {
        enqueue("a1", groupA);
        enqueue("a2", groupA);
        enqueue("b1", groupB);
        kernel.dispatch(0);
        kernel.dispatch(1);
        kernel.calls.clear();
        kernel.nowNs += PairScheduler.BATCH_NS + 1;
        assertThat(kernel.dispatch(0)).isNull();
        assertThat(kernel.calls).containsExactly("kick 1 2");
        assertThat(kernel.dispatch(1)).isNotNull();
    }

    @Test
    void shouldTakeCgroupsInTurn() {
        for (int i = 0; i < 3; i++) {
            enqueue("a" + i, groupA);
            enqueue("b" + i, groupB);
        }
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            order.append(kernel.dispatch(0).name.charAt(0));
            kernel.nowNs += PairScheduler.BATCH_NS + 1;
        }
        assertThat(order.toString()).isEqualTo("abab");
    }

    @Test
    void shouldDrainThePairWhenAHigherClassTakesACpu() {
        enqueue("a1", groupA);
        enqueue("a2", groupA);
        enqueue("a3", groupA);
        kernel.dispatch(0);
        kernel.dispatch(1);
        kernel.calls.clear();
        scheduler.cpuRelease(kernel, 0, PreemptReason.RT, null);
        assertThat(kernel.calls).containsExactly("kick 1 6");
        assertThat(kernel.dispatch(1)).isNull();
        kernel.calls.clear();
        scheduler.cpuAcquire(kernel, 0);
        assertThat(kernel.calls).containsExactly("kick 1 2");
        assertThat(kernel.dispatch(1)).isNotNull();
    }

    @Test
    void shouldNotKickAPartnerThatIsNotActiveOnRelease() {
        scheduler.cpuRelease(kernel, 0, PreemptReason.DEADLINE, null);
        assertThat(kernel.calls).isEmpty();
        scheduler.cpuRelease(kernel, 1, PreemptReason.DEADLINE, null);
        scheduler.cpuAcquire(kernel, 1);
        assertThat(kernel.calls).isEmpty();
    }

    @Test
    void shouldStayIdleWithoutTasksAndBeginLater() {
        assertThat(kernel.dispatch(0)).isNull();
        Task task = enqueue("a", groupA);
        assertThat(kernel.dispatch(1)).isSameAs(task);
    }

    @Test
    void shouldSkipTasksThatHaveEnded() {
        Task ended = enqueue("ended", groupA);
        Task alive = enqueue("alive", groupA);
        kernel.tasks.set(ended.number, null);
        assertThat(kernel.dispatch(0)).isSameAs(alive);
    }

    @Test
    void shouldRaiseAnErrorForACgroupThatIsNotKnown() {
        Task task = kernel.newTask("a", groupB, 100);
        scheduler.cgroupExit(kernel, groupB);
        kernel.enqueue(task, 0);
        assertThat(kernel.errors).containsExactly("failed to lookup q_idx for cgroup[3]");
    }

    @Test
    void shouldRefuseMoreCgroupsThanItHasQueues() {
        CgroupQueues queues = new CgroupQueues();
        for (int cgroup = 0; cgroup < CgroupQueues.MAX_CGROUPS; cgroup++) {
            assertThat(queues.add(cgroup)).isTrue();
        }
        assertThat(queues.add(CgroupQueues.MAX_CGROUPS)).isFalse();
        queues.remove(0);
        queues.remove(0);
        assertThat(queues.add(0)).isTrue();
        assertThat(queues.add(CgroupQueues.MAX_CGROUPS)).isFalse();
    }

    @Test
    void shouldPairTheHalvesOfTheCpusUnlessToldOtherwise() {
        CpuPairs halves = new CpuPairs(8, 4);
        assertThat(halves.partner(1)).isEqualTo(5);
        assertThat(halves.pair(5)).isEqualTo(halves.pair(1)).isEqualTo(1);
        CpuPairs neighbours = new CpuPairs(8, 1);
        assertThat(neighbours.partner(6)).isEqualTo(7);
        assertThat(neighbours.count()).isEqualTo(4);
        assertThat(neighbours.bit(6) | neighbours.bit(7)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"3, 0, even number", "4, 4, its own partner", "6, 2, would share", "1, 0, even"})
    void shouldRefuseAStrideThatLeavesCpusAlone(int cpus, int stride, String message) {
        CpuTopology topology = CpuTopology.flat(cpus);
        assertThatThrownBy(() ->
                        new PairScheduler(
                                FakeKernel.environment(topology, "S", Integer.toString(stride))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private Task enqueue(String name, int group) {
        Task task = kernel.newTask(name, group, 100);
        kernel.enqueue(task, 0);
        return task;
    }
}
