package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.gpu.GpuProfile.Interleave;

/** Interleave levels, MPS, memory that does not fit, faults. */
class GpuSharingTest {
    private static final int KERNELS = 100_000;

    private static GpuSpec spec(GpuSharing.Mode mode, boolean oversubscribe, int switchNs) {
        GpuSpec plain = new GpuSpec("X", 1_000, 0, 1_000, switchNs, 0, 0, 0, 1_000_000, 1024);
        GpuSharing sharing = new GpuSharing(mode, 3, oversubscribe, 60, 1024, 1024);
        return plain.with(sharing, plain.wiring(), plain.graph());
    }

    private static GpuSpec turns() {
        return spec(GpuSharing.Mode.TIME_SLICE, false, 0);
    }

    private static GpuSpec together() {
        return spec(GpuSharing.Mode.MPS, false, 0);
    }

    private static GpuProfile level(Interleave level, long sliceNs) {
        return new GpuProfile(0, sliceNs, level, 100, 100, 0, 0);
    }

    private static GpuProfile needs(int cap, int compute, int bandwidth, int sensitivity) {
        return new GpuProfile(0, 0, Interleave.LOW, cap, compute, bandwidth, sensitivity);
    }

    /** Saturates the device with one task for each profile. */
    private static ScriptedDevices saturated(GpuSpec spec, List<GpuProfile> profiles, long ns) {
        var host = new ScriptedDevices(spec);
        host.at(
                0,
                () -> {
                    for (int task = 0; task < profiles.size(); task++) {
                        assertThat(host.gpus.open(0, task, profiles.get(task))).isTrue();
                        host.gpus.launch(0, task, 0, 100, KERNELS, false);
                    }
                });
        host.run(ns);
        return host;
    }

