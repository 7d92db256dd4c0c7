package org.scxfleet.workload.bitbrains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class BitbrainsReaderTest {
    private static final String HEADER = "Timestamp [ms];\tCPU cores;\tCPU usage [%]";

    @Test
    void shouldReadTheMachine() throws IOException {
        try (InputStream in = dataset("bitbrains/bitbrains_one_vm.csv.gz")) {
            BitbrainsReader.Machine machine =
                    BitbrainsReader.read(in, "bitbrains/bitbrains_one_vm.csv.gz");

            assertThat(machine.trace().name()).isEqualTo("bitbrains_one_vm");
            assertThat(machine.trace().percent()).hasSize(8_619);
            assertThat(machine.trace().intervalNs()).isEqualTo(300_000_000_000L);
            assertThat(machine.notices()).hasSize(1);
        }
    }

    @Test
    void shouldTakeMoreThanEverythingAsEverything() throws IOException {
        BitbrainsReader.Machine machine =
                BitbrainsReader.read(lines(HEADER, "100;\t2;\t101.5", "400;\t2;\t50"), "vm.csv");

        assertThat(machine.trace().percent()).containsExactly(100, 50);
        assertThat(machine.trace().cpus()).isEqualTo(2);
    }

    @Test
    void shouldRefuseSamplesOutOfOrder() {
        assertThatThrownBy(
                        () -> BitbrainsReader.read(lines(HEADER, "400;1;1", "100;1;1"), "vm.csv"))
                .hasMessageStartingWith("vm.csv:3: 'Timestamp [ms]' is 100 after 400");
        assertThatThrownBy(() -> BitbrainsReader.read(lines("CPU cores", "1"), "vm.csv"))
                .hasMessageContaining("'Timestamp [ms]' is missing from the header line");
    }
}
