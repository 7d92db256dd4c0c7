package org.scxfleet.cid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.topology.CpuTopology.Cpu;

class CidMapTest {
    /** Two nodes of two caches of two cores of two threads; all first threads come first. */
    private static final CpuTopology SERVER = CpuTopology.regular("server", 1, 2, 2, 2, 2, false);

    private static CidMap map(CpuTopology topology) {
        return CidMap.of(topology, topology.allCpus(), 0);
    }

    private static int[] cpus(CidMap map) {
        return IntStream.range(0, map.count()).map(map::cpu).toArray();
    }

    private static int[] shards(CidMap map) {
        return IntStream.range(0, map.shardCount()).map(map::shardSize).toArray();
    }

    @Test
    void shouldNumberCoreByCoreWhereLinuxNumbersThreadByThread() {
        assertThat(cpus(map(SERVER)))
                .containsExactly(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
        assertThat(map(SERVER).cid(9)).isEqualTo(3);
    }

    @Test
    void shouldTellForEachCidItsCoreCacheNodeAndShard() {
        assertThat(map(SERVER).place(0)).isEqualTo(new CidTopology(0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(map(SERVER).place(7)).isEqualTo(new CidTopology(6, 3, 4, 1, 0, 0, 4, 1));
        assertThat(map(SERVER).place(13)).isEqualTo(new CidTopology(12, 6, 12, 3, 8, 1, 12, 3));
        assertThat(map(SERVER).shardNode(1)).isZero();
        assertThat(map(SERVER).shardNode(2)).isEqualTo(1);
    }

    @Test
    void shouldPutCpusThatAreOfflineLastWithoutAPlaceButInAShard() {
        CidMap map = CidMap.of(CpuTopology.flat(6), CpuSet.of(6, 0, 2, 3, 5), 0);
        assertThat(cpus(map)).containsExactly(0, 2, 3, 5, 1, 4);
        assertThat(map.place(5)).isEqualTo(new CidTopology(-1, -1, -1, -1, -1, -1, 4, 1));
        assertThat(map.shardNode(1)).isEqualTo(-1);
    }

    @Test
    void shouldCountACoreOfWhichOnlyTheSecondThreadIsOnline() {
        CpuSet online = SERVER.allCpus().copy();
        online.remove(0);
        CidMap map = CidMap.of(SERVER, online, 3);
        // CPU 1 is the lowest; its core comes before that of CPU 8, which stands alone.
        assertThat(cpus(map)).startsWith(1, 9, 8).endsWith(0);
        assertThat(map.place(2)).isEqualTo(new CidTopology(2, 1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldSplitACacheThatStraddlesTwoNodes() {
        CpuTopology topology =
                new CpuTopology(
                        "straddling",
                        List.of(
                                new Cpu(0, 0, 0, 0, 1024),
                                new Cpu(1, 0, 1, 0, 1024),
                                new Cpu(2, 0, 0, 0, 1024)),
                        CpuTopology.distances(1, 2, 12, 20));
        CidMap map = map(topology);
        assertThat(cpus(map)).containsExactly(0, 2, 1);
        assertThat(map.place(1).llcIndex()).isZero();
        assertThat(map.place(2).llcIndex()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "24, 0, '24'",
        "25, 0, '13,12'",
        "60, 0, '20,20,20'",
        "7, 3, '3,2,2'",
        "8, 100, '8'"
    })
    void shouldSpreadTheCoresOfACacheOverShards(int cpus, int wanted, String sizes) {
        CidMap map = CidMap.of(CpuTopology.flat(cpus), CpuTopology.flat(cpus).allCpus(), wanted);
        assertThat(shards(map))
                .containsExactly(
                        List.of(sizes.split(",")).stream().mapToInt(Integer::parseInt).toArray());
    }

    @Test
    void shouldNeverCutACore() {
        CpuTopology smt = CpuTopology.regular("smt", 1, 1, 1, 3, 4, true);
        CidMap map = CidMap.of(smt, smt.allCpus(), 3);
        assertThat(shards(map)).containsExactly(4, 4, 4);
    }

    @Test
    void shouldHoldShardsToTheirMostCids() {
        CpuTopology large = CpuTopology.flat(1024);
        assertThat(shards(CidMap.of(large, large.allCpus(), 4096))).containsExactly(512, 512);
        CidMap offline = CidMap.of(large, CpuSet.of(1024, 0), 4096);
        assertThat(shards(offline)).containsExactly(1, 512, 511);
    }

    @Test
    void shouldTakeOverTheMapThatASchedulerBrings() {
        CidMap map =
                CidMap.override(
                        SERVER,
                        IntStream.range(0, 16).map(cpu -> 15 - cpu).toArray(),
                        new int[] {0, 3, 10});
        assertThat(map.cid(0)).isEqualTo(15);
        assertThat(map.cpu(3)).isEqualTo(12);
        assertThat(shards(map)).containsExactly(3, 7, 6);
        assertThat(map.place(4)).isEqualTo(new CidTopology(-1, -1, -1, -1, -1, -1, 3, 1));
        // CPUs 4-7 and 12-15 are of node 1: the first shard, 15 to 13, is all of it.
        assertThat(map.shardNode(0)).isEqualTo(1);
        assertThat(map.shardNode(1)).isZero();
    }

    @Test
    void shouldGiveAShardOfTwoNodesToTheLowestOfEqualOnes() {
        CidMap map = CidMap.override(SERVER, IntStream.range(0, 16).toArray(), new int[] {0, 2, 6});
        assertThat(map.shardNode(1)).isZero();
    }

    private static String problem(int[] cids, int... shards) {
        return String.valueOf(CidMap.problem(cids, shards, 4));
    }

    @Test
    void shouldRefuseMapsInTheKernelsWordsAndOrder() {
        int[] same = {0, 1, 2, 3};
        String prefix = "scx_bpf_cid_override: ";
        assertThat(problem(same, 0, 2)).isEqualTo("null");
        assertThat(problem(new int[3], 9))
                .isEqualTo(prefix + "cpu_to_cid expected 4 entries, got 3");
        assertThat(problem(same)).isEqualTo(prefix + "invalid shard_start count 0");
        assertThat(problem(same, 0, 1, 2, 3, 4)).isEqualTo(prefix + "invalid shard_start count 5");
        assertThat(problem(same, 1)).isEqualTo(prefix + "shard_start[0] must be 0, got 1");
        assertThat(problem(same, 0, 2, 2)).isEqualTo(prefix + "shard_start not increasing at [2]");
        assertThat(problem(same, 0, 4)).isEqualTo(prefix + "shard_start[1]=4 >= 4");
        assertThat(problem(new int[] {0, 1, 2, 4}, 0)).isEqualTo("invalid cid 4");
        assertThat(problem(new int[] {0, 1, -1, 3}, 0)).isEqualTo("invalid cid -1");
        assertThat(problem(new int[] {0, 1, 1, 3}, 0)).isEqualTo("cid 1 assigned to multiple cpus");
        assertThatThrownBy(() -> CidMap.override(CpuTopology.flat(4), new int[4], new int[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cid 0 assigned to multiple cpus");
    }

    @Test
    void shouldRefuseShardsThatAreTooLong() {
        int[] same = IntStream.range(0, 1100).toArray();
        assertThat(CidMap.problem(same, new int[] {0, 513}, 1100))
                .isEqualTo("scx_bpf_cid_override: shard[0] span 513 exceeds max 512");
        assertThat(CidMap.problem(same, new int[] {0, 512}, 1100))
                .isEqualTo("scx_bpf_cid_override: shard[1] span 588 exceeds max 512");
    }
}
