package org.scxfleet.bpf.code;

import java.util.HexFormat;

/**
 * One eight-byte instruction, decoded.
 *
 * @param opcode the first byte
 * @param dst destination register
 * @param src source register, or the kind of a call or constant
 * @param offset signed 16-bit offset
 * @param imm signed 32-bit immediate
 */
public record Instruction(int opcode, int dst, int src, int offset, int imm) {
    /** Bytes of one instruction. */
    public static final int BYTES = 8;

    /** Decodes the little-endian word that the eight bytes form. */
    public static Instruction decode(long word) {
        return new Instruction(opcode(word), dst(word), src(word), offset(word), imm(word));
    }

    /** Returns the little-endian word. */
    public long encode() {
        return (opcode & 0xffL)
                | (dst & 0xfL) << 8
                | (src & 0xfL) << 12
                | (offset & 0xffffL) << 16
                | (long) imm << 32;
    }

    static int opcode(long word) {
        return (int) word & 0xff;
    }

    static int dst(long word) {
        return (int) (word >>> 8) & 0xf;
    }

    static int src(long word) {
        return (int) (word >>> 12) & 0xf;
    }

    static int offset(long word) {
        return (short) (word >>> 16);
    }

    static int imm(long word) {
        return (int) (word >> 32);
    }

    /**
     * Parses instructions written as hex digits; white space is ignored.
     *
     * @throws ProgramRefused when the text is not hex or not whole instructions
     */
    public static long[] parseHex(String text) {
        byte[] bytes = hexBytes(text, "program");
        if (bytes.length % BYTES != 0) {
            throw new ProgramRefused(
                    "program has "
                            + bytes.length
                            + " bytes, which are not whole instructions of 8 bytes");
        }
        long[] words = new long[bytes.length / BYTES];
        for (int i = 0; i < bytes.length; i++) {
            words[i / BYTES] |= (bytes[i] & 0xffL) << (8 * (i % BYTES));
        }
        return words;
    }

    static byte[] hexBytes(String text, String what) {
        String digits = text.replaceAll("\\s+", "");
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException notHex) {
            throw new ProgramRefused(what + " is not hex: " + notHex.getMessage(), notHex);
        }
    }

    @Override
    public String toString() {
        return "op 0x"
                + Integer.toHexString(opcode)
                + " r"
                + dst
                + " r"
                + src
                + " off "
                + offset
                + " imm "
                + imm;
    }
}
