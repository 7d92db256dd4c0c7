package org.scxfleet.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuGroupingTest {
    @Test
    void shouldBeFlatWhereNothingIsSaid() {
        CpuTopology machine = new CpuGrouping("m", 3).build();
        assertThat(machine.cpuCount()).isEqualTo(3);
        assertThat(machine.hasSmt()).isFalse();
        assertThat(machine.llcCount()).isEqualTo(1);
    }

    @Test
    void shouldNumberCachesByTheirLowestCpu() {
        CpuTopology machine = new CpuGrouping("m", 4).llcs(List.of("2-3", "0-1")).build();
        assertThat(machine.llc(0)).isZero();
        assertThat(machine.llc(3)).isEqualTo(1);
    }

    @Test
    void shouldKeepTheNumbersOfNodesAndAllowOneWithoutCpus() {
        CpuTopology machine = new CpuGrouping("m", 2).nodes(List.of("", "0-1")).build();
        assertThat(machine.node(0)).isEqualTo(1);
        assertThat(TopologyCheck.warnings(machine))
                .containsExactly("node 0 has no CPU: it is never a target of placement");
    }

    @Test
    void shouldRefuseALevelThatLeavesOutACpu() {
        assertThatThrownBy(() -> new CpuGrouping("m", 4).llcs(List.of("0-1", "3")))
                .hasMessage("topology m: llcs leave out CPU 2");
    }

    @Test
    void shouldRefuseALevelThatNamesACpuTwice() {
        assertThatThrownBy(() -> new CpuGrouping("m", 4).llcs(List.of("0-2", "2-3")))
                .hasMessage("topology m: llcs name CPU 2 twice");
    }

    @Test
    void shouldRefuseACpuThatTheMachineDoesNotHave() {
        assertThatThrownBy(() -> new CpuGrouping("m", 4).cores(List.of("0-4")))
                .hasMessage("topology m: cores name CPU 4 of a machine with CPUs 0-3");
    }

    @Test
    void shouldRefuseADistanceTableOfAnotherSize() {
        assertThatThrownBy(() -> new CpuGrouping("m", 4).distances(new int[2][2]))
                .hasMessage("topology m: the distance table has 2 rows for 1 nodes");
    }

    @Test
    void shouldRefuseACoreAcrossCaches() {
        CpuGrouping grouping =
                new CpuGrouping("m", 2).cores(List.of("0-1")).llcs(List.of("0", "1"));
        assertThatThrownBy(grouping::build).hasMessageContaining("share core 0");
    }

    @Test
    void shouldReadListsAsTheKernelPrintsThem() {
        assertThat(CpuList.parse("0-2, 8,5-5")).containsExactly(0, 1, 2, 8, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1-", "-1", "3-1", "1,1", "0-9999", "99999999999", "1;2"})
    void shouldRefuseWhatIsNoList(String text) {
        assertThatThrownBy(() -> CpuList.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CPU list '" + text + "'");
    }

    @Test
    void shouldWarnOfDistancesThatDifferByDirection() {
        CpuTopology machine =
                new CpuGrouping("m", 2)
                        .nodes(List.of("0", "1"))
                        .distances(new int[][] {{10, 20}, {30, 10}})
                        .build();
        assertThat(TopologyCheck.warnings(machine))
                .containsExactly("distance of nodes 0 and 1 is 20 one way and 30 the other");
    }

    @Test
    void shouldRefuseAGpuOnANodeThatIsNotThereOrHasNoCpu() {
        CpuTopology machine = new CpuGrouping("m", 2).nodes(List.of("", "0-1")).build();
        assertThatThrownBy(() -> TopologyCheck.checkGpuNode(machine, 3, 2))
                .hasMessage("GPU 3 is on node 2, but m has nodes 0-1");
        assertThatThrownBy(() -> TopologyCheck.checkGpuNode(machine, 3, 0))
                .hasMessage("GPU 3 is on node 0, which has no CPU");
    }
}
