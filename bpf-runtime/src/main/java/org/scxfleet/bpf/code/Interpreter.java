package org.scxfleet.bpf.code;

import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Arena;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Reference execution: follows the standard's tables, one instruction at a time, nothing clever.
 *
 * <p>It is the oracle that compiled code is tested against, so both agree on everything observable:
 * results, memory, the instruction count, and the instruction at which a run is aborted. After a
 * call r1 to r5 are 0 in both (a program that a kernel accepts never reads them there). Semantics
 * after RFC 9669; may_goto and addr_space_cast after Linux 7.3 (kernel/bpf/core.c, fixups.c).
 */
public final class Interpreter implements Executor {
    private static final long LOW = 0xffffffffL;
    private static final int REGISTERS = 11;

    private final ProgramImage image;

    public Interpreter(ProgramImage image) {
        this.image = image;
    }

    @Override
    public long run(
            Machine machine, int function, int frame, long r1, long r2, long r3, long r4, long r5) {
        machine.frame = frame;
        long[] r = {0, r1, r2, r3, r4, r5, 0, 0, 0, 0, 0};
        r[REGISTERS - 1] = AddressSpace.address(AddressLayout.STACK, frame);
        return execute(machine, frame, r, image.functions().get(function).start());
    }

    private long execute(Machine machine, int frame, long[] r, int start) {
        Instruction[] code = image.instructions();
        int[] charge = image.charges();
        AddressSpace memory = machine.memory();
        long remaining = machine.remaining;
        int mayGoto = Machine.MAY_GOTO_MAX;
        int pc = start;
        try {
            while (true) {
                remaining -= charge[pc];
                if (remaining < 0) {
                    throw Machine.budgetUsedUp();
                }
                Instruction i = code[pc];
                int next = pc + 1;
                switch (Opcode.classOf(i.opcode())) {
                    case Opcode.ALU64 -> r[i.dst()] = wide(i, r[i.dst()], operand(i, r));
                    case Opcode.ALU -> r[i.dst()] = narrow(i, r[i.dst()], operand(i, r));
                    case Opcode.LDX -> r[i.dst()] = load(memory, i, r[i.src()] + i.offset());
                    case Opcode.STX -> storeRegister(memory, i, r);
                    case Opcode.ST -> store(memory, i, r[i.dst()] + i.offset(), i.imm());
                    case Opcode.LD -> {
                        r[i.dst()] = (i.imm() & LOW) | (long) code[next].imm() << 32;
                        next++;
                    }
                    default -> {
                        switch (i.opcode()) {
                            case Opcode.CALL_IMM -> {
                                machine.remaining = remaining;
                                call(machine, pc, frame, r);
                                remaining = machine.remaining;
                            }
                            case Opcode.EXIT_OP -> {
                                machine.remaining = remaining;
                                return r[0];
                            }
                            case Opcode.MAY_GOTO_OP -> {
                                next += mayGoto == 0 ? i.offset() : 0;
                                mayGoto = Math.max(0, mayGoto - 1);
                            }
                            default -> next += jump(i, r[i.dst()], operand(i, r));
                        }
                    }
                }
                pc = next;
            }
        } catch (ProgramFault fault) {
            fault.at(pc);
            throw machine.faulted(fault, remaining);
        }
    }

    /** The second operand: a register, or the immediate, sign-extended. */
    private static long operand(Instruction i, long[] r) {
        return (i.opcode() & Opcode.X) != 0 ? r[i.src()] : i.imm();
    }

    private static long wide(Instruction i, long a, long b) {
        boolean signed = i.offset() == 1;
        return switch (i.opcode() & 0xf0) {
            case Opcode.ADD -> a + b;
            case Opcode.SUB -> a - b;
            case Opcode.MUL -> a * b;
            case Opcode.DIV -> signed ? Arithmetic.sdiv64(a, b) : Arithmetic.div64(a, b);
            case Opcode.MOD -> signed ? Arithmetic.smod64(a, b) : Arithmetic.mod64(a, b);
            case Opcode.OR -> a | b;
            case Opcode.AND -> a & b;
            case Opcode.XOR -> a ^ b;
            case Opcode.LSH -> a << b;
            case Opcode.RSH -> a >>> b;
            case Opcode.ARSH -> a >> b;
            case Opcode.NEG -> -a;
            case Opcode.MOV -> move(i, b);
            case Opcode.END -> Arithmetic.swap(a, i.imm());
            default -> throw unchecked(i);
        };
    }

    private static long move(Instruction i, long value) {
        return switch (i.offset()) {
            case 8 -> (byte) value;
            case 16 -> (short) value;
            case 32 -> (int) value;
            case 1 -> i.imm() == Opcode.CAST_TO_KERNEL ? value & LOW : Arena.userView(value);
            default -> value;
        };
    }

