package org.scxfleet.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.topology.CpuTopology.Cpu;

class CpuTopologyTest {
    private static final int[][] ONE_NODE = {{10}};

    private static CpuTopology of(int[][] distances, Cpu... cpus) {
        return new CpuTopology("m", List.of(cpus), distances);
    }

    @Test
    void shouldPutFirstThreadsFirstOrSiblingsNextToEachOther() {
        CpuTopology servers = CpuTopology.regular("s", 2, 1, 1, 2, 2, false);
        assertThat(servers.siblings(0)).hasToString("0,4");
        assertThat(servers.cpusOfSocket(1)).hasToString("2-3,6-7");
        CpuTopology adjacent = CpuTopology.regular("a", 2, 1, 1, 2, 2, true);
        assertThat(adjacent.siblings(0)).hasToString("0-1");
        assertThat(adjacent.cpusOfLlc(1)).hasToString("4-7");
        assertThat(adjacent.hasSmt()).isTrue();
    }

    @Test
    void shouldMeasureNodesBySocket() {
        CpuTopology machine = CpuTopology.regular("m", 2, 2, 1, 1, 1, true);
        assertThat(machine.nodeDistances())
                .isDeepEqualTo(
                        new int[][] {
                            {10, 12, 32, 32}, {12, 10, 32, 32}, {32, 32, 10, 12}, {32, 32, 12, 10}
                        });
        assertThat(machine.nodeDistance(0, 3)).isEqualTo(32);
    }

    @Test
    void shouldNotLetItsTableBeChanged() {
        CpuTopology machine = CpuTopology.flat(2);
        machine.nodeDistances()[0][0] = 99;
        assertThat(machine.nodeDistance(0, 0)).isEqualTo(CpuTopology.LOCAL_DISTANCE);
    }

    @Test
    void shouldRefuseAMachineWithoutCpusOrWithTooMany() {
        assertThatThrownBy(() -> of(ONE_NODE)).hasMessageContaining("0 CPUs");
        List<Cpu> many = new ArrayList<>();
        for (int cpu = 0; cpu <= CpuTopology.MAX_CPUS; cpu++) {
            many.add(new Cpu(cpu, 0, 0, 0, 1024));
        }
        assertThatThrownBy(() -> new CpuTopology("m", many, ONE_NODE))
                .hasMessageContaining("a host has 1 to 8192");
    }

    @Test
    void shouldWantOneCpuOfFullCapacityAndNoneWithout() {
        assertThatThrownBy(() -> of(ONE_NODE, new Cpu(0, 0, 0, 0, 512)))
                .hasMessageContaining("the strongest CPU has capacity 512");
        assertThatThrownBy(() -> of(ONE_NODE, new Cpu(0, 0, 0, 0, 1024), new Cpu(1, 0, 0, 0, 0)))
                .hasMessageContaining("CPU 1 has no capacity");
    }

    @Test
    void shouldRefuseGroupsThatDoNotNest() {
        assertThatThrownBy(() -> of(ONE_NODE, new Cpu(0, 0, 0, 0, 1024), new Cpu(0, 1, 0, 0, 1024)))
                .hasMessageContaining("CPUs 0 and 1 share core 0 but not what encloses it");
        assertThatThrownBy(() -> of(ONE_NODE, new Cpu(0, 0, 0, 0, 1024), new Cpu(1, 0, 0, 1, 1024)))
                .hasMessageContaining("share cache 0");
    }

    @Test
    void shouldRefuseADistanceTableThatDoesNotFit() {
        assertThatThrownBy(() -> of(new int[][] {{11}}, new Cpu(0, 0, 0, 0, 1024)))
                .hasMessageContaining("10 on the diagonal");
        assertThatThrownBy(() -> of(ONE_NODE, new Cpu(0, 0, 1, 0, 1024)))
                .hasMessageContaining("a CPU is on node 1, but the distance table has 1 rows");
    }

    @Test
    void shouldRefuseGapsInTheNumbersOfGroups() {
        Cpu onCoreOne = new Cpu(1, 0, 0, 0, 1024);
        assertThatThrownBy(() -> of(ONE_NODE, onCoreOne, onCoreOne))
                .hasMessageContaining("core 0 has no CPU");
        assertThatThrownBy(() -> of(ONE_NODE, onCoreOne))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
