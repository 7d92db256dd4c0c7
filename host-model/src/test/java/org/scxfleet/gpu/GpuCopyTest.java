package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.gpu.GpuSet.CopyWay;

class GpuCopyTest {
    /** 1 byte a nanosecond, no latency. */
    private static GpuSpec spec(int node, GpuWiring wiring) {
        GpuSpec plain = new GpuSpec("X", 0, node, 1_000_000, 0, 0, 0, 0, 1_000, 1024);
        return plain.with(plain.sharing(), wiring, plain.graph());
    }

    private static GpuWiring wiring(int chip, int nvlink, int bridge, int tree, int pcie) {
        return new GpuWiring(
                chip, nvlink, bridge, tree, pcie, 1_000_000_000L, 10_000_000_000L, 3, 0);
    }

    private static GpuSpec plain() {
        return spec(0, wiring(0, GpuWiring.NO_NVLINK, 0, 0, 0));
    }

    private static void copy(ScriptedDevices host, int stream, CopyWay way, long bytes) {
        assertThat(host.gpus.copy(0, 0, stream, way, bytes, true, 0, 1)).isTrue();
    }

    @Test
    void shouldRunAKernelAfterTheCopyBeforeItInTheStream() {
        var host = new ScriptedDevices(plain());
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.TO_DEVICE, 1_000);
                    host.launch(0, 300);
                    copy(host, 0, CopyWay.TO_HOST, 200);
                    host.gpus.sync(0, 0, false);
                });
        host.run(10_000);
        assertThat(host.log).containsExactly("1000 run 0", "1300 stop 0", "1500 done 0 left 0");
        assertThat(host.tally().copyToDeviceNs).isEqualTo(1_000);
        assertThat(host.tally().copyFromDeviceNs).isEqualTo(200);
        assertThat(host.tally().bytesToDevice).isEqualTo(1_000);
    }

    @Test
    void shouldCopyForOneStreamWhileAnotherComputes() {
        var host = new ScriptedDevices(plain());
        host.at(
                0,
                () -> {
                    host.gpus.launch(0, 0, 0, 100, 10, false);
                    copy(host, 1, CopyWay.TO_DEVICE, 900);
                    host.gpus.launch(0, 0, 1, 50, 1, false);
                    host.gpus.sync(0, 0, false);
                });
        host.run(10_000);
        assertThat(host.log).containsExactly("0 run 0", "1050 stop 0", "1050 done 0 left 0");
    }

    @Test
    void shouldCopyOneAfterTheOtherInOneDirection() {
        var host = new ScriptedDevices(plain());
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.TO_DEVICE, 500);
                    copy(host, 1, CopyWay.TO_DEVICE, 500);
                    host.gpus.sync(0, 0, false);
                });
        host.run(10_000);
        assertThat(host.log).containsExactly("1000 done 0 left 0");
    }

    @Test
    void shouldSlowCopiesToTheDeviceMostWhenDataMovesBothWays() {
        var host = new ScriptedDevices(plain());
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.TO_DEVICE, 1_000_000);
                    copy(host, 1, CopyWay.TO_HOST, 1_000_000);
                    host.gpus.sync(0, 0, false);
                });
        host.run(10_000_000);
        // To the host 1,000,000 at 24 / 24.8; by then 11 / 24.8 of the way to the device is done.
        assertThat(host.tally().copyFromDeviceNs).isCloseTo(1_033_300L, within(1_000L));
        assertThat(host.tally().copyToDeviceNs).isCloseTo(1_575_200L, within(1_500L));
    }

    @Test
    void shouldShareTheLinkOfAChipBetweenItsInstances() {
        GpuSpec half = spec(0, wiring(7, GpuWiring.NO_NVLINK, 0, 0, 0));
        var host = new ScriptedDevices(half, half);
        host.at(
                0,
                () -> {
                    host.gpus.copy(0, 0, 0, CopyWay.TO_DEVICE, 1_000, true, 0, 0);
                    host.gpus.copy(1, 1, 0, CopyWay.TO_DEVICE, 1_000, true, 0, 0);
                    host.gpus.sync(0, 0, false);
                    host.gpus.sync(1, 1, false);
                });
        host.run(10_000);
        assertThat(host.log).containsExactly("2000 done 0 left 0", "2000 done 1 left 0");
    }

    @Test
    void shouldBeSlowerFromTheOtherNodeAndFromPageableMemory() {
        assertThat(aloneNs(true, 1)).isCloseTo(1_000_000 * 100 / 70 + 800, within(2L));
        assertThat(aloneNs(false, 0)).isEqualTo(2_000_000);
        assertThat(aloneNs(true, 0)).isEqualTo(1_000_000);
    }

    private static long aloneNs(boolean pinned, int hostNode) {
        var host = new ScriptedDevices(plain());
        host.at(
                0,
                () -> host.gpus.copy(0, 0, 0, CopyWay.TO_DEVICE, 1_000_000, pinned, hostNode, 0));
        host.run(10_000_000);
        return host.tally().copyToDeviceNs;
    }

    @Test
    void shouldChargeTheCpuForCopiesFromPageableMemory() {
        var host = new ScriptedDevices(GpuSpec.of("A100", 1_000, 0));
        assertThat(host.gpus.copyCpuNs(0, 1_000_000, true)).isEqualTo(2_000);
        assertThat(host.gpus.copyCpuNs(0, 1_000_000, false)).isEqualTo(102_000);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 3, 0, 0, 0, NV, 100",
        "0, -1, 0, 0, 0, PIX, 1000",
        "0, -1, 0, 0, 1, PXB, 1000",
        "0, -1, 0, 1, 0, PHB, 1176",
        "0, -1, 1, 0, 0, NODE, 1176",
        "1, -1, 0, 0, 0, SYS, 2229",
        "1, 3, 0, 0, 0, NV, 100",
    })
    void shouldCopyToAnotherDeviceByTheNearestWay(
            int node, int nvlink, int bridge, int tree, int pcie, String path, long ns) {
        var host =
                new ScriptedDevices(
                        spec(0, wiring(0, nvlink, 0, 0, 0)),
                        spec(node, wiring(1, nvlink, bridge, tree, pcie)));
        assertThat(host.gpus.path(0, CopyWay.PEER, 0, 1)).hasToString(path);
        host.at(0, () -> copy(host, 0, CopyWay.PEER, 1_000));
        host.run(100_000);
        assertThat(host.tally().copyFromDeviceNs).isCloseTo(ns, within(2L));
    }

    @Test
    void shouldForgetTheCopiesOfATaskThatEnds() {
        var host = new ScriptedDevices(plain());
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.TO_DEVICE, 1_000);
                    host.gpus.copy(0, 1, 0, CopyWay.TO_DEVICE, 1_000, true, 0, 0);
                    host.gpus.sync(0, 1, false);
                });
        host.at(400, () -> host.gpus.close(0));
        host.run(10_000);
        assertThat(host.log).containsExactly("1400 done 1 left 0");
    }

    @Test
    void shouldGiveBackThePressureWhenACopyEnds() {
        GpuSpec shallow =
                new GpuSpec("X", 0, 0, 1_000_000, 0, 0, 0, 0, 1, 1024)
                        .with(
                                GpuSharing.DEFAULT,
                                wiring(0, GpuWiring.NO_NVLINK, 0, 0, 0),
                                new GpuSpec.GraphCost(0, 0));
        var host = new ScriptedDevices(shallow);
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.TO_DEVICE, 1_000);
                    assertThat(host.launch(0, 100)).isFalse();
                });
        host.run(10_000);
        assertThat(host.log).containsExactly("1000 done 0 left 0");
    }

    @Test
    void shouldTellTheDeviceOfATaskOnceItIsKnown() {
        var host = new ScriptedDevices(plain(), plain());
        host.at(100, () -> host.gpus.launch(0, 5, 0, 10, 1, false));
        host.at(200, () -> host.gpus.launch(1, 5, 0, 10, 1, false));
        host.run(1_000);
        assertThat(host.gpus.deviceOf(5, 1_000, 0)).isEqualTo(1);
        assertThat(host.gpus.deviceOf(5, 1_000, 850)).isEqualTo(0);
        assertThat(host.gpus.deviceOf(5, 1_000, 950)).isEqualTo(-1);
        assertThat(host.gpus.deviceOf(4, 1_000, 0)).isEqualTo(-1);
    }
}
