package org.scxfleet.node.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

class NodeAssemblyTest {
    private static final long END_NS = 50_000_000;

    @Test
    void shouldMakeAHostThatRuns() {
        EmulatedHost host =
                NodeAssembly.builtIn()
                        .forRun(SchedulerObjects.NONE)
                        .assemble(spec(SchedulerSpec.builtin("simple")));

        host.advance(END_NS, List.of(), _ -> {});

        assertThat(host.eventCount()).isGreaterThan(100);
        assertThat(host.report().kernels().getFirst().scheduler()).isEqualTo("simple");
        assertThat(host.report().kernels().getFirst().groups().getFirst().switchedIn)
                .isGreaterThan(10);
    }

    @Test
    void shouldMakeAHostWithAGuestThatRuns() {
        HostSpec alone = spec(SchedulerSpec.NONE);
        GuestSpec guest =
                new GuestSpec(
                        "vm",
                        spec(SchedulerSpec.builtin("simple")).kernel(),
                        SchedParams.NORMAL,
                        List.of(),
                        "/",
                        0,
                        GuestSpec.DEFAULT_ENTRY_NS,
                        GuestSpec.DEFAULT_EXIT_NS);
        HostSpec spec =
                new HostSpec(
                        alone.name(),
                        alone.index(),
                        alone.hostGroup(),
                        alone.seed(),
                        alone.endNs(),
                        alone.kernel(),
                        List.of(guest),
                        List.of(),
                        List.of(),
                        List.of());

        EmulatedHost host = NodeAssembly.builtIn().forRun(SchedulerObjects.NONE).assemble(spec);
        host.advance(END_NS, List.of(), _ -> {});

        assertThat(host.report().kernels()).hasSize(2);
        assertThat(host.report().kernels().get(1).scheduler()).isEqualTo("simple");
        assertThat(host.report().kernels().get(1).groups().getFirst().switchedIn).isGreaterThan(10);
    }

    @Test
    void shouldNameTheSchedulersThatThereAre() {
        HostAssembly assembly = NodeAssembly.builtIn().forRun(SchedulerObjects.NONE);

        assertThatThrownBy(() -> assembly.assemble(spec(SchedulerSpec.builtin("simpel"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean simple?");
    }

    @Test
    void shouldLoadAnObjectOnceForAllHosts() {
        byte[] object = {1, 2, 3};
        SchedulerSpec scheduler =
                new SchedulerSpec("x.bpf.o", new TreeMap<>(), SchedulerObjects.sha256(object));
        List<byte[]> loaded = new ArrayList<>();
        HostAssembly assembly =
                NodeAssembly.with(
                                (_, bytes) -> {
                                    loaded.add(bytes);
                                    return new PolicyCatalog().entry("simple").factory();
                                },
                                _ -> {
                                    throw new IllegalArgumentException("no guests");
                                })
                        .forRun(SchedulerObjects.of(List.of(object)));

        assembly.assemble(spec(scheduler));
        assembly.assemble(spec(scheduler));

        assertThat(loaded).containsExactly(object);
    }

    @Test
    void shouldSayWhichObjectIsMissing() {
        SchedulerSpec scheduler = new SchedulerSpec("x.bpf.o", new TreeMap<>(), "00ff");
        HostAssembly assembly = NodeAssembly.builtIn().forRun(SchedulerObjects.NONE);

        assertThatThrownBy(() -> assembly.assemble(spec(scheduler)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no BPF object with SHA-256 00ff");
    }

    private static HostSpec spec(SchedulerSpec scheduler) {
        TaskSpec task =
                TaskSpec.normal(
                        "worker",
                        4,
                        List.of(
                                new Step.Repeat(
                                        Step.FOREVER,
                                        List.of(
                                                new Step.Compute(Amount.of(200_000)),
                                                new Step.Sleep(Amount.of(300_000))))));
        return HostSpec.single(
                "host",
                1,
                END_NS,
                KernelSpec.of(CpuTopology.flat(2), CostProfile.LAB, scheduler, List.of(task)));
    }
}
