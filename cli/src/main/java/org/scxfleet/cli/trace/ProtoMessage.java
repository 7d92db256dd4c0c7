package org.scxfleet.cli.trace;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A protobuf message in the making, field by field; can be used again after {@link #reset}. */
final class ProtoMessage {
    private static final int BUFFER_BYTES = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER_BYTES);
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER_BYTES);

    ProtoMessage reset() {
        settle();
        bytes.reset();
        return this;
    }

    ProtoMessage number(int field, long value) {
        try {
            out.writeInt64(field, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A number that uses all 64 bits, for example a uuid. */
    ProtoMessage unsigned(int field, long value) {
        try {
            out.writeUInt64(field, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ProtoMessage text(int field, String value) {
        try {
            out.writeString(field, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ProtoMessage message(int field, ProtoMessage value) {
        try {
            out.writeByteArray(field, value.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Adds the fields of the other message to this one. */
    ProtoMessage fieldsOf(ProtoMessage other) {
        try {
            out.writeRawBytes(other.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    int size() {
        settle();
        return bytes.size();
    }

    byte[] bytes() {
        settle();
        return bytes.toByteArray();
    }

    void writeTo(OutputStream target) throws IOException {
        settle();
        bytes.writeTo(target);
    }

    private void settle() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
