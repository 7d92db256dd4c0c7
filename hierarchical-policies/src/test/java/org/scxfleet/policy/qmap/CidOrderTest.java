package org.scxfleet.policy.qmap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

class CidOrderTest {
    @Test
    void shouldBeTheCpuNumbersWhereTheyFollowTheMachine() {
        CpuTopology topology = CpuTopology.regular("t", 2, 1, 2, 2, 2, true);
        CidOrder order = new CidOrder(topology, topology.allCpus());
        for (int cpu = 0; cpu < 16; cpu++) {
            assertThat(order.cid(cpu)).isEqualTo(cpu);
            assertThat(order.cpu(cpu)).isEqualTo(cpu);
        }
    }

    @Test
    void shouldPutSiblingsSideBySideWhereTheirNumbersAreNot() {
        // Two cores: CPUs 0 and 2, 1 and 3.
        CpuTopology topology = CpuTopology.regular("t", 1, 1, 1, 2, 2, false);
        assertThat(cpus(new CidOrder(topology, topology.allCpus()))).containsExactly(0, 2, 1, 3);
    }

    @Test
    void shouldNumberOfflineCpusLast() {
        CpuTopology topology = CpuTopology.regular("t", 1, 1, 1, 2, 2, false);
        assertThat(cpus(new CidOrder(topology, CpuSet.of(4, 1, 2, 3)))).containsExactly(1, 3, 2, 0);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldFindTheNextAllowedCidWithOneWrap(long seed) {
        SeededRandom random = new SeededRandom(seed);
        CpuTopology topology = CpuTopology.regular("t", 2, 1, 2, 9, 2, seed % 2 == 0);
        int count = topology.cpuCount();
        CidOrder order = new CidOrder(topology, topology.allCpus());
        for (int round = 0; round < 200; round++) {
            CpuSet cids = new CpuSet(count);
            CpuSet allowed = new CpuSet(count);
            for (int i = 0; i < 12; i++) {
                cids.add(random.below(count));
                allowed.add(random.below(count));
            }
            int from = random.below(count + 1);
            int expected = -1;
            for (int step = 0; step < count && expected < 0; step++) {
                int cid = (from + step) % count;
                if (cids.contains(cid) && allowed.contains(order.cpu(cid))) {
                    expected = cid;
                }
            }
            assertThat(order.nextFrom(from, cids, allowed)).isEqualTo(expected);
        }
    }

    private static int[] cpus(CidOrder order) {
        int[] cpus = new int[order.count()];
        for (int cid = 0; cid < cpus.length; cid++) {
            cpus[cid] = order.cpu(cid);
        }
        return cpus;
    }
}
