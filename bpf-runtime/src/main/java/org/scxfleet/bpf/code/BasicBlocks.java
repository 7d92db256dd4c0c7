package org.scxfleet.bpf.code;

import java.util.List;

/**
 * The split of a function into basic blocks: a block starts at the function's entry, at every jump
 * target and after every jump.
 *
 * <p>A call does not end a block. The two slots of a 64-bit constant count as one instruction.
 */
final class BasicBlocks {
    private BasicBlocks() {}

    /** For each instruction that starts a block, the number of instructions in it; 0 elsewhere. */
    static int[] charge(long[] code, List<BpfFunction> functions) {
        boolean[] leader = new boolean[code.length + 1];
        for (BpfFunction function : functions) {
            leader[function.start()] = true;
            for (int i = function.start(); i < function.end(); i++) {
                Instruction instruction = Instruction.decode(code[i]);
                int opcode = instruction.opcode();
                if (opcode == Opcode.LD_IMM64) {
                    i++;
                } else if (isJump(opcode)) {
                    leader[target(i, instruction)] = true;
                    leader[i + 1] = true;
                } else if (opcode == Opcode.EXIT_OP) {
                    leader[i + 1] = true;
                }
            }
        }
        int[] charge = new int[code.length];
        int block = 0;
        for (int i = 0; i < code.length; i++) {
            block = leader[i] ? i : block;
            charge[block]++;
            if (Instruction.opcode(code[i]) == Opcode.LD_IMM64) {
                i++;
            }
        }
        return charge;
    }

    static boolean isJump(int opcode) {
        return opcode == Opcode.JA_OP
                || opcode == Opcode.GOTOL_OP
                || Opcode.isConditionalJump(opcode);
    }

    /** The index that the jump at an index goes to when taken. */
    static int target(int index, Instruction jump) {
        int distance = jump.opcode() == Opcode.GOTOL_OP ? jump.imm() : jump.offset();
        return index + 1 + distance;
    }
}
