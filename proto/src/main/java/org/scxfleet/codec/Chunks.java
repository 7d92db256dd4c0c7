package org.scxfleet.codec;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.v1.CommonProto.Chunk;

/** Cuts what is larger than one message into chunks. {@link ChunkAssembler} is the other side. */
public final class Chunks {
    private Chunks() {}

    /** The chunks of the bytes, in order; one empty chunk for no bytes. */
    public static List<Chunk> of(ByteString whole) {
        List<Chunk> chunks = new ArrayList<>();
        int at = 0;
        do {
            int end = Math.min(at + WireLimits.CHUNK_BYTES, whole.size());
            chunks.add(
                    Chunk.newBuilder()
                            .setData(whole.substring(at, end))
                            .setLast(end == whole.size())
                            .build());
            at = end;
        } while (at < whole.size());
        return chunks;
    }
}
