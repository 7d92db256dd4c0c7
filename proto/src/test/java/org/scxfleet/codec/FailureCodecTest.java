package org.scxfleet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.ProcessLostException;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.v1.CommonProto.Failure;

class FailureCodecTest {
    @Test
    void shouldKeepKindAndMessage() {
        assertThat(overTheWire(new BadRunException("no scheduler 'x'")))
                .isExactlyInstanceOf(BadRunException.class)
                .hasMessage("no scheduler 'x'");
        assertThat(overTheWire(new EnvironmentException("out of memory")))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("out of memory");
        assertThat(overTheWire(new RunStoppedException("stopped")))
                .isExactlyInstanceOf(RunStoppedException.class)
                .hasMessage("stopped");
    }

    @Test
    void shouldKeepTheStackOfADefect() {
        FleetException decoded = overTheWire(new DefectException("host 3", "at X.java:1", null));

        assertThat(decoded).isExactlyInstanceOf(DefectException.class).hasMessage("host 3");
        assertThat(((DefectException) decoded).detail()).isEqualTo("at X.java:1");
    }

    @Test
    void shouldReportALostProcessAsAMatterOfTheEnvironment() {
        FleetException decoded =
                overTheWire(
                        new ProcessLostException("node-1", List.of(), "connection reset", null));

        assertThat(decoded)
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("lost node-1 (connection reset); it carried no host yet");
    }

    @Test
    void shouldRefuseAFailureOfNoKind() {
        assertThatThrownBy(() -> FailureCodec.decode(Failure.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kind of failure");
    }

    private static FleetException overTheWire(FleetException failure) {
        return FailureCodec.decode(FailureCodec.encode(failure));
    }
}
