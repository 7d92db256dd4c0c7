package org.scxfleet.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.paravirt.GuestMachine;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

class SchedulerPairsTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int HOST_CPUS = 4;
    private static final int VCPUS = 4;

    private static Stream<Arguments> pairs() {
        List<String> schedulers = List.of("simple", "central", "flatcg", "eevdf");
        List<Arguments> pairs = new ArrayList<>();
        for (String onHost : schedulers) {
            for (String inGuest : schedulers) {
                pairs.add(Arguments.of(onHost, inGuest));
            }
        }
        return pairs.stream();
    }

    private static TaskSpec task(String name, String cgroup, int instances, Step... steps) {
        return new TaskSpec(
                name,
                name,
                instances,
                SchedParams.NORMAL,
                List.of(),
                cgroup,
                0,
                List.of(new Step.Repeat(Step.FOREVER, List.of(steps))));
    }

    private static KernelSpec kernel(
            int cpus, String scheduler, boolean stealAccounting, List<TaskSpec> tasks) {
        return new KernelSpec(
                CpuTopology.flat(cpus),
                new KernelOptions(250, 0, KernelOptions.Preemption.LAZY, stealAccounting, true),
                CostProfile.LAB,
                SchedulerSpec.builtin(scheduler),
                List.of(CgroupSpec.weighted("/a", 100), CgroupSpec.weighted("/b", 200)),
                List.of(),
                tasks,
                List.of());
    }

    private static Host run(
            String onHost, String inGuest, boolean stealAccounting, int neighbours) {
        List<TaskSpec> guestTasks =
                List.of(
                        task(
                                "hog",
                                "/a",
                                3,
                                new Step.Compute(Amount.of(1_000_000)),
                                new Step.Mark("")),
                        task(
                                "periodic",
                                "/b",
                                2,
                                new Step.Compute(Amount.of(500_000)),
                                new Step.Sleep(Amount.of(4_500_000)),
                                new Step.Mark("")));
        List<TaskSpec> hostTasks =
                neighbours == 0
                        ? List.of()
                        : List.of(
                                task(
                                        "neighbour",
                                        "/a",
                                        neighbours,
                                        new Step.Compute(Amount.of(1_000_000))));
        GuestSpec guest =
                new GuestSpec(
                        "vm",
                        kernel(VCPUS, inGuest, stealAccounting, guestTasks),
                        SchedParams.NORMAL,
                        List.of(),
                        "/b",
                        50_000,
                        GuestSpec.DEFAULT_ENTRY_NS,
                        GuestSpec.DEFAULT_EXIT_NS);
        HostSpec spec =
                new HostSpec(
                        "h",
                        0,
                        "h",
                        11,
                        SECOND_NS,
                        kernel(HOST_CPUS, onHost, false, hostTasks),
                        List.of(guest),
                        List.of(),
                        List.of(),
                        List.of());
        Host host = Host.assemble(spec, new PolicyCatalog(), List.of(new GuestMachine()));
        host.advance(SECOND_NS, List.of(), envelope -> {});
        return host;
    }

    @ParameterizedTest(name = "{0} on the host, {1} in the guest")
    @MethodSource("pairs")
    void shouldRunEveryPairWithoutEjection(String onHost, String inGuest) {
        Host host = run(onHost, inGuest, false, 2);
        KernelReport own = host.report().kernels().get(0);
        KernelReport guest = host.report().kernels().get(1);
        assertThat(own.exits()).isEmpty();
        assertThat(guest.exits()).isEmpty();
        long vcpuNs =
                own.groups().stream()
                        .filter(group -> group.name.equals("vm/vcpu"))
                        .mapToLong(group -> group.runNs)
                        .sum();
        long guestWorkNs = guest.groups().stream().mapToLong(group -> group.runNs).sum();
        // What guest tasks executed, the vCPU threads executed, plus halt polling, entries and
        // exits.
        assertThat(guestWorkNs).isLessThanOrEqualTo(vcpuNs);
        assertThat(guestWorkNs).isGreaterThan(vcpuNs * 9 / 10);
        assertThat(guest.groups()).allSatisfy(group -> assertThat(group.runNs).isPositive());
    }

    @ParameterizedTest(name = "{0} on the host, {1} in the guest")
    @MethodSource("pairs")
    void shouldRepeatEveryPairToTheBit(String onHost, String inGuest) {
        assertThat(run(onHost, inGuest, false, 2).digest())
                .isEqualTo(run(onHost, inGuest, false, 2).digest());
    }

    @Test
    void shouldShowStealOnlyWhereTheHostIsShared() {
        long alone = steal(run("eevdf", "eevdf", false, 0));
        long shared = steal(run("eevdf", "eevdf", false, 6));
        assertThat(alone).isLessThan(SECOND_NS / 100);
        assertThat(shared).isGreaterThan(SECOND_NS);
    }

    private static long steal(Host host) {
        long sum = 0;
        for (long steal : host.report().kernels().get(1).stealNs()) {
            sum += steal;
        }
        return sum;
    }

    @Test
    void shouldScheduleAFairGuestDifferentlyWhenStolenTimeIsLeftOut() {
        long charged = guestSwitches(false);
        long accounted = guestSwitches(true);
        // Charged with what was stolen, a task owes its neighbour a longer turn; how long ext
        // slices
        // last is tested with the monitor.
        assertThat(charged).isNotCloseTo(accounted, withinPercentage(5));
    }

    /** Switches between two hogs on one vCPU that shares its host CPU with two others. */
    private static long guestSwitches(boolean accounted) {
        TaskSpec hog = task("hog", "/a", 2, new Step.Compute(Amount.of(1_000_000)));
        TaskSpec neighbour =
                new TaskSpec(
                        "neighbour",
                        "neighbour",
                        2,
                        SchedParams.NORMAL,
                        List.of(0),
                        "/a",
                        0,
                        List.of(
                                new Step.Repeat(
                                        Step.FOREVER,
                                        List.of(new Step.Compute(Amount.of(1_000_000))))));
        GuestSpec guest =
                new GuestSpec(
                        "vm",
                        kernel(1, "eevdf", accounted, List.of(hog)),
                        SchedParams.NORMAL,
                        List.of(List.of(0)),
                        "/a",
                        0,
                        0,
                        0);
        HostSpec spec =
                new HostSpec(
                        "h",
                        0,
                        "h",
                        11,
                        SECOND_NS,
                        kernel(HOST_CPUS, "eevdf", false, List.of(neighbour)),
                        List.of(guest),
                        List.of(),
                        List.of(),
                        List.of());
        Host host = Host.assemble(spec, new PolicyCatalog(), List.of(new GuestMachine()));
        host.advance(SECOND_NS, List.of(), envelope -> {});
        return host.report().kernels().get(1).groups().getFirst().switchedIn;
    }
}
