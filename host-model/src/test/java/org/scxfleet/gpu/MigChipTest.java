package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chips that are partitioned anew while tasks use them. */
class MigChipTest {
    private static final long TAKES_NS = 100;

    private static ScriptedDevices chip(int places, String... instances) {
        GpuSpec plain = GpuSpec.of("A100", 81_920, 0);
        GpuSpec chip = plain.with(plain.sharing(), GpuModel.wiring("A100", 0), plain.graph());
        if (instances.length == 0) {
            return new ScriptedDevices(MigLayout.whole(chip, places).toArray(GpuSpec[]::new));
        }
        MigLayout layout = new MigLayout("A100");
        List.of(instances).forEach(layout::add);
        return new ScriptedDevices(layout.devices(chip, places).toArray(GpuSpec[]::new));
    }

    private static String partition(ScriptedDevices host, String... instances) {
        return host.gpus.partition(0, List.of(instances), TAKES_NS);
    }

    private static List<String> models(ScriptedDevices host) {
        List<String> models = new ArrayList<>();
        for (int device = 0; device < host.gpus.deviceCount(); device++) {
            if (host.gpus.device(device).isThere()) {
                models.add(device + " " + host.gpus.device(device).spec().model());
            }
        }
        return models;
    }

    @Test
    void shouldBecomeOtherInstancesAfterTheTimeThatTakes() {
        ScriptedDevices host = chip(3, "3g.40gb", "3g.40gb");
        assertThat(models(host)).containsExactly("0 A100 3g.40gb", "1 A100 3g.40gb");
        host.at(50, () -> assertThat(partition(host, "4g.40gb", "2g.20gb", "1g.10gb")).isEmpty());
        host.at(149, () -> assertThat(models(host)).isEmpty());
        host.at(
                150,
                () ->
                        assertThat(models(host))
                                .containsExactly(
                                        "0 A100 4g.40gb", "1 A100 2g.20gb", "2 A100 1g.10gb"));
        host.run(1_000);
        assertThat(host.gpus.device(0).tally().absentNs).isEqualTo(100);
        assertThat(host.gpus.device(2).tally().absentNs).isEqualTo(150);
        assertThat(host.gpus.device(2).tally().idleNs).isEqualTo(850);
    }

    @Test
    void shouldRefuseToTakeAnInstanceAwayThatIsInUse() {
        ScriptedDevices host = chip(3, "3g.40gb", "3g.40gb");
        host.at(10, () -> assertThat(host.gpus.open(1, 7, 100)).isTrue());
        host.at(20, () -> assertThat(partition(host)).isEqualTo("GPU 1 (3g.40gb) is in use"));
        host.at(30, () -> assertThat(partition(host, "7g.80gb")).contains("GPU 1 (3g.40gb)"));
        host.at(40, () -> host.gpus.close(7));
        host.at(50, () -> assertThat(partition(host, "7g.80gb")).isEmpty());
        host.at(900, () -> {});
        host.run(1_000);
        assertThat(models(host)).containsExactly("0 A100 7g.80gb");
        MigTally tally = host.gpus.partitions().getFirst();
        assertThat(tally.repartitions()).isEqualTo(1);
        assertThat(tally.refusedRepartitions()).isEqualTo(2);
    }

    @Test
    void shouldKeepABusyInstanceRunningWhileItsNeighbourChanges() {
        ScriptedDevices host = chip(3, "3g.40gb", "3g.40gb");
        host.at(0, () -> host.gpus.launch(0, 1, 0, 10_000, 1, false));
        host.at(20, () -> assertThat(partition(host, "3g.40gb", "2g.20gb", "1g.10gb")).isEmpty());
        host.run(100_000);
        assertThat(models(host))
                .containsExactly("0 A100 3g.40gb", "1 A100 2g.20gb", "2 A100 1g.10gb");
        assertThat(host.gpus.device(0).tally().kernels).isEqualTo(1);
        assertThat(host.gpus.device(0).tally().absentNs).isZero();
    }

