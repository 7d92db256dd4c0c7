package org.scxfleet.codec;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import org.scxfleet.v1.CommonProto.Chunk;

/** Puts chunks together again, and refuses more than its limit before it holds more. */
public final class ChunkAssembler {
    private final String what;
    private final int bytesMax;
    private ByteString bytes = ByteString.EMPTY;
    private boolean complete;

    /**
     * @param what for messages, for example {@code hosts}
     */
    public ChunkAssembler(String what, int bytesMax) {
        this.what = what;
        this.bytesMax = bytesMax;
    }

    /**
     * Adds the next chunk.
     *
     * @return everything, if this was the last chunk, else null
     * @throws IllegalArgumentException if it is too much, or something comes after the last chunk
     */
    public @Nullable ByteString add(Chunk chunk) {
        if (complete) {
            throw new IllegalArgumentException(what + ": a chunk after the last one");
        }
        if ((long) bytes.size() + chunk.getData().size() > bytesMax) {
            throw new IllegalArgumentException(
                    what + ": more than " + bytesMax + " bytes, the most that is accepted");
        }
        bytes = bytes.concat(chunk.getData());
        complete = chunk.getLast();
        return complete ? bytes : null;
    }
}
