package org.scxfleet.workload.planetlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanetLabReaderTest {
    @ParameterizedTest
    @CsvSource({"20110303, 1052", "20110420, 1033"})
    void shouldReadADay(String day, int machines) throws IOException {
        try (InputStream in = dataset("planetlab/planetlab_" + day + ".csv.gz")) {
            assertThat(PlanetLabReader.read(in, day))
                    .hasSize(machines)
                    .allSatisfy(trace -> assertThat(trace.percent()).hasSize(288));
        }
    }

    @Test
    void shouldRefuseBadSamples() {
        assertThatThrownBy(() -> PlanetLabReader.read(lines("0,3,1 2"), "t"))
                .hasMessageStartingWith("t:1: 'percent' has 2 samples; give 3");
        assertThatThrownBy(() -> PlanetLabReader.read(lines("0,2,1 -2"), "t"))
                .hasMessageStartingWith("t:1: 'percent' has -2; give numbers from 0 to 100");
        assertThatThrownBy(() -> PlanetLabReader.read(lines("0,1,1", "0,1,1"), "t"))
                .hasMessageStartingWith("t:2: 'index' is \"vm-0\" as in line 1");
    }
}