    @Test
    void shouldSayThatInstancesInUseLeaveNoPlace() {
        ScriptedDevices host = chip(4, "1g.10gb@4", "1g.10gb@0");
        host.at(0, () -> host.gpus.open(0, 1, 10));
        host.at(
                10,
                () ->
                        assertThat(partition(host, "1g.10gb", "3g.40gb", "3g.40gb"))
                                .isEqualTo(
                                        "the instances in use leave no place for 1g.10gb, 3g.40gb,"
                                                + " 3g.40gb"));
        host.at(20, () -> assertThat(partition(host, "1g.10gb", "3g.40gb")).isEmpty());
        host.run(1_000);
    }

    @Test
    void shouldMoveIdleInstancesWhenTheyAreInTheWay() {
        ScriptedDevices host = chip(4, "1g.10gb@4", "1g.10gb@0");
        host.at(10, () -> assertThat(partition(host, "1g.10gb", "4g.40gb", "2g.20gb")).isEmpty());
        host.at(900, () -> {});
        host.run(1_000);
        assertThat(models(host))
                .containsExactly("0 A100 1g.10gb", "1 A100 4g.40gb", "2 A100 2g.20gb");
    }

    @Test
    void shouldRefuseWhileItIsBeingPartitioned() {
        ScriptedDevices host = chip(2);
        host.at(0, () -> assertThat(partition(host, "3g.40gb")).isEmpty());
        host.at(99, () -> assertThat(partition(host)).isEqualTo("it is still being partitioned"));
        host.at(100, () -> assertThat(partition(host)).isEmpty());
        host.at(900, () -> {});
        host.run(1_000);
        assertThat(models(host)).containsExactly("0 A100");
    }

    @Test
    void shouldIntegrateFreeAndStrandedSlicesOverTime() {
        // Two of three slices each leave one compute slice, and no memory slice, for nobody.
        ScriptedDevices host = chip(2, "3g.40gb", "3g.40gb");
        host.at(400, () -> assertThat(partition(host, "3g.40gb")).isEmpty());
        host.run(1_000);
        MigTally tally = host.gpus.partitions().getFirst();
        assertThat(tally.computeSlices()).isEqualTo(7);
        assertThat(tally.freeComputeSlices()).isEqualTo(4);
        assertThat(tally.strandedComputeSlices()).isZero();
        assertThat(tally.freeMemorySlices()).isEqualTo(4);
        assertThat(tally.freeSliceNs()).isEqualTo(400 + 4 * 600);
        assertThat(tally.strandedSliceNs()).isEqualTo(400);
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverLoseWorkNorGiveASliceTwiceWhateverIsAsked(long seed) {
        var random = new SplittableRandom(seed);
        ScriptedDevices host = chip(7, "1g.10gb");
        int[] launched = new int[7];
        for (int i = 1; i < 200; i++) {
            int device = random.nextInt(7);
            host.at(
                    i * 50L,
                    switch (random.nextInt(4)) {
                        case 0 -> () -> partition(host, randomSizes(random));
                        case 1 -> () -> host.gpus.close(device);
                        default ->
                                () -> {
                                    if (host.gpus.device(device).isThere()) {
                                        host.gpus.launch(device, device, 0, 20, 1, false);
                                        launched[device]++;
                                    }
                                };
                    });
        }
        host.at(50_000, () -> {});
        host.run(100_000);
        int slices = 0;
        for (int device = 0; device < 7; device++) {
            GpuTally tally = host.gpus.device(device).tally();
            assertThat(tally.kernels + tally.droppedKernels).isEqualTo(launched[device]);
            assertThat(tally.busyNs + tally.switchNs + tally.idleNs + tally.absentNs)
                    .isEqualTo(100_000);
            if (host.gpus.device(device).isThere()) {
                slices += Character.digit(host.gpus.device(device).spec().model().charAt(5), 10);
            }
        }
        assertThat(slices + host.gpus.partitions().getFirst().freeComputeSlices()).isEqualTo(7);
    }

    private static String[] randomSizes(SplittableRandom random) {
        List<String> sizes = MigProfile.of("A100").stream().map(MigProfile::name).toList();
        String[] some = new String[random.nextInt(1, 5)];
        for (int i = 0; i < some.length; i++) {
            some[i] = sizes.get(random.nextInt(sizes.size()));
        }
        return some;
    }
}
