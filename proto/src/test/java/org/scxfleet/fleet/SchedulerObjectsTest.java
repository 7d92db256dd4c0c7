package org.scxfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerObjectsTest {
    /** From FIPS 180-2, appendix B.1. */
    private static final String SHA256_OF_ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void shouldNameAnObjectByItsHash() {
        byte[] object = "abc".getBytes(StandardCharsets.US_ASCII);

        SchedulerObjects objects = SchedulerObjects.of(List.of(object, object.clone()));

        assertThat(objects.sha256s()).containsExactly(SHA256_OF_ABC);
        assertThat(objects.bytes(SHA256_OF_ABC)).isEqualTo(object);
    }

    @Test
    void shouldSayWhichObjectIsMissing() {
        assertThatThrownBy(() -> SchedulerObjects.NONE.bytes("00"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no BPF object with SHA-256 00");
    }
}
