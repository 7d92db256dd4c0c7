package org.scxfleet.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.topology.CpuTopology;

class HostBlocksTest {
    @ParameterizedTest
    @CsvSource({"1,1", "7,1", "7,2", "7,7", "7,9", "100,3"})
    void shouldGiveEveryHostToOneProcessAndEveryProcessAHost(int hostCount, int processes) {
        List<HostSpec> hosts = new ArrayList<>();
        for (int i = 0; i < hostCount; i++) {
            hosts.add(host(i, 1 + i % 3));
        }

        HostBlocks blocks = HostBlocks.of(hosts, processes);

        assertThat(blocks.count()).isEqualTo(Math.min(hostCount, processes));
        List<HostSpec> all = new ArrayList<>();
        for (int block = 0; block < blocks.count(); block++) {
            assertThat(blocks.of(block, hosts)).isNotEmpty();
            assertThat(blocks.of(block, hosts).getFirst().index()).isEqualTo(blocks.first(block));
            all.addAll(blocks.of(block, hosts));
        }
        assertThat(all).isEqualTo(hosts);
    }

    @Test
    void shouldShareWorkOutEvenlyAndNotHosts() {
        List<HostSpec> hosts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            hosts.add(host(i, i < 4 ? 8 : 1));
        }

        HostBlocks blocks = HostBlocks.of(hosts, 2);

        assertThat(blocks.first(1)).isBetween(2, 3);
    }

    @Test
    void shouldNotLetOneLargeHostTakeTheOthersWithIt() {
        List<HostSpec> hosts = List.of(host(0, 1), host(1, 64), host(2, 1), host(3, 1));

        HostBlocks blocks = HostBlocks.of(hosts, 4);

        assertThat(blocks.count()).isEqualTo(4);
        assertThat(blocks.first(3)).isEqualTo(3);
    }

    private static HostSpec host(int index, int cpus) {
        return new HostSpec(
                "host-" + index,
                index,
                "all",
                1,
                1,
                KernelSpec.of(
                        CpuTopology.flat(cpus), CostProfile.NONE, SchedulerSpec.NONE, List.of()),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
