package org.scxfleet.bpf.code;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of the kernel's verification that execution relies on.
 *
 * <p>Interpreter and compiler take for granted that opcodes are known, registers exist, jumps stay
 * inside their function and never land in the middle of a 64-bit constant, control never runs off a
 * function's end, r10 is not written and calls have a target. Memory is checked when it is
 * accessed. What the kernel's verifier proves beyond that (types of pointers, initialised
 * registers, NULL checks, termination) is not proved here: an object that a kernel accepts does not
 * need it, and one that it refuses ends in a {@link org.scxfleet.bpf.memory.ProgramFault} at the
 * latest.
 */
final class ProgramChecker {
    /** Bytes of stack that a function may use below r10. */
    static final int STACK_FRAME_BYTES = 512;

    private final long[] code;
    private final List<BpfFunction> functions;
    private final @Nullable HostFunction[] calls;
    private final boolean[] secondSlot;
    private final int[] callees;
    private final Map<Long, Integer> functionAt = new LinkedHashMap<>();

    ProgramChecker(long[] code, List<BpfFunction> functions, @Nullable HostFunction[] calls) {
        this.code = code;
        this.functions = functions;
        this.calls = calls;
        this.secondSlot = new boolean[code.length];
        this.callees = new int[code.length];
    }

    /** Checks everything; returns for each local call the index of its function, -1 elsewhere. */
    int[] check() {
        if (code.length == 0 || functions.isEmpty()) {
            throw new ProgramRefused("program is empty");
        }
        if (calls.length != code.length) {
            throw new IllegalArgumentException("one call slot for each instruction is needed");
        }
        Arrays.fill(callees, -1);
        int at = 0;
        for (BpfFunction function : functions) {
            if (function.start() != at || function.end() > code.length) {
                throw new ProgramRefused(
                        "function " + function.name() + " does not follow its predecessor");
            }
            markConstants(function);
            functionAt.put((long) function.start(), functionAt.size());
            at = function.end();
        }
        if (at != code.length) {
            throw new ProgramRefused("instructions after the last function");
        }
        for (BpfFunction function : functions) {
            check(function);
        }
        return callees;
    }

    private void markConstants(BpfFunction function) {
        for (int i = function.start(); i < function.end(); i++) {
            if (Instruction.opcode(code[i]) != Opcode.LD_IMM64) {
                continue;
            }
            if (i + 1 >= function.end()) {
                throw refused(i, "64-bit constant without its second half");
            }
            if ((code[i + 1] & 0xffffffffL) != 0) {
                throw refused(i, "second half of a 64-bit constant is not empty");
            }
            secondSlot[++i] = true;
        }
    }

    private void check(BpfFunction function) {
        for (int i = function.start(); i < function.end(); i++) {
            if (secondSlot[i]) {
                continue;
            }
            Instruction instruction = Instruction.decode(code[i]);
            checkRegisters(i, instruction);
            switch (Opcode.classOf(instruction.opcode())) {
                case Opcode.ALU, Opcode.ALU64 -> checkArithmetic(i, instruction);
                case Opcode.JMP, Opcode.JMP32 -> checkJump(i, instruction, function);
                case Opcode.LD -> {
                    if (instruction.opcode() != Opcode.LD_IMM64) {
                        throw unknown(i, instruction);
                    }
                }
                default -> checkAccess(i, instruction);
            }
        }
        int last = function.end() - 1;
        int opcode = secondSlot[last] ? Opcode.LD_IMM64 : Instruction.opcode(code[last]);
        if (opcode != Opcode.EXIT_OP && opcode != Opcode.JA_OP && opcode != Opcode.GOTOL_OP) {
            throw refused(last, "control runs off the end of the function");
        }
    }

    private void checkRegisters(int index, Instruction instruction) {
        boolean sourceIsKind =
                instruction.opcode() == Opcode.LD_IMM64 || instruction.opcode() == Opcode.CALL_IMM;
        if (instruction.dst() > 10 || (!sourceIsKind && instruction.src() > 10)) {
            throw refused(index, "register does not exist");
        }
        int type = Opcode.classOf(instruction.opcode());
        boolean writesDestination =
                type == Opcode.ALU
                        || type == Opcode.ALU64
                        || type == Opcode.LDX
                        || type == Opcode.LD;
        boolean fetches =
                type == Opcode.STX
                        && (instruction.opcode() & 0xe0) == Opcode.ATOMIC
                        && (instruction.imm() & Opcode.FETCH) != 0
                        && instruction.imm() != Opcode.CMPXCHG;
        if ((writesDestination && instruction.dst() == 10)
                || (fetches && instruction.src() == 10)) {
            throw refused(index, "r10 is read-only");
        }
    }

    private void checkArithmetic(int index, Instruction instruction) {
        int operation = instruction.opcode() & 0xf0;
        boolean register = (instruction.opcode() & Opcode.X) != 0;
        boolean wide = Opcode.classOf(instruction.opcode()) == Opcode.ALU64;
        int offset = instruction.offset();
        boolean fine =
                switch (operation) {
                    case Opcode.ADD, Opcode.SUB, Opcode.MUL, Opcode.OR, Opcode.AND -> offset == 0;
                    case Opcode.LSH, Opcode.RSH, Opcode.XOR, Opcode.ARSH -> offset == 0;
                    case Opcode.NEG -> !register && offset == 0;
                    case Opcode.DIV, Opcode.MOD -> offset == 0 || offset == 1;
                    case Opcode.MOV -> isMove(instruction, register, wide);
                    case Opcode.END ->
                            offset == 0 && isWidth(instruction.imm()) && !(wide && register);
                    default -> false;
                };
        if (!fine || (!register && operation != Opcode.END && instruction.src() != 0)) {
            throw unknown(index, instruction);
        }
    }

