package org.scxfleet.bpf.compile;

import java.util.Arrays;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;

/**
 * Which registers an instruction's successors may read: a backward data flow over one function, one
 * bit for each register.
 *
 * <p>Used to leave out the clearing of r1 to r5 after a call, which no program that a kernel
 * accepts can observe.
 */
final class Liveness {
    private static final int PASSES_MAX = 64;
    private static final int ARGUMENTS = 0b111110;

    private final ProgramImage image;
    private final BpfFunction function;
    private final int[] before;

    Liveness(ProgramImage image, BpfFunction function) {
        this.image = image;
        this.function = function;
        this.before = new int[function.end() - function.start() + 1];
        boolean changed = true;
        for (int pass = 0; changed && pass < PASSES_MAX; pass++) {
            changed = false;
            for (int pc = function.end() - 1; pc >= function.start(); pc--) {
                int live = transfer(pc);
                changed |= live != before[pc - function.start()];
                before[pc - function.start()] = live;
            }
        }
        if (changed) {
            // A maze of backward jumps: everything may be read, which is always right.
            Arrays.fill(before, -1);
        }
    }

    /** The registers that may be read after the instruction at an index, as bits. */
    int after(int pc) {
        Instruction instruction = image.instruction(pc);
        int opcode = instruction.opcode();
        if (opcode == Opcode.EXIT_OP) {
            return 0;
        }
        if (opcode == Opcode.JA_OP || opcode == Opcode.GOTOL_OP) {
            return at(ImageCompiler.target(pc, instruction));
        }
        int next = pc + (opcode == Opcode.LD_IMM64 ? 2 : 1);
        int live = at(next);
        if (Opcode.isConditionalJump(opcode)) {
            live |= at(ImageCompiler.target(pc, instruction));
        }
        return live;
    }

    private int at(int pc) {
        return before[pc - function.start()];
    }

    private int transfer(int pc) {
        if (pc > function.start() && image.instruction(pc - 1).opcode() == Opcode.LD_IMM64) {
            return at(pc + 1); // the second half of a constant
        }
        Instruction instruction = image.instruction(pc);
        int live = after(pc);
        int d = 1 << instruction.dst();
        int s = 1 << instruction.src();
        boolean register = (instruction.opcode() & Opcode.X) != 0;
        return switch (Opcode.classOf(instruction.opcode())) {
            case Opcode.LD -> live & ~d;
            case Opcode.LDX -> (live & ~d) | s;
            case Opcode.ST -> live | d;
            case Opcode.STX -> live | d | s | 1;
            case Opcode.ALU, Opcode.ALU64 -> {
                boolean overwrites = (instruction.opcode() & 0xf0) == Opcode.MOV;
                boolean reads = register && (instruction.opcode() & 0xf0) != Opcode.END;
                yield (overwrites ? live & ~d : live | d) | (reads ? s : 0);
            }
            default -> jump(instruction, live, d, register ? s : 0);
        };
    }

    private static int jump(Instruction instruction, int live, int d, int s) {
        return switch (instruction.opcode()) {
            case Opcode.JA_OP, Opcode.GOTOL_OP, Opcode.MAY_GOTO_OP -> live;
            case Opcode.EXIT_OP -> 1;
            case Opcode.CALL_IMM -> (live & ~(ARGUMENTS | 1)) | ARGUMENTS;
            default -> live | d | s;
        };
    }
}
