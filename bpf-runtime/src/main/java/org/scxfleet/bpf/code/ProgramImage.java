package org.scxfleet.bpf.code;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything executable of one object, linked: all functions in one array of instructions, with
 * their calls resolved.
 *
 * <p>An image holds no state and no address that differs between hosts, so one image, and the one
 * class compiled from it, serves every host. A 64-bit constant already holds its final value
 * (number, address of a map, of a value, of a function).
 *
 * <p>The interpreter and the compiler take the split into basic blocks from here ({@link #charge}),
 * so both check the instruction budget at the same places and count the same.
 */
public final class ProgramImage {
    private final Instruction[] instructions;
    private final List<BpfFunction> functions;
    private final @Nullable HostFunction[] calls;
    private final int[] callees;
    private final int[] charge;

    /**
     * @param code the instructions
     * @param functions in ascending order, covering the code without gaps
     * @param calls for each helper or kfunc call instruction its target, null elsewhere
     * @throws ProgramRefused when the code is malformed
     */
    public ProgramImage(long[] code, List<BpfFunction> functions, @Nullable HostFunction[] calls) {
        this.functions = List.copyOf(functions);
        this.calls = calls.clone();
        this.callees = new ProgramChecker(code, this.functions, this.calls).check();
        this.charge = BasicBlocks.charge(code, this.functions);
        this.instructions = new Instruction[code.length];
        for (int i = 0; i < code.length; i++) {
            instructions[i] = Instruction.decode(code[i]);
        }
    }

    /** Returns the number of instructions. */
    public int length() {
        return instructions.length;
    }

    /** Returns the functions in the order of their start. */
    public List<BpfFunction> functions() {
        return functions;
    }

    /** Returns the decoded instruction at an index. */
    public Instruction instruction(int index) {
        return instructions[index];
    }

    /** Returns the host function that the call at an index goes to, or null. */
    public @Nullable HostFunction call(int index) {
        return calls[index];
    }

    /** Returns the index of the function that the local call at an index goes to, or -1. */
    public int callee(int index) {
        return callees[index];
    }

    /**
     * Returns the instruction count of the basic block that starts at an index, or 0 when none
     * starts there.
     */
    public int charge(int index) {
        return charge[index];
    }

    /** Returns the index of the function with a name, or -1. */
    public int functionIndex(String name) {
        for (int i = 0; i < functions.size(); i++) {
            if (functions.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the function's name and the instruction's index in it, for messages. */
    public String place(int index) {
        for (BpfFunction function : functions) {
            if (index >= function.start() && index < function.end()) {
                return function.name() + "+" + (index - function.start());
            }
        }
        return "instruction " + index;
    }

    Instruction[] instructions() {
        return instructions;
    }

    int[] charges() {
        return charge;
    }
}
