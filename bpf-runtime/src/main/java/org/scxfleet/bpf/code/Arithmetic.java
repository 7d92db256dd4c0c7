package org.scxfleet.bpf.code;

/**
 * The operations whose corner cases differ from Java's: division, byte order. Shared by interpreter
 * and compiled code.
 */
public final class Arithmetic {
    private static final long LOW = 0xffffffffL;

    private Arithmetic() {}

    /** Unsigned quotient; 0 for a zero divisor. */
    public static long div64(long a, long b) {
        return b == 0 ? 0 : Long.divideUnsigned(a, b);
    }

    /** Unsigned remainder; the dividend for a zero divisor. */
    public static long mod64(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    /** Signed quotient; 0 for a zero divisor; wraps for the smallest value over -1. */
    public static long sdiv64(long a, long b) {
        return b == 0 ? 0 : a / b;
    }

    /** Signed remainder; the dividend for a zero divisor. */
    public static long smod64(long a, long b) {
        return b == 0 ? a : a % b;
    }

    /** Unsigned quotient of the low words, zero-extended. */
    public static long div32(long a, long b) {
        return (b & LOW) == 0 ? 0 : (a & LOW) / (b & LOW);
    }

    /** Unsigned remainder of the low words, zero-extended. */
    public static long mod32(long a, long b) {
        return (b & LOW) == 0 ? a & LOW : (a & LOW) % (b & LOW);
    }

    /** Signed quotient of the low words, zero-extended. */
    public static long sdiv32(long a, long b) {
        return (int) b == 0 ? 0 : (int) a / (int) b & LOW;
    }

    /** Signed remainder of the low words, zero-extended. */
    public static long smod32(long a, long b) {
        return (int) b == 0 ? a & LOW : (int) a % (int) b & LOW;
    }

    /**
     * Reverses the bytes of the low bits, zero-extended: to big-endian on this little-endian
     * machine, and bswap.
     */
    public static long swap(long value, int bits) {
        return Long.reverseBytes(value) >>> (64 - bits);
    }

    /** Keeps the low bits: to little-endian on this little-endian machine. */
    public static long low(long value, int bits) {
        return bits == 64 ? value : value & (1L << bits) - 1;
    }
}
