package org.scxfleet.bpf.scx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;

/**
 * Which calls a function can reach, and whether it looks through an argument that may be NULL.
 *
 * <p>Not a verifier. It follows numbers that are known at load (constants, read-only variables,
 * answers to "does this exist?"), because programs hold calls for other kernels behind such
 * questions, and it knows which arguments of an op may be NULL until they are compared with 0.
 * Where paths meet, what differs is forgotten; so what it finds, the program can do as far as its
 * own constants tell.
 */
final class FunctionScan {
    private final ProgramImage image;
    private final BpfFunction function;
    private final ConstantMemory constants;
    private final int nullableArgument;
    private final TreeMap<Integer, RegisterState> states = new TreeMap<>();
    private final ArrayDeque<Integer> open = new ArrayDeque<>();
    private final TreeMap<Integer, HostFunction> calls = new TreeMap<>();
    private final List<Integer> callees = new ArrayList<>();
    private int nullAccess = -1;

    /** Memory whose content cannot change once the object is loaded. */
    @FunctionalInterface
    interface ConstantMemory {
        /** The value at an address, or null when it may change. */
        @Nullable Long load(long address, int sizeBytes);
    }

    /**
     * @param nullableArgument position of the argument that may be NULL, -1 for none; only for a
     *     program's entry, whose first register points to the arguments
     */
    FunctionScan(ProgramImage image, int function, ConstantMemory constants, int nullableArgument) {
        this.image = image;
        this.function = image.functions().get(function);
        this.constants = constants;
        this.nullableArgument = nullableArgument;
        scan();
    }

    /** Calls of kernel functions and helpers, by instruction. */
    TreeMap<Integer, HostFunction> calls() {
        return calls;
    }

    /** Functions of the image that are called or whose address is taken. */
    List<Integer> callees() {
        return callees;
    }

    /** The first instruction that looks through an argument that may be NULL, or -1. */
    int nullAccess() {
        return nullAccess;
    }

    private void scan() {
        RegisterState start = new RegisterState();
        if (nullableArgument >= 0) {
            start.set(1, RegisterState.CONTEXT, 0);
        }
        reach(function.start(), start);
        while (!open.isEmpty()) {
            int at = open.remove();
            RegisterState state = states.get(at);
            if (state != null) {
                follow(at, state.copy());
            }
        }
    }

    private void reach(int at, RegisterState state) {
        RegisterState known = states.get(at);
        if (known == null) {
            states.put(at, state.copy());
            open.add(at);
        } else if (known.join(state)) {
            open.add(at);
        }
    }

    /** Walks from the start of a block to its end. */
    private void follow(int from, RegisterState state) {
        int at = from;
        while (at < function.end()) {
            Instruction i = image.instruction(at);
            int type = Opcode.classOf(i.opcode());
            int next = at + (i.opcode() == Opcode.LD_IMM64 ? 2 : 1);
            switch (type) {
                case Opcode.LD -> constant(at, i, state);
                case Opcode.LDX -> load(at, i, state);
                case Opcode.ST, Opcode.STX -> store(at, i, state);
                case Opcode.ALU, Opcode.ALU64 -> arithmetic(i, state);
                default -> {
                    if (i.opcode() == Opcode.EXIT_OP) {
                        return;
                    }
                    if (i.opcode() == Opcode.CALL_IMM) {
                        call(at, state);
                    } else {
                        jump(at, i, state);
                        return;
                    }
                }
            }
            if (next < function.end() && image.charge(next) > 0) {
                reach(next, state);
                return;
            }
            at = next;
        }
    }

    private void constant(int at, Instruction i, RegisterState state) {
        long low = i.imm() & 0xffffffffL;
        long value = low | (long) image.instruction(at + 1).imm() << 32;
        int callback = AddressLayout.functionIndex(value);
        if (callback >= 0 && callback < image.functions().size()) {
            callees.add(callback);
        }
        state.set(i.dst(), RegisterState.NUMBER, value);
    }

    private void load(int at, Instruction i, RegisterState state) {
        int sizeBytes = Opcode.sizeBytes(i.opcode());
        byte kind = state.kind(i.src());
        int slot = i.src() == 10 && sizeBytes == 8 ? RegisterState.slot(i.offset()) : -1;
        if (slot >= 0) {
            state.move(i.dst(), slot);
        } else if (kind == RegisterState.CONTEXT && i.offset() == 8 * nullableArgument) {
            state.set(i.dst(), RegisterState.NULLABLE, nullableArgument);
        } else if (kind == RegisterState.NUMBER && (i.opcode() & 0xe0) == Opcode.MEM) {
            Long value = constants.load(state.value(i.src()) + i.offset(), sizeBytes);
            if (value == null) {
                state.forget(i.dst());
            } else {
                state.set(i.dst(), RegisterState.NUMBER, value);
            }
        } else {
            access(at, kind);
            state.forget(i.dst());
        }
    }

