package org.scxfleet.bpf.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian values in byte arrays; bounds are checked by the array access itself. */
public final class Bytes {
    static final VarHandle SHORT = view(short[].class);
    static final VarHandle INT = view(int[].class);
    static final VarHandle LONG = view(long[].class);

    private Bytes() {}

    private static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the unsigned 16-bit value at an index. */
    public static int u16(byte[] bytes, int index) {
        return (short) SHORT.get(bytes, index) & 0xffff;
    }

    /** Returns the 32-bit value at an index. */
    public static int i32(byte[] bytes, int index) {
        return (int) INT.get(bytes, index);
    }

    /** Returns the unsigned 8-bit value at an index, as a register holds it. */
    public static long load8(byte[] bytes, int index) {
        return bytes[index] & 0xffL;
    }

    /** Returns the unsigned 16-bit value at an index, as a register holds it. */
    public static long load16(byte[] bytes, int index) {
        return (short) SHORT.get(bytes, index) & 0xffffL;
    }

    /** Returns the unsigned 32-bit value at an index, as a register holds it. */
    public static long load32(byte[] bytes, int index) {
        return (int) INT.get(bytes, index) & 0xffffffffL;
    }

    /** Stores the low 8 bits of a register. */
    public static void store8(byte[] bytes, int index, long value) {
        bytes[index] = (byte) value;
    }

    /** Stores the low 16 bits of a register. */
    public static void store16(byte[] bytes, int index, long value) {
        SHORT.set(bytes, index, (short) value);
    }

    /** Stores the low 32 bits of a register. */
    public static void store32(byte[] bytes, int index, long value) {
        INT.set(bytes, index, (int) value);
    }

    /** Returns the 64-bit value at an index. */
    public static long i64(byte[] bytes, int index) {
        return (long) LONG.get(bytes, index);
    }

    /** Stores a 64-bit value at an index. */
    public static void putI64(byte[] bytes, int index, long value) {
        LONG.set(bytes, index, value);
    }

    /** Stores a 32-bit value at an index. */
    public static void putI32(byte[] bytes, int index, int value) {
        INT.set(bytes, index, value);
    }

    /** Returns 1, 2, 4 or 8 bytes as a zero-extended value. */
    public static long get(byte[] bytes, int index, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> bytes[index] & 0xffL;
            case 2 -> (short) SHORT.get(bytes, index) & 0xffffL;
            case 4 -> (int) INT.get(bytes, index) & 0xffffffffL;
            case 8 -> (long) LONG.get(bytes, index);
            default -> throw new IllegalArgumentException("access size " + sizeBytes);
        };
    }

    /** Stores the low 1, 2, 4 or 8 bytes of a value. */
    public static void put(byte[] bytes, int index, int sizeBytes, long value) {
        switch (sizeBytes) {
            case 1 -> bytes[index] = (byte) value;
            case 2 -> SHORT.set(bytes, index, (short) value);
            case 4 -> INT.set(bytes, index, (int) value);
            case 8 -> LONG.set(bytes, index, value);
            default -> throw new IllegalArgumentException("access size " + sizeBytes);
        }
    }
}
