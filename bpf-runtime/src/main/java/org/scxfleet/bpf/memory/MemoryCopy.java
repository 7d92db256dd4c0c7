package org.scxfleet.bpf.memory;

/** Transfers of more than eight bytes between addresses, and between an address and Java arrays. */
public final class MemoryCopy {
    private MemoryCopy() {}

    /** Copies bytes from one place to another; like memcpy, the ranges must not overlap. */
    public static void copy(AddressSpace memory, long to, long from, int lengthBytes) {
        int at = 0;
        for (; at <= lengthBytes - 8; at += 8) {
            memory.store64(to + at, memory.load64(from + at));
        }
        for (; at < lengthBytes; at++) {
            memory.store8(to + at, memory.load8(from + at));
        }
    }

    /** Zeroes bytes. */
    public static void clear(AddressSpace memory, long to, int lengthBytes) {
        int at = 0;
        for (; at <= lengthBytes - 8; at += 8) {
            memory.store64(to + at, 0);
        }
        for (; at < lengthBytes; at++) {
            memory.store8(to + at, 0);
        }
    }

    /** Copies bytes of a program's memory into an array. */
    public static void read(
            AddressSpace memory, long from, byte[] to, int offset, int lengthBytes) {
        for (int at = 0; at < lengthBytes; at++) {
            to[offset + at] = (byte) memory.load8(from + at);
        }
    }

    /** Copies bytes of an array into a program's memory. */
    public static void write(
            AddressSpace memory, long to, byte[] from, int offset, int lengthBytes) {
        for (int at = 0; at < lengthBytes; at++) {
            memory.store8(to + at, from[offset + at]);
        }
    }

    /** Returns whether two ranges of a program's memory hold the same bytes. */
    public static boolean same(AddressSpace memory, long a, long b, int lengthBytes) {
        for (int at = 0; at < lengthBytes; at++) {
            if (memory.load8(a + at) != memory.load8(b + at)) {
                return false;
            }
        }
        return true;
    }

    /** Reads a NUL-terminated string of at most {@code maxBytes} bytes, one char per byte. */
    public static String string(AddressSpace memory, long from, int maxBytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < maxBytes; at++) {
            char c = (char) memory.load8(from + at);
            if (c == 0) {
                break;
            }
            text.append(c);
        }
        return text.toString();
    }
}