    private void store(int at, Instruction i, RegisterState state) {
        access(at, state.kind(i.dst()));
        boolean atomic =
                Opcode.classOf(i.opcode()) == Opcode.STX && (i.opcode() & 0xe0) == Opcode.ATOMIC;
        if (atomic) {
            state.forget(0);
            state.forget(i.src());
            return;
        }
        int slot = i.dst() == 10 ? RegisterState.slot(i.offset() / 8 * 8) : -1;
        if (slot < 0) {
            return;
        }
        boolean whole = i.offset() % 8 == 0 && Opcode.sizeBytes(i.opcode()) == 8;
        if (whole && Opcode.classOf(i.opcode()) == Opcode.STX) {
            state.move(slot, i.src());
        } else {
            state.forget(slot);
        }
    }

    private void access(int at, byte kind) {
        if (kind == RegisterState.NULLABLE && nullAccess < 0) {
            nullAccess = at;
        }
    }

    private static void arithmetic(Instruction i, RegisterState state) {
        boolean wide = Opcode.classOf(i.opcode()) == Opcode.ALU64;
        boolean register = (i.opcode() & Opcode.X) != 0;
        int operation = i.opcode() & 0xf0;
        if (operation == Opcode.MOV && wide && register && i.offset() == 0) {
            state.move(i.dst(), i.src());
            return;
        }
        if (operation == Opcode.ADD && state.kind(i.dst()) != RegisterState.NUMBER && !register) {
            // A pointer into an argument is as NULL as the argument.
            if (state.kind(i.dst()) != RegisterState.NULLABLE) {
                state.forget(i.dst());
            }
            return;
        }
        boolean known =
                (!register || state.isNumber(i.src()))
                        && (operation == Opcode.MOV || state.isNumber(i.dst()))
                        && i.offset() == 0;
        Long value =
                known
                        ? compute(
                                operation,
                                wide,
                                state.value(i.dst()),
                                register ? state.value(i.src()) : i.imm())
                        : null;
        if (value == null) {
            state.forget(i.dst());
        } else {
            state.set(i.dst(), RegisterState.NUMBER, wide ? value : value & 0xffffffffL);
        }
    }

    private static @Nullable Long compute(int operation, boolean wide, long a, long b) {
        return switch (operation) {
            case Opcode.MOV -> b;
            case Opcode.ADD -> a + b;
            case Opcode.SUB -> a - b;
            case Opcode.AND -> a & b;
            case Opcode.OR -> a | b;
            case Opcode.XOR -> a ^ b;
            case Opcode.LSH -> wide ? a << b : (long) ((int) a << (int) b);
            case Opcode.RSH -> wide ? a >>> b : (long) ((int) a >>> (int) b);
            default -> null;
        };
    }

    private void call(int at, RegisterState state) {
        HostFunction target = image.call(at);
        if (target != null) {
            calls.put(at, target);
        } else if (image.callee(at) >= 0) {
            callees.add(image.callee(at));
        }
        state.forgetAfterCall();
    }

    private void jump(int at, Instruction i, RegisterState state) {
        int taken = at + 1 + (i.opcode() == Opcode.GOTOL_OP ? i.imm() : i.offset());
        if (!Opcode.isConditionalJump(i.opcode())) {
            reach(taken, state);
            return;
        }
        boolean register = (i.opcode() & Opcode.X) != 0;
        boolean zero = !register && i.imm() == 0;
        int operation = i.opcode() & 0xf0;
        if (state.kind(i.dst()) == RegisterState.NULLABLE
                && zero
                && (operation == Opcode.JEQ || operation == Opcode.JNE)) {
            long argument = state.value(i.dst());
            RegisterState isNull = state.copy();
            isNull.settle(argument, RegisterState.NUMBER);
            RegisterState isThere = state.copy();
            isThere.settle(argument, RegisterState.ANY);
            reach(taken, operation == Opcode.JEQ ? isNull : isThere);
            reach(at + 1, operation == Opcode.JEQ ? isThere : isNull);
            return;
        }
        boolean known =
                operation != Opcode.JCOND
                        && state.isNumber(i.dst())
                        && (!register || state.isNumber(i.src()));
        Boolean decided =
                known
                        ? decide(i, state.value(i.dst()), register ? state.value(i.src()) : i.imm())
                        : null;
        if (decided == null || decided) {
            reach(taken, state);
        }
        if (decided == null || !decided) {
            reach(at + 1, state);
        }
    }

    private static @Nullable Boolean decide(Instruction i, long left, long right) {
        boolean wide = Opcode.classOf(i.opcode()) == Opcode.JMP;
        long a = wide ? left : (int) left;
        long b = wide ? right : (int) right;
        return switch (i.opcode() & 0xf0) {
            case Opcode.JEQ -> a == b;
            case Opcode.JNE -> a != b;
            case Opcode.JGT -> Long.compareUnsigned(a, b) > 0;
            case Opcode.JGE -> Long.compareUnsigned(a, b) >= 0;
            case Opcode.JLT -> Long.compareUnsigned(a, b) < 0;
            case Opcode.JLE -> Long.compareUnsigned(a, b) <= 0;
            case Opcode.JSGT -> a > b;
            case Opcode.JSGE -> a >= b;
            case Opcode.JSLT -> a < b;
            case Opcode.JSLE -> a <= b;
            case Opcode.JSET -> (a & b) != 0;
            default -> null;
        };
    }
}
