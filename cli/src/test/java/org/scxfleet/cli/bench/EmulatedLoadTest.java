package org.scxfleet.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmulatedLoadTest {
    @Test
    void shouldSwitchOnceForEveryYield() {
        EmulatedLoad load = EmulatedLoad.of(4, 16, SwitchBenchmark.RUN_AND_YIELD);
        EmulatedLoad.Cost cost = load.spend(0.01);
        assertThat(cost.switches()).isPositive();
        // One event a switch, and the ticks.
        assertThat((double) cost.events() / cost.switches()).isBetween(0.9, 1.1);
        assertThat(cost.cpuSeconds()).isGreaterThanOrEqualTo(0.01);
    }

    @Test
    void shouldMeasureTheSizeOfHosts() {
        MemoryProbe.Reading reading = MemoryProbe.measure(3);
        assertThat(reading.hosts()).isEqualTo(3);
        assertThat(reading.bytes() / reading.hosts()).isBetween(50_000L, 5_000_000L);
        assertThat(MemoryProbe.Reading.parse(reading.toString())).isEqualTo(reading);
    }

    @Test
    void shouldRunOnTheCpuAskedForAndCountItsOwnSwitches() {
        int cpu = LinuxThread.lastAllowedCpu();
        assertThat(LinuxThread.onCpu(cpu, LinuxThread::lastAllowedCpu)).isEqualTo(cpu);
        assertThat(RealSwitches.rate(cpu, 0.05)).isGreaterThan(1_000);
    }
}
