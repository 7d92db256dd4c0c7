package org.scxfleet.bpf.compile;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;

/**
 * How a function is cut into Java methods.
 *
 * <p>HotSpot never compiles a method above 8,000 bytes of byte code, and the largest programs of
 * the public collection would be several times that. A function whose estimate is larger is cut
 * into consecutive parts; see {@link ImageCompiler} for how control passes between them. Cuts are
 * made at block borders where possible, and inside a block only when it is itself too large.
 */
final class FunctionPlan {
    /**
     * Estimated bytes up to which a part grows. The estimate is on the high side of what is
     * generated.
     */
    static final int PART_BYTES_MAX = 5_000;

    private static final int BLOCK_BYTES = 24;
    private static final int CALL_BYTES = 60;
    private static final int ACCESS_BYTES = 20;
    private static final int OTHER_BYTES = 22;

    /**
     * Consecutive instructions that become one method.
     *
     * @param start first instruction
     * @param end after the last instruction
     */
    record Part(int start, int end) {
        boolean contains(int pc) {
            return pc >= start && pc < end;
        }
    }

    private final List<Part> parts = new ArrayList<>();

    FunctionPlan(ProgramImage image, BpfFunction function) {
        int partStart = function.start();
        int bytes = 0;
        int blockStart = function.start();
        int bytesAtBlock = 0;
        for (int pc = function.start(); pc < function.end(); pc++) {
            if (image.charge(pc) > 0) {
                blockStart = pc;
                bytesAtBlock = bytes;
            }
            int cost = estimate(image, pc);
            if (bytes + cost > PART_BYTES_MAX) {
                boolean blockFits = blockStart > partStart;
                int cut = blockFits ? blockStart : pc;
                parts.add(new Part(partStart, cut));
                bytes = blockFits ? bytes - bytesAtBlock : 0;
                partStart = cut;
                bytesAtBlock = 0;
            }
            bytes += cost;
            if (image.instruction(pc).opcode() == Opcode.LD_IMM64) {
                pc++;
            }
        }
        parts.add(new Part(partStart, function.end()));
    }

    /** Returns the parts in order; a single one when the function fits into one method. */
    List<Part> parts() {
        return parts;
    }

    /** Returns the index of the part that holds an instruction. */
    int partOf(int pc) {
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pc < parts.get(middle).end()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static int estimate(ProgramImage image, int pc) {
        Instruction instruction = image.instruction(pc);
        int block = image.charge(pc) > 0 ? BLOCK_BYTES : 0;
        return block
                + switch (Opcode.classOf(instruction.opcode())) {
                    case Opcode.LDX, Opcode.ST -> ACCESS_BYTES;
                    case Opcode.STX ->
                            (instruction.opcode() & 0xe0) == Opcode.ATOMIC
                                    ? CALL_BYTES
                                    : ACCESS_BYTES;
                    default -> instruction.opcode() == Opcode.CALL_IMM ? CALL_BYTES : OTHER_BYTES;
                };
    }
}
