package org.scxfleet.bpf.code;

/**
 * Numbers of the BPF instruction encoding (RFC 9669, and the Linux forms may_goto and
 * addr_space_cast).
 */
public final class Opcode {
    /** Instruction classes, the low three bits. */
    public static final int LD = 0x00;

    public static final int LDX = 0x01;
    public static final int ST = 0x02;
    public static final int STX = 0x03;
    public static final int ALU = 0x04;
    public static final int JMP = 0x05;
    public static final int JMP32 = 0x06;
    public static final int ALU64 = 0x07;

    /** Set when the second operand is a register. */
    public static final int X = 0x08;

    /** Operations of the two ALU classes, the high four bits. */
    public static final int ADD = 0x00;

    public static final int SUB = 0x10;
    public static final int MUL = 0x20;
    public static final int DIV = 0x30;
    public static final int OR = 0x40;
    public static final int AND = 0x50;
    public static final int LSH = 0x60;
    public static final int RSH = 0x70;
    public static final int NEG = 0x80;
    public static final int MOD = 0x90;
    public static final int XOR = 0xa0;
    public static final int MOV = 0xb0;
    public static final int ARSH = 0xc0;
    public static final int END = 0xd0;

    /** Operations of the two jump classes. */
    public static final int JA = 0x00;

    public static final int JEQ = 0x10;
    public static final int JGT = 0x20;
    public static final int JGE = 0x30;
    public static final int JSET = 0x40;
    public static final int JNE = 0x50;
    public static final int JSGT = 0x60;
    public static final int JSGE = 0x70;
    public static final int CALL = 0x80;
    public static final int EXIT = 0x90;
    public static final int JLT = 0xa0;
    public static final int JLE = 0xb0;
    public static final int JSLT = 0xc0;
    public static final int JSLE = 0xd0;
    public static final int JCOND = 0xe0;

    /** Access sizes. */
    public static final int W = 0x00;

    public static final int H = 0x08;
    public static final int B = 0x10;
    public static final int DW = 0x18;

    /** Access modes. */
    public static final int IMM = 0x00;

    public static final int MEM = 0x60;
    public static final int MEMSX = 0x80;
    public static final int ATOMIC = 0xc0;

    /** Whole opcodes that are tested by name. */
    public static final int LD_IMM64 = LD | IMM | DW;

    public static final int CALL_IMM = JMP | CALL;
    public static final int CALL_REG = JMP | CALL | X;
    public static final int EXIT_OP = JMP | EXIT;
    public static final int JA_OP = JMP | JA;
    public static final int GOTOL_OP = JMP32 | JA;
    public static final int MAY_GOTO_OP = JMP | JCOND;

    /** Kinds of call, in the source register field. */
    public static final int CALL_HELPER = 0;

    public static final int CALL_LOCAL = 1;
    public static final int CALL_KFUNC = 2;

    /** Meanings of a 64-bit constant, in the source register field. */
    public static final int IMM_NUMBER = 0;

    public static final int IMM_MAP = 1;
    public static final int IMM_MAP_VALUE = 2;
    public static final int IMM_KERNEL_SYMBOL = 3;
    public static final int IMM_FUNCTION = 4;

    /** Operations of atomic instructions, in the immediate. */
    public static final int FETCH = 0x01;

    public static final int XCHG = 0xe1;
    public static final int CMPXCHG = 0xf1;
    public static final int LOAD_ACQUIRE = 0x100;
    public static final int STORE_RELEASE = 0x110;

    /** Directions of addr_space_cast, in the immediate: arena to program view, and back. */
    public static final int CAST_TO_KERNEL = 1;

    public static final int CAST_TO_USER = 1 << 16;

    private Opcode() {}

    /** Returns the instruction class. */
    public static int classOf(int opcode) {
        return opcode & 0x07;
    }

    /** Returns the access size of a load or store in bytes. */
    public static int sizeBytes(int opcode) {
        return switch (opcode & 0x18) {
            case W -> 4;
            case H -> 2;
            case B -> 1;
            default -> 8;
        };
    }

    /** Returns whether the opcode is a jump with a condition (may_goto included). */
    public static boolean isConditionalJump(int opcode) {
        int type = classOf(opcode);
        int operation = opcode & 0xf0;
        return (type == JMP || type == JMP32)
                && operation != JA
                && operation != CALL
                && operation != EXIT;
    }
}
