package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GpuFeederTest {
    @Test
    void shouldBlameIdleTimeOnTheHostOnlyWhileAFeederWaitsForACpu() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000_000, 0, 5, 10, 16));
        host.onDone = task -> host.gpus.feeder(task, FeederState.WAITING);
        host.at(
                0,
                () -> {
                    host.launch(1, 95);
                    host.gpus.sync(0, 1, true);
                    host.gpus.feeder(1, FeederState.BLOCKED);
                });
        host.at(150, () -> host.gpus.feeder(1, FeederState.ON_CPU));
        host.at(170, () -> host.gpus.feeder(1, FeederState.BLOCKED));
        host.run(300);
        var tally = host.tally();
        assertThat(tally.busyNs).isEqualTo(95);
        assertThat(tally.idleNs).isEqualTo(205);
        assertThat(tally.idleForCpuNs).isEqualTo(40);
        assertThat(tally.idleInCpuWorkNs).isEqualTo(20);
        assertThat(tally.starvedNs()).isEqualTo(60);
    }

    @Test
    void shouldNotCountATaskThatWaitsForOneGpuAsFeederOfAnother() {
        GpuSpec spec = ScriptedDevices.spec(1_000_000, 0, 0, 10, 16);
        var host = new ScriptedDevices(spec, spec);
        host.at(
                0,
                () -> {
                    host.gpus.launch(0, 1, 0, 500, 1, false);
                    host.gpus.launch(1, 1, 0, 100, 1, false);
                });
        host.at(300, () -> host.gpus.sync(0, 1, true));
        host.run(1_000);
        GpuTally second = host.gpus.device(1).tally();
        assertThat(second.idleNs).isEqualTo(900);
        assertThat(second.idleInCpuWorkNs).isEqualTo(200 + 490);
        assertThat(host.tally().idleInCpuWorkNs).isEqualTo(490);
    }

    @Test
    void shouldBlameTheHostWhenASpinningTaskIsPreemptedPastTheCompletion() {
        var host = new ScriptedDevices(ScriptedDevices.spec(1_000_000, 0, 0, 10, 16));
        host.at(
                0,
                () -> {
                    host.launch(1, 100);
                    host.gpus.sync(0, 1, false);
                });
        host.at(50, () -> host.gpus.feeder(1, FeederState.WAITING));
        host.at(180, () -> host.gpus.feeder(1, FeederState.ON_CPU));
        host.run(200);
        assertThat(host.tally().idleForCpuNs).isEqualTo(80);
        assertThat(host.tally().idleInCpuWorkNs).isEqualTo(20);
    }
}
