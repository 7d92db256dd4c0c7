package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.gpu.GpuSet.CopyWay;

/** Copies of several devices that meet on their ways. */
class HostLinksTest {
    private static final int DEVICES = 4;
    private static final long PCIE = 1_000_000_000L;

    private static GpuSpec device(int chip, int node, int nvlink, int pcieSwitch, long pcie) {
        GpuSpec plain = new GpuSpec("X", 0, node, 1_000_000, 0, 0, 0, 0, 1_000, 1024);
        return plain.with(
                plain.sharing(),
                new GpuWiring(chip, nvlink, 0, 0, pcieSwitch, pcie, 10 * PCIE, 3, 0),
                plain.graph());
    }

    private static GpuSpec device(int chip, int nvlink, int pcieSwitch) {
        return device(chip, 0, nvlink, pcieSwitch, PCIE);
    }

    private static void copy(ScriptedDevices host, int device, CopyWay way, long bytes, int peer) {
        assertThat(host.gpus.copy(device, device, 0, way, bytes, true, 0, peer)).isTrue();
    }

    private static long copyNs(ScriptedDevices host, int device) {
        GpuTally tally = host.gpus.device(device).tally();
        return tally.copyToDeviceNs + tally.copyFromDeviceNs;
    }

    @ParameterizedTest
    @CsvSource({"0, 2000000", "1, 1000000"})
    void shouldShareTheLinkAboveASwitchAndNothingElse(int otherSwitch, long ns) {
        var host = new ScriptedDevices(device(0, -1, 0), device(1, -1, otherSwitch));
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.TO_DEVICE, 1_000_000, 0);
                    copy(host, 1, CopyWay.TO_DEVICE, 1_000_000, 0);
                });
        host.run(10_000_000);
        assertThat(copyNs(host, 0)).isEqualTo(ns);
        assertThat(copyNs(host, 1)).isEqualTo(ns);
    }

    @Test
    void shouldLeaveTheLinkAboveASwitchAloneWhenBothDevicesHangBelowIt() {
        var host = new ScriptedDevices(device(0, -1, 0), device(1, -1, 0), device(2, -1, 0));
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.PEER, 1_000_000, 1);
                    copy(host, 2, CopyWay.TO_HOST, 1_000_000, 0);
                });
        host.run(10_000_000);
        assertThat(copyNs(host, 0)).isEqualTo(1_000_000);
        assertThat(copyNs(host, 2)).isEqualTo(1_000_000);
    }

    @Test
    void shouldShareTheNvlinkPortsOfADeviceThatSeveralCopyTo() {
        var host = new ScriptedDevices(device(0, 0, 0), device(1, 0, 1), device(2, 0, 2));
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.PEER, 1_000_000, 2);
                    copy(host, 1, CopyWay.PEER, 1_000_000, 2);
                });
        host.at(1_000_000, () -> copy(host, 0, CopyWay.PEER, 1_000_000, 1));
        host.at(1_000_000, () -> copy(host, 1, CopyWay.PEER, 1_000_000, 0));
        host.run(10_000_000);
        // 200 us each together, 100 us each when their ways do not meet.
        assertThat(copyNs(host, 0)).isEqualTo(300_000);
        assertThat(copyNs(host, 1)).isEqualTo(300_000);
    }

    @Test
    void shouldSlowACopyFromTheHostByOneFromAnotherDevice() {
        var host = new ScriptedDevices(device(0, -1, 0), device(1, -1, 1));
        host.at(
                0,
                () -> {
                    copy(host, 0, CopyWay.PEER, 1_000_000, 1);
                    copy(host, 1, CopyWay.TO_DEVICE, 1_000_000, 0);
                });
        host.run(10_000_000);
        assertThat(copyNs(host, 0)).isEqualTo(2_000_000);
        assertThat(copyNs(host, 1)).isEqualTo(2_000_000);
    }

    @Test
    void shouldShareTheWayBetweenNodes() {
        GpuSpec[] far = new GpuSpec[4];
        for (int i = 0; i < far.length; i++) {
            far[i] = device(i, 1, -1, i, 55_000_000_000L);
        }
        var host = new ScriptedDevices(far);
        host.at(
                0,
                () -> {
                    for (int i = 0; i < far.length; i++) {
                        copy(host, i, CopyWay.TO_DEVICE, 25_000_000_000L, 0);
                    }
                });
        host.run(10_000_000_000L);
        // Alone 38.5 GB/s each; 100 GB/s for all four.
        assertThat(copyNs(host, 3)).isCloseTo(1_000_000_000L, within(2_000L));
    }

    @Test
    void shouldTakeAPartOfASecondForManyBytesOnAFastLink() {
        assertThat(GpuWiring.durationNs(20_000_000_000L, 250_000_000_000L, 7))
                .isEqualTo(80_000_007);
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /** What every link carries in the time in which it was in use is no more than it can. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldMoveEveryByteAndNoneFasterThanTheLinksAllow(long seed) {
        var random = new SplittableRandom(seed);
        GpuSpec[] specs = new GpuSpec[DEVICES];
        for (int i = 0; i < DEVICES; i++) {
            specs[i] = device(i, random.nextInt(2), random.nextInt(2) - 1, i / 2, PCIE);
        }
        var host = new ScriptedDevices(specs);
        long[] into = new long[DEVICES];
        for (int i = 0; i < 60; i++) {
            int device = random.nextInt(DEVICES);
            int peer = (device + 1 + random.nextInt(DEVICES - 1)) % DEVICES;
            CopyWay way = CopyWay.values()[random.nextInt(3)];
            long bytes = random.nextLong(1, 100_000);
            boolean nvlink =
                    way == CopyWay.PEER
                            && host.gpus.path(device, way, 0, peer) == GpuWiring.PathClass.NV;
            if (!nvlink && way != CopyWay.TO_HOST) {
                into[way == CopyWay.PEER ? peer : device] += bytes;
            }
            host.at(random.nextLong(100_000), () -> copy(host, device, way, bytes, peer));
        }
        long busiestNs = 0;
        long[] doneNs = new long[1];
        host.onDone = task -> doneNs[0] = host.queue.nowNs();
        host.at(
                100_000,
                () -> {
                    for (int i = 0; i < DEVICES; i++) {
                        host.gpus.sync(i, i, false);
                    }
                });
        host.run(1_000_000_000L);
        for (int i = 0; i < DEVICES; i++) {
            assertThat(host.gpus.inFlight(i, i)).isZero();
            busiestNs = Math.max(busiestNs, into[i]);
        }
        // A byte a nanosecond: nothing is over sooner than the busiest link can be.
        assertThat(Math.max(100_000, doneNs[0])).isGreaterThanOrEqualTo(busiestNs);
    }
}
