package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigLayoutTest {
    private static MigLayout layout(String model, String... instances) {
        MigLayout layout = new MigLayout(model);
        for (String instance : instances) {
            layout.add(instance);
        }
        return layout;
    }

    static List<String> models() {
        return MigProfile.models();
    }

    @ParameterizedTest
    @CsvSource({
        "A100-40, 1g.5gb, 1, 14, 4864, 1, 0, 7",
        "A100-40, 1g.5gb+me, 1, 14, 4864, 1, 1, 1",
        "A100-40, 1g.10gb, 1, 14, 9856, 1, 1, 4",
        "A100-40, 3g.20gb, 3, 42, 19968, 3, 2, 2",
        "A100, 4g.40gb, 4, 56, 40192, 4, 2, 1",
        "H100, 2g.20gb, 2, 32, 20480, 2, 1, 3",
        "H200, 3g.71gb, 3, 48, 72704, 3, 2, 2",
        "B200, 7g.180gb, 7, 126, 184320, 7, 7, 1",
        "A30, 2g.12gb, 2, 28, 12288, 2, 2, 2",
    })
    void shouldHaveTheSizesOfTheManagementLibrary(
            String model,
            String name,
            int slices,
            int processors,
            int memoryMib,
            int copyEngines,
            int decoders,
            int most) {
        MigProfile profile = layout(model, name).instances().getFirst();
        assertThat(profile.computeSlices()).isEqualTo(slices);
        assertThat(profile.processors()).isEqualTo(processors);
        assertThat(profile.memoryMib()).isEqualTo(memoryMib);
        assertThat(profile.copyEngines()).isEqualTo(copyEngines);
        assertThat(profile.decoders()).isEqualTo(decoders);
        assertThat(profile.maxInstances()).isEqualTo(most);
    }

    @ParameterizedTest
    @MethodSource("models")
    void shouldTakeAsManyOfEachSizeAsTheTableSaysAndNoMore(String model) {
        for (MigProfile profile : MigProfile.of(model)) {
            MigLayout layout = new MigLayout(model);
            for (int i = 0; i < profile.maxInstances(); i++) {
                layout.add(profile.name());
            }
            assertThatThrownBy(() -> layout.add(profile.name()))
                    .as(model + " " + profile.name())
                    .hasMessageContaining("no place for MIG instance " + profile.name());
        }
    }

    @Test
    void shouldLeaveOneComputeSliceUnusedWithTwoInstancesOfThree() {
        MigLayout layout = layout("A100", "3g.40gb", "3g.40gb");
        assertThat(layout.freeComputeSlices()).isEqualTo(1);
        assertThat(layout.freeMemorySlices()).isZero();
        assertThat(layout.strandedComputeSlices()).isEqualTo(1);
        assertThat(layout.fitting()).isEmpty();
    }

    @Test
    void shouldUseAllSevenSlicesWithFourAndThree() {
        for (List<String> order :
                List.of(List.of("4g.40gb", "3g.40gb"), List.of("3g.40gb", "4g.40gb"))) {
            MigLayout layout = layout("H100", order.toArray(String[]::new));
            assertThat(layout.freeComputeSlices()).isZero();
            assertThat(layout.strandedComputeSlices()).isZero();
        }
    }

    @Test
    void shouldRefuseTheSecondInstanceOfThreeAfterASmallOneAtABadPlace() {
        MigLayout bad = layout("A100", "1g.10gb@4", "3g.40gb");
        assertThat(bad.freeComputeSlices()).isEqualTo(3);
        assertThatThrownBy(() -> bad.add("3g.40gb"))
                .hasMessageContaining("no place")
                .hasMessageContaining("3 compute slices and the memory slices [5, 6, 7]")
                .hasMessageContaining("what fits is 1g.10gb");
        assertThat(bad.strandedComputeSlices()).isEqualTo(1);
    }

    @Test
    void shouldPlaceASmallInstanceWhereItSpoilsLeast() {
        assertThat(layout("A100", "1g.10gb", "4g.40gb", "2g.20gb").starts())
                .containsExactly(6, 0, 4);
    }

    @Test
    void shouldMakeDevicesWithTheirPartOfTheChip() {
        List<GpuSpec> devices =
                layout("A100", "3g.40gb", "2g.20gb").devices(GpuSpec.of("A100", 81_920, 1), 2);
        assertThat(devices)
                .extracting(GpuSpec::model)
                .containsExactly("A100 3g.40gb", "A100 2g.20gb");
        assertThat(devices).extracting(GpuSpec::memoryMib).containsExactly(40_192L, 19_968L);
        assertThat(devices.getFirst().sharing().computePer1024()).isEqualTo(1024 * 42 / 108);
        assertThat(devices.getFirst().sharing().bandwidthPer1024()).isEqualTo(512);
        assertThat(devices.getFirst().wiring().copyEngines()).isEqualTo(3);
        assertThat(devices.getFirst().wiring().nvlinkDomain()).isEqualTo(GpuWiring.NO_NVLINK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"T4", "V100", "L4"})
    void shouldRefuseModelsWithoutPartitions(String model) {
        assertThatThrownBy(() -> new MigLayout(model)).hasMessageContaining("has no MIG");
    }

    @Test
    void shouldSayWhatIsRightWhenASizeOrAPlaceIsWrong() {
        assertThatThrownBy(() -> layout("A100", "5g.40gb"))
                .hasMessageContaining("it has 1g.10gb, 1g.10gb+me, 1g.20gb, 2g.20gb");
        assertThatThrownBy(() -> layout("A100", "3g.40gb@2"))
                .hasMessageContaining("begins at memory slice [0, 4], not at 2");
    }
}
