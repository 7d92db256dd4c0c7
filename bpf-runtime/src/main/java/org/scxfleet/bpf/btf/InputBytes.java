package org.scxfleet.bpf.btf;

import java.nio.charset.StandardCharsets;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.memory.Bytes;

/**
 * Bytes of an input file or section. Reading outside them is a refusal with the name of the input,
 * never an exception of ours.
 */
public final class InputBytes {
    private final String name;
    private final byte[] bytes;

    public InputBytes(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /** Returns the name used in messages. */
    public String name() {
        return name;
    }

    /** Returns the length in bytes. */
    public int length() {
        return bytes.length;
    }

    /** Returns the bytes themselves, not a copy. */
    public byte[] array() {
        return bytes;
    }

    /** Returns an unsigned byte. */
    public int u8(long at) {
        return bytes[check(at, 1)] & 0xff;
    }

    /** Returns an unsigned 16-bit value. */
    public int u16(long at) {
        return Bytes.u16(bytes, check(at, 2));
    }

    /** Returns a 32-bit value. */
    public int i32(long at) {
        return Bytes.i32(bytes, check(at, 4));
    }

    /** Returns an unsigned 32-bit value. */
    public long u32(long at) {
        return i32(at) & 0xffffffffL;
    }

    /** Returns a 64-bit value. */
    public long i64(long at) {
        return Bytes.i64(bytes, check(at, 8));
    }

    /** Returns a copy of a range under a name of its own. */
    public InputBytes slice(String sliceName, long at, long lengthBytes) {
        if (at < 0 || lengthBytes < 0 || at > bytes.length - lengthBytes) {
            throw refused("range of " + lengthBytes + " bytes at " + at + " is outside the file");
        }
        byte[] part = new byte[(int) lengthBytes];
        System.arraycopy(bytes, (int) at, part, 0, part.length);
        return new InputBytes(sliceName, part);
    }

    /** Returns the NUL-terminated string at an index. */
    public String string(long at) {
        int start = check(at, 1);
        int end = start;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        if (end == bytes.length) {
            throw refused("string at " + at + " does not end");
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** Makes the refusal of this input. */
    public ProgramRefused refused(String why) {
        return new ProgramRefused(name + ": " + why);
    }

    private int check(long at, int lengthBytes) {
        if (at < 0 || at > bytes.length - lengthBytes) {
            throw refused("truncated: " + lengthBytes + " bytes at " + at + " of " + bytes.length);
        }
        return (int) at;
    }
}
