package org.scxfleet.paravirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

class GuestMachineTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final SchedulerSpec GLOBAL_FIFO = SchedulerSpec.builtin("global-fifo");

    /** A scheduler without ops: the kernel's own global queue. */
    private static final class GlobalFifo implements SchedulerOps {
        @Override
        public String name() {
            return "global_fifo";
        }

        @Override
        public EnumSet<Op> implemented() {
            return EnumSet.noneOf(Op.class);
        }
    }

    /** Slices of 5 ms from the global queue: with a tick of 4 ms a task runs for 8 ms. */
    private static final class ShortSlices implements SchedulerOps {
        @Override
        public String name() {
            return "short_slices";
        }

        @Override
        public EnumSet<Op> implemented() {
            return EnumSet.of(Op.ENQUEUE);
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            kernel.dsqInsert(task, Scx.DSQ_GLOBAL, 5_000_000, enqFlags);
        }
    }

    private static List<Step> hog() {
        return forever(new Step.Compute(Amount.of(1_000_000)), new Step.Mark(""));
    }

    private static List<Step> forever(Step... steps) {
        return List.of(new Step.Repeat(Step.FOREVER, List.of(steps)));
    }

    private static KernelSpec kernel(int cpus, KernelOptions options, TaskSpec... tasks) {
        return kernel(cpus, options, GLOBAL_FIFO, tasks);
    }

    private static KernelSpec kernel(
            int cpus, KernelOptions options, SchedulerSpec scheduler, TaskSpec... tasks) {
        return new KernelSpec(
                CpuTopology.flat(cpus),
                options,
                CostProfile.NONE,
                scheduler,
                List.of(),
                List.of(),
                List.of(tasks),
                List.of());
    }

    private static GuestSpec guest(KernelSpec kernel, long haltPollNs) {
        return new GuestSpec("vm", kernel, SchedParams.NORMAL, List.of(), "/", haltPollNs, 0, 0);
    }

    private static Host run(KernelSpec hostKernel, GuestSpec guest, GuestMachine machine) {
        return run(hostKernel, guest, machine, new GlobalFifo());
    }

    private static Host run(
            KernelSpec hostKernel, GuestSpec guest, GuestMachine machine, SchedulerOps onHost) {
        HostSpec spec =
                new HostSpec(
                        "h",
                        0,
                        "h",
                        7,
                        SECOND_NS,
                        hostKernel,
                        List.of(guest),
                        List.of(),
                        List.of(),
                        List.of());
        Host host =
                Host.assemble(
                        spec,
                        scheduler ->
                                environment ->
                                        scheduler.name().equals("host") ? onHost : new GlobalFifo(),
                        List.of(machine));
        host.advance(SECOND_NS, List.of(), envelope -> {});
        return host;
    }

    private static HostReport.KernelReport guestOf(Host host) {
        return host.report().kernels().get(1);
    }

    @Test
    void shouldGiveAGuestAloneTheWholeHostCpu() {
        Host host =
                run(
                        kernel(1, KernelOptions.DEFAULTS),
                        guest(
                                kernel(1, KernelOptions.DEFAULTS, TaskSpec.normal("hog", 1, hog())),
                                0),
                        new GuestMachine());
        assertThat(guestOf(host).groups().getFirst().runNs).isEqualTo(SECOND_NS);
        assertThat(guestOf(host).stealNs()[0]).isZero();
    }

    @Test
    void shouldShowAsStealWhatTheVcpuWaitedForAHostCpu() {
        GuestMachine machine = new GuestMachine();
        Host host =
                run(
                        kernel(1, KernelOptions.DEFAULTS, TaskSpec.normal("neighbour", 1, hog())),
                        guest(
                                kernel(1, KernelOptions.DEFAULTS, TaskSpec.normal("hog", 1, hog())),
                                0),
                        machine);
        long guestRunNs = guestOf(host).groups().getFirst().runNs;
        long stealNs = guestOf(host).stealNs()[0];
        assertThat(guestRunNs).isCloseTo(SECOND_NS / 2, within(25_000_000L));
        // The counter is brought up to date at entry, so it may lag by one wait.
        assertThat(guestRunNs + stealNs).isCloseTo(SECOND_NS, within(25_000_000L));
        // The machine's clock stands at the last event, at most one tick before the end.
        assertThat(machine.timeNs(0, VcpuState.RUNNING_GUEST))
                .isCloseTo(guestRunNs, within(4_000_000L));
    }

    @Test
    void shouldHaltTheVcpuWhileTheGuestSleeps() {
        GuestMachine machine = new GuestMachine();
        Host host =
                run(
                        kernel(1, KernelOptions.DEFAULTS),
                        guest(
                                kernel(
                                        1,
                                        KernelOptions.DEFAULTS,
                                        TaskSpec.normal(
                                                "p",
                                                1,
                                                forever(
                                                        new Step.Compute(Amount.of(1_000_000)),
                                                        new Step.Sleep(Amount.of(3_000_000))))),
                                0),
                        machine);
        HostReport.KernelReport own = host.report().kernels().getFirst();
        assertThat(own.cpuBusyNs()[0])
                .isCloseTo(guestOf(host).groups().getFirst().runNs, within(1_000L));
        assertThat(machine.timeNs(0, VcpuState.BLOCKED)).isGreaterThan(SECOND_NS / 2);
    }

    @Test
    void shouldPollBeforeSleepingWhenHaltsAreShort() {
        GuestMachine machine = new GuestMachine();
        Host host =
                run(
                        kernel(1, KernelOptions.DEFAULTS),
                        guest(
                                kernel(
                                        1,
                                        KernelOptions.DEFAULTS,
                                        TaskSpec.normal(
                                                "p",
                                                1,
                                                forever(
                                                        new Step.Compute(Amount.of(100_000)),
                                                        new Step.Sleep(Amount.of(50_000))))),
                                200_000),
                        machine);
        HostReport.KernelReport own = host.report().kernels().getFirst();
        assertThat(machine.timeNs(0, VcpuState.HALT_POLL)).isGreaterThan(SECOND_NS / 4);
        assertThat(own.cpuBusyNs()[0]).isGreaterThan(SECOND_NS * 9 / 10);
    }

    @Test
    void shouldRunAllVcpusOfAGuestAtOnceOnEnoughHostCpus() {
        Host host =
                run(
                        kernel(4, KernelOptions.DEFAULTS),
                        guest(
                                kernel(4, KernelOptions.DEFAULTS, TaskSpec.normal("hog", 8, hog())),
                                0),
                        new GuestMachine());
        assertThat(guestOf(host).groups().getFirst().runNs)
                .isCloseTo(4 * SECOND_NS, within(5_000_000L));
    }

    @Test
    void shouldRepeatBitByBit() {
        long first = digest();
        assertThat(digest()).isEqualTo(first);
    }

    private static long digest() {
        return run(
                        kernel(2, KernelOptions.DEFAULTS, TaskSpec.normal("n", 3, hog())),
                        guest(
                                kernel(
                                        2,
                                        KernelOptions.DEFAULTS,
                                        TaskSpec.normal("hog", 2, hog()),
                                        TaskSpec.normal(
                                                "p",
                                                3,
                                                forever(
                                                        new Step.Compute(
                                                                new Amount.Exponential(300_000)),
                                                        new Step.Sleep(
                                                                new Amount.Exponential(500_000))))),
                                100_000),
                        new GuestMachine())
                .digest();
    }

    @Test
    void shouldChargeStolenTimeToSlicesUnlessAccounted() {
        assertThat(segments(false)).isGreaterThan(segments(true) * 5 / 4);
    }

    /** Switches of two guest tasks on one vCPU that gets half a host CPU. */
    private static long segments(boolean accounted) {
        KernelOptions options =
                new KernelOptions(250, 0, KernelOptions.Preemption.LAZY, accounted, true);
        Host host =
                run(
                        kernel(
                                1,
                                KernelOptions.DEFAULTS,
                                SchedulerSpec.builtin("host"),
                                TaskSpec.normal("neighbour", 1, hog())),
                        guest(kernel(1, options, TaskSpec.normal("hog", 2, hog())), 0),
                        new GuestMachine(),
                        new ShortSlices());
        return guestOf(host).groups().getFirst().switchedIn;
    }
}
