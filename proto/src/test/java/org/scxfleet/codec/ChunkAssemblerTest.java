package org.scxfleet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.v1.CommonProto.Chunk;

class ChunkAssemblerTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                WireLimits.CHUNK_BYTES - 1,
                WireLimits.CHUNK_BYTES,
                WireLimits.CHUNK_BYTES + 1,
                3 * WireLimits.CHUNK_BYTES
            })
    void shouldPutTogetherWhatWasCut(int size) {
        ByteString whole = bytes(size);
        List<Chunk> chunks = Chunks.of(whole);
        ChunkAssembler assembler = new ChunkAssembler("bytes", size);

        for (Chunk chunk : chunks.subList(0, chunks.size() - 1)) {
            assertThat(assembler.add(chunk)).isNull();
        }

        assertThat(assembler.add(chunks.getLast())).isEqualTo(whole);
    }

    @Test
    void shouldRefuseMoreThanItsLimit() {
        ChunkAssembler assembler = new ChunkAssembler("hosts", 10);
        assembler.add(Chunk.newBuilder().setData(bytes(6)).build());

        assertThatThrownBy(() -> assembler.add(Chunk.newBuilder().setData(bytes(5)).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hosts: more than 10 bytes, the most that is accepted");
    }

    @Test
    void shouldRefuseAChunkAfterTheLast() {
        ChunkAssembler assembler = new ChunkAssembler("hosts", 10);
        assembler.add(Chunk.newBuilder().setLast(true).build());

        assertThatThrownBy(() -> assembler.add(Chunk.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hosts: a chunk after the last one");
    }

    private static ByteString bytes(int size) {
        SeededRandom random = new SeededRandom(size);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) random.nextLong();
        }
        return ByteString.copyFrom(bytes);
    }
}
