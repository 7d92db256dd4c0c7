package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.host.Host;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

class TwinTest {
    @ParameterizedTest
    @CsvSource({
        "simple, hogs, 1",
        "simple, hogs, 8",
        "simple, hogs, 128",
        "simple, periodic, 1",
        "simple, periodic, 8",
        "simple, periodic, 128",
        "simple, pingPong, 1",
        "simple, pingPong, 8",
        "simple, pingPong, 128",
        "simple, changing, 1",
        "simple, changing, 8",
        "cpu0, hogs, 1",
        "cpu0, hogs, 8",
        "cpu0, periodic, 8",
        "cpu0, changing, 8",
        "central, hogs, 1",
        "central, hogs, 8",
        "central, hogs, 128",
        "central, periodic, 8",
        "central, pingPong, 8",
        "central, changing, 8",
        "sdt, hogs, 1",
        "sdt, hogs, 8",
        "sdt, hogs, 128",
        "sdt, periodic, 8",
        "sdt, pingPong, 8",
        "sdt, changing, 8",
        "pair, hogs, 2",
        "pair, hogs, 8",
        "pair, hogs, 128",
        "pair, periodic, 8",
        "pair, pingPong, 8",
        "flatcg, hogs, 1",
        "flatcg, hogs, 8",
        "flatcg, hogs, 128",
        "flatcg, periodic, 8",
        "flatcg, pingPong, 8",
        "flatcg, changing, 8",
        "qmap, hogs, 1",
        "qmap, hogs, 8",
        "qmap, hogs, 128",
        "qmap, periodic, 1",
        "qmap, periodic, 8",
        "qmap, periodic, 128",
        "qmap, pingPong, 8",
        "qmap, pingPong, 128",
        "qmap, changing, 8"
    })
    void shouldScheduleLikeTheJavaTwin(String name, String workload, int cpus) {
        long endNs = 300 * Workloads.MS_NS;
        KernelSpec kernel =
                Workloads.kernel(
                        CpuTopology.flat(cpus),
                        SchedulerSpec.builtin(name),
                        tasks(workload).apply(cpus));
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of(
                        name,
                        KernelObjects.example("scx_" + name + ".bpf.o"),
                        Profiles.shipped(name));
        Host java = Workloads.run(kernel, new PolicyCatalog(), endNs);
        Host bpf = Workloads.run(kernel, scheduler -> factory, endNs);
        assertThat(java.report().kernels().getFirst().exits()).as("java").isEmpty();
        assertThat(bpf.report().kernels().getFirst().exits()).isEmpty();
        assertThat(bpf.eventCount()).isEqualTo(java.eventCount());
        assertThat(bpf.digest()).isEqualTo(java.digest());
    }

    private static IntFunction<List<TaskSpec>> tasks(String workload) {
        return switch (workload) {
            case "hogs" -> Workloads::hogs;
            case "periodic" -> Workloads::periodic;
            case "pingPong" -> Workloads::pingPong;
            default -> Workloads::changing;
        };
    }
}
