package org.scxfleet.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TopologyPresetsTest {
    static List<String> presets() {
        return TopologyPresets.names();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void shouldPutEveryCpuInOneCoreCacheNodeAndSocket(String name) {
        CpuTopology machine = TopologyPresets.named(name);
        int inCores = 0;
        for (int core = 0; core < machine.coreCount(); core++) {
            inCores += machine.cpusOfCore(core).size();
        }
        int inCaches = 0;
        for (int llc = 0; llc < machine.llcCount(); llc++) {
            inCaches += machine.cpusOfLlc(llc).size();
        }
        int inNodes = 0;
        for (int node = 0; node < machine.nodeCount(); node++) {
            inNodes += machine.cpusOfNode(node).size();
        }
        assertThat(List.of(inCores, inCaches, inNodes)).containsOnly(machine.cpuCount());
        assertThat(machine.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void shouldHaveNoOddityButNodesWithoutCpus(String name) {
        assertThat(TopologyCheck.warnings(TopologyPresets.named(name)))
                .allMatch(warning -> warning.contains("has no CPU"));
    }

    @ParameterizedTest
    @MethodSource("presets")
    void shouldHangEveryGpuOnANodeWithCpus(String name) {
        TopologyPreset preset = TopologyPresets.preset(name);
        CpuTopology machine = preset.topology();
        for (int device = 0; device < preset.gpus().size(); device++) {
            TopologyCheck.checkGpuNode(machine, device, preset.gpus().get(device).node());
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void shouldDescribeEachInOneLine(String name) {
        assertThat(TopologyPresets.preset(name).description())
                .isNotBlank()
                .doesNotContain("\n")
                .hasSizeLessThan(100);
    }

    @ParameterizedTest
    @CsvSource({
        "amd-milan-2s, 256, 128, 16, 2, 2, 0",
        "amd-milan-2s-nps4, 256, 128, 16, 8, 2, 0",
        "amd-milan-2s-l3numa, 256, 128, 16, 16, 2, 0",
        "amd-genoa-2s, 384, 192, 24, 2, 2, 0",
        "amd-bergamo-2s, 512, 256, 32, 2, 2, 0",
        "amd-rome-2s, 256, 128, 32, 2, 2, 0",
        "intel-spr-2s, 224, 112, 2, 2, 2, 0",
        "intel-spr-2s-snc4, 224, 112, 8, 8, 2, 0",
        "intel-gnr-2s-snc3, 512, 256, 6, 6, 2, 0",
        "intel-srf-1s, 144, 144, 1, 1, 1, 0",
        "ampere-altra-2s, 160, 160, 2, 2, 2, 0",
        "nvidia-grace, 72, 72, 1, 1, 1, 0",
        "pixel6, 8, 8, 1, 1, 1, 0",
        "intel-raptorlake-h, 20, 14, 1, 1, 1, 0",
        "intel-raptorlake-s, 32, 24, 1, 1, 1, 0",
        "amd-strix-point, 24, 12, 2, 1, 1, 0",
        "dgx-spark, 20, 20, 2, 1, 1, 0",
        "dgx-a100, 256, 128, 32, 8, 2, 8",
        "dgx-h100, 224, 112, 2, 2, 2, 8",
        "gb200-nvl72, 144, 144, 2, 34, 2, 4",
        "gh200, 72, 72, 1, 9, 1, 1",
        "power9-v100-4, 160, 40, 20, 6, 2, 4",
        "openb-104c-2t4, 104, 52, 2, 2, 2, 2",
        "l4-box-8, 192, 96, 2, 2, 2, 8",
    })
    void shouldHaveThePublishedCounts(
            String name, int cpus, int cores, int llcs, int nodes, int sockets, int gpus) {
        CpuTopology machine = TopologyPresets.named(name);
        assertThat(
                        List.of(
                                machine.cpuCount(),
                                machine.coreCount(),
                                machine.llcCount(),
                                machine.nodeCount(),
                                machine.socketCount(),
                                TopologyPresets.preset(name).gpus().size()))
                .containsExactly(cpus, cores, llcs, nodes, sockets, gpus);
    }

    @ParameterizedTest
    @CsvSource({
        "amd-milan-2s-nps4, 0, '0-15,128-143'",
        "dgx-a100, 3, '48-63,176-191'",
        "dgx-a100, 7, '112-127,240-255'",
        "dgx-h100, 0, '0-55,112-167'",
        "dgx-h100, 1, '56-111,168-223'",
        "v100-dgx1, 0, '0-19,40-59'",
        "gb200-nvl72, 1, '72-143'",
        "gb200-nvl72, 2, ''",
    })
    void shouldNumberTheCpusOfANodeAsLinuxDoes(String name, int node, String cpus) {
        assertThat(TopologyPresets.named(name).cpusOfNode(node).toString()).isEqualTo(cpus);
    }

    @ParameterizedTest
    @CsvSource({
        "amd-milan-2s-nps4, 0, 3, 12",
        "amd-milan-2s-nps4, 0, 4, 32",
        "amd-milan-2s-l3numa, 2, 3, 11",
        "amd-milan-2s-l3numa, 2, 4, 12",
        "intel-spr-2s-snc4, 0, 3, 12",
        "intel-spr-2s-snc4, 0, 4, 21",
        "ampere-altra-2s, 0, 1, 20",
        "gh200, 0, 5, 80",
        "gh200, 1, 5, 255",
        "gb200-nvl72, 0, 1, 40",
        "gb200-nvl72, 0, 17, 80",
        "gb200-nvl72, 0, 18, 120",
        "gb200-nvl72, 1, 18, 80",
        "gb200-nvl72, 2, 9, 11",
        "gb200-nvl72, 2, 10, 40",
        "power9-v100-4, 0, 1, 40",
    })
    void shouldHaveTheDistancesOfTheFirmware(String name, int from, int to, int distance) {
        assertThat(TopologyPresets.named(name).nodeDistance(from, to)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "pixel6, 0, 160",
        "pixel6, 5, 498",
        "pixel6, 7, 1024",
        "juno-r0, 0, 447",
        "juno-r0, 1, 1024",
        "juno-r0, 3, 447",
        "dgx-spark, 14, 718",
        "dgx-spark, 9, 997",
        "dgx-spark, 19, 1024",
        "intel-raptorlake-h, 11, 1024",
        "intel-raptorlake-h, 12, 614",
    })
    void shouldKnowTheStrengthOfEachCpu(String name, int cpu, int capacity) {
        assertThat(TopologyPresets.named(name).capacityPer1024(cpu)).isEqualTo(capacity);
    }

    @Test
    void shouldNameWhatThereIsWhenThePresetIsUnknown() {
        assertThatThrownBy(() -> TopologyPresets.named("amd-milan"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no topology 'amd-milan'")
                .hasMessageContaining("amd-milan-2s");
    }

    @Test
    void shouldHaveUniqueNames() {
        assertThat(TopologyPresets.names()).doesNotHaveDuplicates().hasSizeGreaterThan(50);
    }
}
