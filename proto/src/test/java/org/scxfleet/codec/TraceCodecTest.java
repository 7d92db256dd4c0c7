package org.scxfleet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.v1.NodeProto.TraceBatch;

class TraceCodecTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    void shouldHandOverTheEventsThatWereWritten() throws Exception {
        SeededRandom random = new SeededRandom(3);
        TraceCodec.Writer writer = new TraceCodec.Writer(7);
        List<String> written = new ArrayList<>();
        long timeNs = 0;
        for (int batch = 0; batch < 3; batch++) {
            for (TraceKind kind : TraceKind.values()) {
                timeNs += random.below(1_000_000);
                int cpu = random.below(9) - 1;
                int task = random.below(9) - 1;
                long a = random.nextLong() >> random.below(60);
                writer.accept(kind, timeNs, batch, cpu, task, a, -a);
                written.add(text(kind, timeNs, batch, cpu, task, a, -a));
            }
            assertThat(writer.size()).isEqualTo(TraceKind.values().length);
            TraceBatch taken = TraceBatch.parseFrom(writer.take().toByteArray());
            assertThat(taken.getHost()).isEqualTo(7);
            TraceCodec.decode(taken, this::see);
        }

        assertThat(seen).isEqualTo(written);
        assertThat(writer.size()).isZero();
    }

    @Test
    void shouldFitTheLargestBatchInOneMessage() {
        TraceCodec.Writer writer = new TraceCodec.Writer(Integer.MAX_VALUE);
        for (int i = 0; i < TraceCodec.BATCH_MAX; i++) {
            writer.accept(
                    TraceKind.BOOST,
                    i % 2 == 0 ? Long.MAX_VALUE : 0,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Long.MIN_VALUE,
                    Long.MIN_VALUE);
        }

        assertThat(writer.take().getSerializedSize()).isLessThan(WireLimits.MESSAGE_BYTES_MAX);
    }

    @Test
    void shouldRefuseAKindThatThisBuildDoesNotKnow() {
        TraceCodec.Writer writer = new TraceCodec.Writer(0);
        writer.accept(TraceKind.TICK, 1, 0, 0, 0, 0, 0);
        TraceBatch broken = writer.take().toBuilder().setKind(0, 99).build();

        assertThatThrownBy(() -> TraceCodec.decode(broken, this::see))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kind of event");
    }

    @Test
    void shouldRefuseColumnsOfDifferentLength() {
        TraceBatch broken = TraceBatch.newBuilder().addKind(0).build();

        assertThatThrownBy(() -> TraceCodec.decode(broken, this::see))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns of different length");
    }

    private void see(TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
        seen.add(text(kind, timeNs, kernel, cpu, task, a, b));
    }

    private static String text(
            TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
        return kind + " " + timeNs + " " + kernel + " " + cpu + " " + task + " " + a + " " + b;
    }
}
