package org.scxfleet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.v1.CommonProto.EnvelopeBatch;

class EnvelopeCodecTest {
    private static final int SEEDS = 50;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveBackMessagesThatEqualThoseEncoded(long seed) throws Exception {
        SeededRandom random = new SeededRandom(seed);
        List<Envelope> messages = new ArrayList<>();
        for (int i = random.below(100); i > 0; i--) {
            messages.add(message(random));
        }

        byte[] bytes = EnvelopeCodec.encode(messages, 0, messages.size()).toByteArray();
        List<Envelope> decoded = new ArrayList<>();
        EnvelopeCodec.decode(EnvelopeBatch.parseFrom(bytes), decoded);

        assertThat(decoded).isEqualTo(messages);
    }

    @Test
    void shouldEncodeARangeOnly() {
        SeededRandom random = new SeededRandom(1);
        List<Envelope> messages =
                List.of(message(random), message(random), message(random), message(random));
        List<Envelope> decoded = new ArrayList<>();

        EnvelopeCodec.decode(EnvelopeCodec.encode(messages, 1, 3), decoded);

        assertThat(decoded).isEqualTo(messages.subList(1, 3));
    }

    @Test
    void shouldFitTheLargestBatchInOneMessage() {
        Envelope large =
                new Envelope(
                        Long.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Envelope.Kind.REPLY,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE);
        List<Envelope> messages = Collections.nCopies(EnvelopeCodec.BATCH_MAX, large);

        EnvelopeBatch batch = EnvelopeCodec.encode(messages, 0, messages.size());

        assertThat(batch.getSerializedSize()).isLessThan(WireLimits.MESSAGE_BYTES_MAX / 2);
    }

    @Test
    void shouldSpendFewBytesOnAMessageOfUsualSize() {
        List<Envelope> messages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            messages.add(
                    new Envelope(
                            500_000_000L + i * 1_000L,
                            i % 200,
                            1_000 + i,
                            (i + 1) % 200,
                            Envelope.Kind.REQUEST,
                            3,
                            17,
                            1_400,
                            499_950_000L + i * 1_000L));
        }

        EnvelopeBatch batch = EnvelopeCodec.encode(messages, 0, messages.size());

        assertThat(batch.getSerializedSize()).isLessThan(22 * messages.size());
    }

    @Test
    void shouldRefuseColumnsOfDifferentLength() {
        SeededRandom random = new SeededRandom(1);
        EnvelopeBatch broken =
                EnvelopeCodec.encode(List.of(message(random)), 0, 1).toBuilder().addC(1).build();

        assertThatThrownBy(() -> EnvelopeCodec.decode(broken, new ArrayList<>()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a batch of 1 messages has 2 entries of c");
    }

    private static Envelope message(SeededRandom random) {
        Envelope.Kind[] kinds = Envelope.Kind.values();
        return new Envelope(
                random.nextLong() >>> (1 + random.below(60)),
                random.below(1_000) - 1,
                random.nextLong() >>> (1 + random.below(60)),
                random.below(1_000) - 1,
                kinds[random.below(kinds.length)],
                random.nextLong() >> random.below(60),
                random.nextLong() >> random.below(60),
                random.nextLong() >> random.below(60),
                random.nextLong() >> random.below(60));
    }
}
