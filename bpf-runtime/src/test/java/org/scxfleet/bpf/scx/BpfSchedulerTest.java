package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.host.Host;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.topology.CpuTopology;

/** Objects of the kernel as schedulers of whole hosts. */
class BpfSchedulerTest {
    private static final long END_NS = 300 * Workloads.MS_NS;

    private static byte[] object(String name) {
        return KernelObjects.example("scx_" + name + ".bpf.o");
    }

    private static KernelSpec kernel(String name, int cpus) {
        return Workloads.kernel(
                CpuTopology.flat(cpus), SchedulerSpec.builtin(name), Workloads.pingPong(cpus));
    }

    @ParameterizedTest
    @CsvSource({"simple, 8", "central, 4", "flatcg, 4", "pair, 4", "sdt, 4", "cpu0, 2", "qmap, 8"})
    void shouldGiveTheSameScheduleInterpreted(String name, int cpus) {
        BpfSchedulerFactory compiled =
                BpfSchedulerFactory.of(name, object(name), Profiles.shipped(name));
        BpfSchedulerFactory interpreted =
                BpfSchedulerFactory.interpreted(name, object(name), Profiles.shipped(name));
        Host a = Workloads.run(kernel(name, cpus), spec -> compiled, END_NS);
        Host b = Workloads.run(kernel(name, cpus), spec -> interpreted, END_NS);
        assertThat(a.digest()).isEqualTo(b.digest());
    }

    @Test
    void shouldLoseTheCpuOnWhichAProgramUsesUpItsBudget() {
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of("simple", object("simple"), Profiles.shipped("simple"))
                        .withInstructionBudget(10);
        Host host = Workloads.run(kernel("simple", 2), spec -> factory, 11_000 * Workloads.MS_NS);
        ExitInfo exit = host.report().kernels().getFirst().exits().getFirst();
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR);
        assertThat(exit.message()).matches("hard lockup - CPU [01]");
        assertThat(exit.atNs()).isEqualTo(10_000 * Workloads.MS_NS);
        assertThat(exit.dump()).containsPattern("CPU [01] is lost in \\w+: BPF fault in simple_");
    }

    @Test
    void shouldRunTheSameScheduleTwiceFromOneFactory() {
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of("flatcg", object("flatcg"), Profiles.shipped("flatcg"));
        long first = Workloads.run(kernel("flatcg", 4), spec -> factory, END_NS).digest();
        long second = Workloads.run(kernel("flatcg", 4), spec -> factory, END_NS).digest();
        assertThat(first).isEqualTo(second);
    }
}
