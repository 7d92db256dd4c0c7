package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuTest {
    private static final long SECOND_NS = 1_000_000_000;

    /** Launches one kernel after the other, as a thread that does nothing else. */
    private static void launchEvery(
            ScriptedDevices host, int task, long intervalNs, long kernelNs, long untilNs) {
        for (long atNs = 0; atNs < untilNs; atNs += intervalNs) {
            host.at(
                    atNs,
                    () -> {
                        if (host.gpus.inFlight(0, task) < 100) {
                            host.launch(task, kernelNs);
                        }
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"2000, 1000, 500", "2000, 1999, 999", "2000, 2000, 1000", "2000, 3000, 1000"})
    void shouldBeBusyForTheRatioOfKernelTimeToLaunchInterval(
            long intervalNs, long kernelNs, long busyPermille) {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_024_000, 0, 5_000, 10_000, 1_024));
        launchEvery(host, 1, intervalNs, kernelNs, 20_000_000);
        host.run(20_000_000);
        long permille = host.tally().busyNs * 1000 / 20_000_000;
        assertThat(permille).isBetween(busyPermille - 1, busyPermille);
    }

    @Test
    void shouldDrainAndFallIdleWhenTheLauncherStops() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_024_000, 0, 5_000, 10_000, 1_024));
        host.at(0, () -> host.gpus.launch(0, 1, 0, 1_000, 50, false));
        host.at(20_000, () -> host.gpus.launch(0, 1, 0, 1_000, 50, false));
        host.run(200_000);
        assertThat(host.log).containsExactly("5000 run 1", "105000 stop 1");
        assertThat(host.tally().busyNs).isEqualTo(100_000);
        assertThat(host.tally().idleNs).isEqualTo(100_000);
        assertThat(host.tally().kernels).isEqualTo(100);
    }

    @Test
    void shouldNeedNoEventPerKernelWhileTheDeviceIsBusy() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_024_000, 0, 5_000, 10_000, 1_024));
        for (int i = 0; i < 1_000; i++) {
            host.at(i, () -> host.launch(1, 7_000));
        }
        host.at(3_000, () -> assertThat(host.gpus.sync(0, 1, true)).isFalse());
        host.run(SECOND_NS);
        assertThat(host.log)
                .containsExactly("5000 run 1", "7005000 stop 1", "7015000 done 1 left 0");
        assertThat(host.deviceEvents).isEqualTo(3);
    }

    @Test
    void shouldShareBetweenTwoSaturatedContextsMinusTheSwitchLoss() {
        var host =
                new ScriptedDevices(ScriptedDevices.spec(1_024_000, 100_000, 5_000, 10_000, 1_024));
        launchEvery(host, 1, 50_000, 60_000, SECOND_NS);
        launchEvery(host, 2, 50_000, 60_000, SECOND_NS);
        host.run(SECOND_NS);
        long first = host.gpus.busyNs(0, 1) * 1000 / SECOND_NS;
        long second = host.gpus.busyNs(0, 2) * 1000 / SECOND_NS;
        assertThat(first).isBetween(454L, 457L);
        assertThat(second).isBetween(454L, 457L);
        assertThat(host.tally().switchNs * 1000 / SECOND_NS).isBetween(88L, 89L);
    }

    @Test
    void shouldGiveEachOfManySaturatedContextsTheSameShare() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000, 0, 0, 0, 1_024));
        for (int i = 5; i >= 1; i--) {
            int task = i;
            host.at(0, () -> host.launch(task, SECOND_NS));
        }
        host.run(5_000_000);
        for (int task = 1; task <= 5; task++) {
            assertThat(host.gpus.busyNs(0, task)).isEqualTo(1_000_000);
        }
        assertThat(host.log.subList(0, 4))
                .containsExactly("0 run 5", "1000 stop 5", "1000 run 4", "2000 stop 4");
    }

    @Test
    void shouldPreemptAKernelThatIsLongerThanTheSliceAndGoOnWithIt() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000, 100, 0, 0, 16));
        host.at(0, () -> host.launch(1, 2_500));
        host.at(1_200, () -> host.launch(2, 300));
        host.run(10_000);
        assertThat(host.log)
                .containsExactly(
                        "0 run 1",
                        "2000 stop 1",
                        "2100 run 2",
                        "2400 stop 2",
                        "2500 run 1",
                        "3000 stop 1");
        assertThat(host.tally().preemptions).isEqualTo(1);
        assertThat(host.tally().switches).isEqualTo(2);
    }

    @Test
    void shouldPayNoSwitchForAContextThatIsStillLoaded() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000, 100, 0, 0, 16));
        host.at(0, () -> host.launch(1, 50));
        host.at(500, () -> host.launch(1, 50));
        host.at(1_000, () -> host.launch(2, 50));
        host.run(10_000);
        assertThat(host.log)
                .containsExactly(
                        "0 run 1",
                        "50 stop 1",
                        "500 run 1",
                        "550 stop 1",
                        "1100 run 2",
                        "1150 stop 2");
        assertThat(host.tally().switchNs).isEqualTo(100);
    }

    @Test
    void shouldRefuseALaunchWhenTheQueueIsFullAndSayWhenAPlaceIsFree() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000_000, 0, 0, 10, 4));
        host.onDone = task -> host.log.add("retry " + host.launch(task, 100));
        host.at(
                0,
                () -> {
                    for (int i = 0; i < 4; i++) {
                        assertThat(host.launch(1, 100)).isTrue();
                    }
                    assertThat(host.launch(1, 100)).isFalse();
                    assertThat(host.gpus.inFlight(0, 1)).isEqualTo(4);
                });
        host.run(10_000);
        assertThat(host.log)
                .containsExactly("0 run 1", "110 done 1 left 3", "retry true", "500 stop 1");
    }

    @Test
    void shouldTakeALaunchWholeWhileAPlaceIsFree() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000_000, 0, 0, 0, 4));
        host.at(
                0,
                () -> {
                    assertThat(host.gpus.launch(0, 1, 0, 100, 10, false)).isTrue();
                    assertThat(host.launch(1, 100)).isFalse();
                });
        host.run(10_000);
        assertThat(host.log).containsExactly("0 run 1", "700 done 1 left 3", "1000 stop 1");
    }

    @Test
    void shouldCountAGraphAsOneLaunch() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000_000, 0, 5, 0, 2));
        host.at(
                0,
                () -> {
                    assertThat(host.gpus.launch(0, 1, 0, 10, 500, true)).isTrue();
                    assertThat(host.gpus.launch(0, 1, 0, 10, 500, true)).isTrue();
                    assertThat(host.gpus.launch(0, 1, 0, 10, 500, true)).isFalse();
                });
        host.run(100_000);
        assertThat(host.log).containsExactly("5 run 1", "5005 done 1 left 500", "10005 stop 1");
        assertThat(host.tally().kernels).isEqualTo(1_000);
        assertThat(host.deviceEvents).isEqualTo(3);

        var costs = new ScriptedDevices(GpuSpec.of("A100", 40_960, 0));
        assertThat(costs.gpus.launchCpuNs(0, 500, true)).isEqualTo(2_000);
        assertThat(costs.gpus.launchCpuNs(0, 500, false)).isEqualTo(1_000_000);
    }

    @Test
    void shouldKeepTheOrderOfAStreamAndLetStreamsTakeTurns() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000_000, 0, 0, 0, 100));
        host.at(
                0,
                () -> {
                    host.gpus.launch(0, 1, 0, 100, 3, false);
                    host.gpus.launch(0, 1, 0, 7, 1, false);
                    host.gpus.launch(0, 1, 3, 10, 2, false);
                });
        long[] whenNs = {99, 100, 109, 110, 210, 220, 320, 327};
        int[] first = {4, 3, 3, 3, 2, 2, 1, 0};
        int[] second = {2, 2, 2, 1, 1, 0, 0, 0};
        for (int i = 0; i < whenNs.length; i++) {
            int look = i;
            host.at(
                    whenNs[i],
                    () -> {
                        assertThat(host.gpus.inFlight(0, 1, 0)).isEqualTo(first[look]);
                        assertThat(host.gpus.inFlight(0, 1, 3)).isEqualTo(second[look]);
                    });
        }
        host.run(1_000);
        assertThat(host.tally().kernels).isEqualTo(6);
    }

    @Test
    void shouldTellAPollingTaskAtTheCompletionAndASleepingOneByInterrupt() {
        var host =
                new ScriptedDevices(
                        ScriptedDevices.spec(1_000, 0, 5, 10, 8),
                        ScriptedDevices.spec(1_000, 0, 5, 10, 8));
        host.at(
                0,
                () -> {
                    assertThat(host.gpus.sync(0, 1, true)).isTrue();
                    host.gpus.launch(0, 1, 0, 100, 1, false);
                    host.gpus.launch(1, 2, 0, 100, 1, false);
                    assertThat(host.gpus.sync(0, 1, false)).isFalse();
                    assertThat(host.gpus.sync(1, 2, true)).isFalse();
                });
        host.run(1_000);
        assertThat(host.log).contains("105 done 1 left 0", "115 done 2 left 0");
    }

    @Test
    void shouldRunKernelsAtTheSpeedOfTheDevice() {
        var fast = new GpuSpec("fast", 0, 0, 1_000, 0, 0, 0, 0, 8, 1_536);
        var host = new ScriptedDevices(fast);
        host.at(0, () -> host.gpus.launch(0, 1, 0, 1_000, 3, false));
        host.run(10_000);
        assertThat(host.tally().busyNs).isEqualTo(3 * 667);
    }

    @Test
    void shouldRefuseMemoryThatTheDeviceDoesNotHave() {
        var host = new ScriptedDevices(GpuSpec.of("A100", 40_960, 0));
        assertThat(host.gpus.open(0, 1, 30_000)).isTrue();
        assertThat(host.gpus.open(0, 2, 20_000)).isFalse();
        assertThat(host.gpus.isFeeder(2)).isFalse();
        assertThat(host.gpus.open(0, 1, 10_000)).isTrue();
        assertThat(host.gpus.open(0, 2, 20_000)).isTrue();
        host.gpus.close(1);
        assertThat(host.gpus.device(0).usedMib()).isEqualTo(20_000);
    }

    @Test
    void shouldDropTheWorkOfAClosedContextAndGoOnWithTheNext() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000, 100, 0, 0, 16));
        host.at(0, () -> host.gpus.launch(0, 1, 0, 400, 4, false));
        host.at(0, () -> host.gpus.launch(0, 2, 0, 400, 1, false));
        host.at(500, () -> host.gpus.close(1));
        host.run(5_000);
        assertThat(host.log).containsExactly("0 run 1", "500 stop 1", "500 run 2", "900 stop 2");
        assertThat(host.tally().kernels).isEqualTo(2);
        assertThat(host.tally().droppedKernels).isEqualTo(3);
        assertThat(host.gpus.isFeeder(1)).isFalse();
    }

    @Test
    void shouldRejectCallsThatMakeNoSense() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000, 0, 0, 0, 1));
        assertThatThrownBy(() -> host.gpus.launch(1, 1, 0, 10, 1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GPU 1 does not exist");
        assertThatThrownBy(() -> host.gpus.launch(0, 1, 0, 10, 0, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.gpus.launch(0, 1, GpuContext.MAX_STREAMS, 10, 1, false))
                .isInstanceOf(IllegalArgumentException.class);
        host.launch(1, 10);
        assertThat(host.launch(1, 10)).isFalse();
        assertThatThrownBy(() -> host.launch(1, 10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waits for GPU 0");
    }
}