    /**
     * The 32-bit operations, whose results are zero-extended; and the byte orders, which have a
     * width of their own.
     */
    private static long narrow(Instruction i, long a, long b) {
        if ((i.opcode() & 0xf0) == Opcode.END) {
            boolean toBigEndian = (i.opcode() & Opcode.X) != 0;
            return toBigEndian ? Arithmetic.swap(a, i.imm()) : Arithmetic.low(a, i.imm());
        }
        return LOW & narrowArithmetic(i, a, b);
    }

    private static long narrowArithmetic(Instruction i, long a, long b) {
        boolean signed = i.offset() == 1;
        return switch (i.opcode() & 0xf0) {
            case Opcode.ADD -> a + b;
            case Opcode.SUB -> a - b;
            case Opcode.MUL -> a * b;
            case Opcode.DIV -> signed ? Arithmetic.sdiv32(a, b) : Arithmetic.div32(a, b);
            case Opcode.MOD -> signed ? Arithmetic.smod32(a, b) : Arithmetic.mod32(a, b);
            case Opcode.OR -> a | b;
            case Opcode.AND -> a & b;
            case Opcode.XOR -> a ^ b;
            case Opcode.LSH -> (int) a << b;
            case Opcode.RSH -> (int) a >>> b;
            case Opcode.ARSH -> (int) a >> b;
            case Opcode.NEG -> -a;
            case Opcode.MOV -> i.offset() == 8 ? (byte) b : i.offset() == 16 ? (short) b : b;
            default -> throw unchecked(i);
        };
    }

    private static long load(AddressSpace memory, Instruction i, long from) {
        boolean signed = (i.opcode() & 0xe0) == Opcode.MEMSX;
        return switch (i.opcode() & 0x18) {
            case Opcode.B -> signed ? (byte) memory.load8(from) : memory.load8(from);
            case Opcode.H -> signed ? (short) memory.load16(from) : memory.load16(from);
            case Opcode.W -> signed ? (int) memory.load32(from) : memory.load32(from);
            default -> memory.load64(from);
        };
    }

    private static void store(AddressSpace memory, Instruction i, long to, long value) {
        switch (i.opcode() & 0x18) {
            case Opcode.B -> memory.store8(to, value);
            case Opcode.H -> memory.store16(to, value);
            case Opcode.W -> memory.store32(to, value);
            default -> memory.store64(to, value);
        }
    }

    private static void storeRegister(AddressSpace memory, Instruction i, long[] r) {
        if ((i.opcode() & 0xe0) != Opcode.ATOMIC || i.imm() == Opcode.STORE_RELEASE) {
            store(memory, i, r[i.dst()] + i.offset(), r[i.src()]);
            return;
        }
        if (i.imm() == Opcode.LOAD_ACQUIRE) {
            r[i.dst()] = load(memory, i, r[i.src()] + i.offset());
            return;
        }
        int sizeBytes = Opcode.sizeBytes(i.opcode());
        long old =
                Atomics.apply(
                        memory, i.imm(), sizeBytes, r[i.dst()] + i.offset(), r[i.src()], r[0]);
        if (i.imm() == Opcode.CMPXCHG) {
            r[0] = old;
        } else if ((i.imm() & Opcode.FETCH) != 0) {
            r[i.src()] = old;
        }
    }

    private void call(Machine machine, int pc, int frame, long[] r) {
        int callee = image.callee(pc);
        if (callee >= 0) {
            int calleeFrame = machine.calleeFrame(frame);
            r[0] = run(machine, callee, calleeFrame, r[1], r[2], r[3], r[4], r[5]);
            machine.frame = frame;
        } else {
            HostFunction target = image.call(pc);
            if (target == null) {
                throw new IllegalStateException("call without target at " + image.place(pc));
            }
            r[0] = target.call(machine, r[1], r[2], r[3], r[4], r[5]);
        }
        for (int register = 1; register <= 5; register++) {
            r[register] = 0;
        }
    }

    /** Returns how far a jump goes beyond the next instruction; 0 when it is not taken. */
    private static int jump(Instruction i, long left, long right) {
        boolean wide = Opcode.classOf(i.opcode()) == Opcode.JMP;
        long a = wide ? left : (int) left;
        long b = wide ? right : (int) right;
        boolean taken =
                switch (i.opcode() & 0xf0) {
                    case Opcode.JA -> true;
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
                    default -> throw unchecked(i);
                };
        if (!taken) {
            return 0;
        }
        return i.opcode() == Opcode.GOTOL_OP ? i.imm() : i.offset();
    }

    private static IllegalStateException unchecked(Instruction i) {
        return new IllegalStateException("instruction passed the check but is unknown: " + i);
    }
}
