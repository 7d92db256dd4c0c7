package org.scxfleet.policy.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.fake.FakeKernel;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class Cpu0SchedulerTest {
    private static final CpuTopology FOUR_CPUS = CpuTopology.flat(4);
    private FakeKernel kernel;

    @BeforeEach
    void load() {
        kernel =
                new FakeKernel(FOUR_CPUS, new Cpu0Scheduler(FakeKernel.environment(FOUR_CPUS)))
                        .load();
    }

    @Test
    void shouldQueueEverythingForCpu0() {
        Task task = kernel.newTask("a");
        task.cpu = 3;
        kernel.idle(3);
        kernel.wake(task);
        assertThat(kernel.queue(0)).containsExactly("a");
        assertThat(kernel.dispatch(3)).isNull();
        assertThat(kernel.dispatch(0)).isSameAs(task);
    }

    @Test
    void shouldLeaveTasksThatMayNotRunThereWhereTheKernelPutThem() {
        Task task = kernel.newTask("a");
        kernel.allow(task, 2, 3);
        kernel.wake(task);
        assertThat(kernel.queue(Scx.localOn(2))).containsExactly("a");
    }

    @Test
    void shouldShareOneCpuAmongAllHogs() {
        for (int i = 0; i < 5; i++) {
            kernel.wake(kernel.newTask("hog-" + i));
        }
        for (long ranNs : kernel.runHogs(6_000_000_000L)) {
            assertThat(ranNs / 6e9).isBetween(0.195, 0.205);
        }
    }
}
