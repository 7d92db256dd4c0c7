package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.ops.TracePoint;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** Programs that hang on events of the kernel: that of scx_pair on the context switch. */
class TracingTest {
    private final List<BpfScheduler> loaded = new ArrayList<>();

    private Host run(TaskSpec... tasks) {
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of(
                        "pair", KernelObjects.example("scx_pair.bpf.o"), Profiles.shipped("pair"));
        assertThat(factory.notices()).isEmpty();
        KernelSpec kernel =
                KernelSpec.of(
                        CpuTopology.flat(2),
                        CostProfile.NONE,
                        SchedulerSpec.builtin("pair"),
                        List.of(tasks));
        return Workloads.run(
                kernel,
                scheduler ->
                        environment -> {
                            BpfScheduler made = (BpfScheduler) factory.create(environment);
                            loaded.add(made);
                            return made;
                        },
                1_000 * Workloads.MS_NS);
    }

    private long preemptions() {
        return loaded.getFirst().output().statistics().stream()
                .filter(each -> each.name().equals("preemptions"))
                .mapToLong(Statistic::value)
                .sum();
    }

    private static TaskSpec hogs() {
        return Workloads.task(
                "hog", 3, 0, "/", Workloads.forever(new Step.Compute(Amount.of(Workloads.MS_NS))));
    }

    @Test
    void shouldTellTheObjectThatARealTimeTaskTakesACpu() {
        // 5 of every 50 ms, so about 20 times.
        TaskSpec rt =
                new TaskSpec(
                        "rt",
                        "rt",
                        1,
                        SchedParams.realTime(SchedPolicy.FIFO, 50),
                        List.of(1),
                        "/",
                        0,
                        Workloads.forever(
                                new Step.Compute(Amount.of(5 * Workloads.MS_NS)),
                                new Step.Sleep(Amount.of(45 * Workloads.MS_NS))));
        Host host = run(hogs(), rt);
        HostReport.KernelReport kernel = host.report().kernels().getFirst();
        assertThat(kernel.exits()).isEmpty();
        assertThat(loaded.getFirst().tracePoints()).containsExactly(TracePoint.SCHED_SWITCH);
        assertThat(preemptions()).isBetween(18L, 20L);
        // The pair goes on when the CPU is given back.
        assertThat(kernel.cpuBusyNs()[0]).isGreaterThan(800 * Workloads.MS_NS);
    }

    @Test
    void shouldNotCountSwitchesBetweenTasksOfItsOwn() {
        run(hogs());
        assertThat(preemptions()).isZero();
    }
}