    private static List<Long> done(ScriptedDevices host, int tasks) {
        List<Long> done = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            done.add((long) KERNELS - host.gpus.inFlight(0, task));
        }
        return done;
    }

    @Test
    void shouldLetContextsOfHighLevelRunBeforeEveryOther() {
        var host =
                saturated(
                        turns(),
                        List.of(
                                level(Interleave.LOW, 0),
                                level(Interleave.LOW, 0),
                                level(Interleave.MEDIUM, 0),
                                level(Interleave.HIGH, 0)),
                        1_000_000);
        // Two low ones: the medium one has 2 entries, the high one (1 + 1) x 2 = 4.
        List<Long> done = done(host, 4);
        assertThat(done.get(1)).isCloseTo(done.get(0), within(20L));
        assertThat(done.get(2)).isCloseTo(2 * done.get(0), within(40L));
        assertThat(done.get(3)).isCloseTo(4 * done.get(0), within(60L));
        assertThat(host.tally().idleNs).isZero();
    }

    @Test
    void shouldServeAloneHighOnesOnceEach() {
        var host =
                saturated(
                        turns(),
                        List.of(level(Interleave.HIGH, 0), level(Interleave.HIGH, 0)),
                        1_000_000);
        assertThat(done(host, 2).get(0)).isCloseTo(done(host, 2).get(1), within(20L));
    }

    @Test
    void shouldGiveAContextItsOwnSlice() {
        var host =
                saturated(
                        turns(),
                        List.of(level(Interleave.LOW, 3_000), level(Interleave.LOW, 0)),
                        1_000_000);
        List<Long> done = done(host, 2);
        assertThat((double) done.get(0) / done.get(1)).isCloseTo(3.0, within(0.05));
    }

    @Test
    void shouldRunClientsOfMpsAtFullSpeedWhileThereIsRoom() {
        var host =
                saturated(
                        together(), List.of(needs(100, 40, 0, 0), needs(100, 60, 0, 0)), 1_000_000);
        assertThat(done(host, 2)).containsExactly(10_000L, 10_000L);
        assertThat(host.tally().switches).isZero();
        assertThat(host.tally().busyNs).isEqualTo(1_000_000);
    }

    @Test
    void shouldSlowClientsOfMpsAlikeWhenTheyWantMoreThanThereIs() {
        var host =
                saturated(
                        together(),
                        List.of(needs(100, 100, 0, 0), needs(100, 60, 0, 0)),
                        1_600_000);
        assertThat(done(host, 2).get(0)).isCloseTo(10_000L, within(2L));
        assertThat(done(host, 2).get(1)).isCloseTo(10_000L, within(2L));
    }

    @Test
    void shouldCapAClientOfMpsAndReserveNothingForIt() {
        var alone = saturated(together(), List.of(needs(25, 100, 0, 0)), 1_000_000);
        assertThat(done(alone, 1).getFirst()).isCloseTo(2_500L, within(1L));
        var beside =
                saturated(
                        together(),
                        List.of(needs(50, 100, 0, 0), needs(100, 100, 0, 0), needs(100, 50, 0, 0)),
                        2_000_000);
        // 50 + 100 + 50 are wanted of 100: everybody is half as fast, the capped one half of that.
        assertThat(done(beside, 3).get(0)).isCloseTo(5_000L, within(2L));
        assertThat(done(beside, 3).get(1)).isCloseTo(10_000L, within(2L));
    }

    @Test
    void shouldShareBandwidthAndCacheUnderMps() {
        var bandwidth =
                saturated(
                        together(),
                        List.of(needs(100, 20, 80, 0), needs(100, 20, 80, 0)),
                        1_600_000);
        assertThat(done(bandwidth, 2).get(0)).isCloseTo(10_000L, within(2L));
        var cache =
                saturated(
                        together(),
                        List.of(needs(100, 50, 0, 20), needs(100, 50, 0, 0)),
                        1_000_000);
        assertThat(done(cache, 2).get(0)).isCloseTo(9_000L, within(2L));
        assertThat(done(cache, 2).get(1)).isEqualTo(10_000L);
    }

    @Test
    void shouldTakeNoMoreClientsThanMpsHasPlaces() {
        var host = new ScriptedDevices(together());
        for (int task = 0; task < 3; task++) {
            assertThat(host.gpus.open(0, task, GpuProfile.DEFAULT)).isTrue();
        }
        assertThat(host.gpus.open(0, 3, GpuProfile.DEFAULT)).isFalse();
        assertThat(host.gpus.device(0).refusedContexts()).isEqualTo(1);
        host.gpus.close(1);
        assertThat(host.gpus.open(0, 3, GpuProfile.DEFAULT)).isTrue();
    }

    @Test
    void shouldLoseTheWorkOfAllClientsOfMpsByAFaultOfOne() {
        var host =
                saturated(together(), List.of(needs(100, 50, 0, 0), needs(100, 50, 0, 0)), 1_000);
        host.at(1_500, () -> host.gpus.sync(0, 1, false));
        host.at(2_000, () -> host.gpus.fault(0, 0));
        host.run(10_000);
        assertThat(host.gpus.inFlight(0, 0)).isZero();
        assertThat(host.gpus.inFlight(0, 1)).isZero();
        assertThat(host.tally().faultedContexts).isEqualTo(2);
        assertThat(host.log).contains("2000 done 1 left 0");
        assertThat(host.tally().idleNs).isEqualTo(8_000);
    }

    @Test
    void shouldKeepTheWorkOfOthersByTurnsWhenOneFaults() {
        var host =
                saturated(
                        turns(),
                        List.of(level(Interleave.LOW, 0), level(Interleave.LOW, 0)),
                        1_000);
        host.at(2_000, () -> host.gpus.fault(0, 0));
        host.run(10_000);
        assertThat(host.gpus.inFlight(0, 0)).isZero();
        assertThat(host.gpus.inFlight(0, 1)).isPositive();
        assertThat(host.tally().faultedContexts).isEqualTo(1);
        assertThat(host.tally().busyNs).isEqualTo(10_000);
    }

    @Test
    void shouldRefuseMemoryThatIsNotThere() {
        var host = new ScriptedDevices(turns());
        assertThat(host.gpus.open(0, 0, 700)).isTrue();
        assertThat(host.gpus.open(0, 1, 301)).isFalse();
        assertThat(host.gpus.open(0, 1, 300)).isTrue();
        assertThat(host.gpus.device(0).refusedContexts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 10_000})
    void shouldSlowEverybodyByTheMemoryThatIsMissingWhateverTheSlices(int sliceNs) {
        GpuProfile profile = new GpuProfile(750, sliceNs, Interleave.LOW, 100, 100, 0, 0);
        var host =
                saturated(
                        spec(GpuSharing.Mode.TIME_SLICE, true, 0),
                        List.of(profile, profile),
                        10_000_000);
        // A third is missing: 1 + 60 / 3 = 21 times longer, and half of the time for each.
        assertThat(done(host, 2).get(0)).isCloseTo(100_000L / 42, within(60L));
        assertThat(done(host, 2).get(1)).isCloseTo(100_000L / 42, within(60L));
    }

    @Test
    void shouldBeAsFastAsBeforeWhenTheMemoryIsThereAgain() {
        GpuProfile profile = new GpuProfile(750, 0, Interleave.LOW, 100, 100, 0, 0);
        var host =
                saturated(
                        spec(GpuSharing.Mode.TIME_SLICE, true, 0),
                        List.of(profile, profile),
                        1_000_000);
        long before = done(host, 1).getFirst();
        host.at(1_000_000, () -> host.gpus.close(1));
        host.run(2_000_000);
        assertThat(done(host, 1).getFirst() - before).isCloseTo(10_000L, within(1L));
    }
}