    private static boolean isMove(Instruction instruction, boolean register, boolean wide) {
        return switch (instruction.offset()) {
            case 0 -> true;
            case 8, 16 -> register;
            case 32 -> register && wide;
            case 1 ->
                    register
                            && wide
                            && (instruction.imm() == Opcode.CAST_TO_KERNEL
                                    || instruction.imm() == Opcode.CAST_TO_USER);
            default -> false;
        };
    }

    private static boolean isWidth(int bits) {
        return bits == 16 || bits == 32 || bits == 64;
    }

    private void checkJump(int index, Instruction instruction, BpfFunction function) {
        int opcode = instruction.opcode();
        int operation = opcode & 0xf0;
        boolean wide = Opcode.classOf(opcode) == Opcode.JMP;
        if (operation == Opcode.CALL) {
            checkCall(index, instruction);
            return;
        }
        if (operation == Opcode.EXIT) {
            if (opcode != Opcode.EXIT_OP) {
                throw unknown(index, instruction);
            }
            return;
        }
        if ((operation == Opcode.JA && (opcode & Opcode.X) != 0)
                || (operation == Opcode.JCOND && opcode != Opcode.MAY_GOTO_OP)
                || operation == 0xf0) {
            throw unknown(index, instruction);
        }
        long distance = operation == Opcode.JA && !wide ? instruction.imm() : instruction.offset();
        long target = index + 1 + distance;
        if (target < function.start() || target >= function.end()) {
            throw refused(index, "jump leaves the function");
        }
        if (secondSlot[(int) target]) {
            throw refused(index, "jump into the middle of a 64-bit constant");
        }
    }

    private void checkCall(int index, Instruction instruction) {
        if (instruction.opcode() == Opcode.CALL_IMM && instruction.src() == Opcode.CALL_LOCAL) {
            long target = index + 1L + instruction.imm();
            Integer callee = functionAt.get(target);
            if (callee != null) {
                callees[index] = callee;
                return;
            }
            throw refused(index, "call target is not a function");
        }
        if (instruction.opcode() != Opcode.CALL_IMM) {
            throw unknown(index, instruction);
        }
        if (calls[index] == null) {
            throw refused(
                    index,
                    instruction.src() == Opcode.CALL_HELPER
                            ? "unknown helper " + instruction.imm()
                            : "unknown kind of call");
        }
    }

    private void checkAccess(int index, Instruction instruction) {
        int opcode = instruction.opcode();
        int type = Opcode.classOf(opcode);
        int mode = opcode & 0xe0;
        boolean fine =
                switch (mode) {
                    case Opcode.MEM -> true;
                    case Opcode.MEMSX -> type == Opcode.LDX && Opcode.sizeBytes(opcode) < 8;
                    case Opcode.ATOMIC -> type == Opcode.STX && isAtomic(instruction);
                    default -> false;
                };
        if (!fine) {
            throw unknown(index, instruction);
        }
        int base =
                type == Opcode.LDX || isLoadAcquire(instruction)
                        ? instruction.src()
                        : instruction.dst();
        int offset = instruction.offset();
        if (base == 10 && (offset < -STACK_FRAME_BYTES || offset + Opcode.sizeBytes(opcode) > 0)) {
            throw refused(
                    index,
                    "access outside the stack frame at r10" + (offset < 0 ? "" : "+") + offset);
        }
    }

    private static boolean isLoadAcquire(Instruction instruction) {
        return (instruction.opcode() & 0xe0) == Opcode.ATOMIC
                && Opcode.classOf(instruction.opcode()) == Opcode.STX
                && instruction.imm() == Opcode.LOAD_ACQUIRE;
    }

    private static boolean isAtomic(Instruction instruction) {
        int size = Opcode.sizeBytes(instruction.opcode());
        return switch (instruction.imm()) {
            case Opcode.LOAD_ACQUIRE -> instruction.dst() != 10;
            case Opcode.STORE_RELEASE -> true;
            case Opcode.ADD, Opcode.OR, Opcode.AND, Opcode.XOR -> size >= 4;
            case Opcode.ADD | 1, Opcode.OR | 1, Opcode.AND | 1, Opcode.XOR | 1 -> size >= 4;
            case Opcode.XCHG, Opcode.CMPXCHG -> size >= 4;
            default -> false;
        };
    }

    private ProgramRefused unknown(int index, Instruction instruction) {
        return refused(index, "unknown instruction (" + instruction + ")");
    }

    private ProgramRefused refused(int index, String why) {
        for (BpfFunction function : functions) {
            if (index >= function.start() && index < function.end()) {
                return new ProgramRefused(
                        function.name() + "+" + (index - function.start()) + ": " + why);
            }
        }
        return new ProgramRefused("instruction " + index + ": " + why);
    }
}
