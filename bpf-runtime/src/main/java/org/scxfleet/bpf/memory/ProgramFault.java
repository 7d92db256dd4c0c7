package org.scxfleet.bpf.memory;

import org.jspecify.annotations.Nullable;

/**
 * A BPF program did something that ends its run: a wild access, an exhausted instruction budget, a
 * poisoned call.
 *
 * <p>This is a result of the simulated program, not a bug of the runtime. The instruction index is
 * filled in by the executor; the compiler stores it as the line number of the generated code, so
 * that the fast path carries no program counter.
 */
public final class ProgramFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Class-name prefix of compiled programs; a frame with it holds the instruction index as its
     * line number.
     */
    public static final String COMPILED_CLASS_PREFIX = "org.scxfleet.bpf.compile.CompiledProgram$";

    /** What went wrong. */
    public enum Kind {
        /** An access outside every region, or outside the bounds of one. */
        MEMORY,
        /** The instruction budget of the run is used up. */
        BUDGET,
        /** More nested calls than the frame limit allows. */
        CALL_DEPTH,
        /** A call or constant that the loader could not resolve was reached. */
        UNRESOLVED,
        /** A helper or kfunc refused its arguments in a way the kernel's verifier would have. */
        ARGUMENT,
        /** The memory limit of the machine is used up. */
        MEMORY_LIMIT
    }

    private final Kind kind;
    private int instruction = -1;
    private boolean settled;

    public ProgramFault(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.instruction = compiledInstruction();
    }

    /** Returns what went wrong. */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the index of the instruction that faulted, in the program image, or -1 when unknown.
     */
    public int instruction() {
        return instruction;
    }

    /** Records the instruction index unless a deeper frame has done so already. */
    public void at(int instructionIndex) {
        if (instruction < 0) {
            instruction = instructionIndex;
        }
    }

    /**
     * Returns true exactly once: the innermost frame settles its instruction account, outer frames
     * have done so already.
     */
    public boolean settle() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    private static int compiledInstruction() {
        StackWalker walker = StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES);
        StackWalker.@Nullable StackFrame frame =
                walker.walk(frames ->
                        frames.filter(f -> f.getClassName().startsWith(COMPILED_CLASS_PREFIX))
                                .findFirst()
                                .orElse(null));
        return frame == null ? -1 : frame.getLineNumber() - 1;
    }
}
