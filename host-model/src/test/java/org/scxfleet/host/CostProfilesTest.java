package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.topology.TopologyPreset;
import org.scxfleet.topology.TopologyPresets;

class CostProfilesTest {
    static List<String> profiles() {
        return CostProfiles.names();
    }

    static List<TopologyPreset> presets() {
        return TopologyPresets.all();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void shouldNeverChargeLessForAMoveFurtherAway(String name) {
        CostProfile costs = CostProfiles.named(name);
        assertThat(
                        List.of(
                                costs.migrateLlcNs(),
                                costs.migrateSocketNs(),
                                costs.migrateNodeNs(),
                                costs.migrateRemoteNs()))
                .isSorted();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void shouldHaveAProfileForEveryMachine(TopologyPreset preset) {
        assertThat(CostProfiles.named(preset.name())).isEqualTo(CostProfiles.of(preset));
    }

    @Test
    void shouldReproduceItsAnchorsOnTheMachineOfReference() {
        CostProfile milan = CostProfiles.named("amd-milan");
        assertThat(
                        List.of(
                                milan.migrateLlcNs(),
                                milan.migrateSocketNs(),
                                milan.migrateNodeNs(),
                                milan.migrateRemoteNs()))
                .containsExactly(5_000L, 20_000L, 50_000L, 80_000L);
    }

    @Test
    void shouldNameWhatThereIsWhenTheProfileIsUnknown() {
        assertThatThrownBy(() -> CostProfiles.named("labs"))
                .hasMessageContaining("no cost profile 'labs'")
                .hasMessageContaining("lab, none, server");
    }
}
