package org.scxfleet.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.v1.RunProto;

class RunCodecTest {
    private static final int SEEDS = 200;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveBackARunThatEqualsTheOneEncoded(long seed) throws Exception {
        RunSpec run = new RandomSpecs(seed).run();

        byte[] bytes = RunCodec.encode(run).toByteArray();

        assertThat(RunCodec.decode(RunProto.Run.parseFrom(bytes))).isEqualTo(run);
    }
}
