package org.scxfleet.bpf.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.scxfleet.bpf.code.Arithmetic;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.memory.Arena;

/** Emits arithmetic and the conditions of jumps. */
final class ArithmeticEmitter {
    private static final ClassDesc ARITHMETIC = ClassDesc.of(Arithmetic.class.getName());
    private static final MethodTypeDesc BINARY =
            MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_long);
    private static final MethodTypeDesc WITH_BITS =
            MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_int);
    private static final MethodTypeDesc COMPARE64 =
            MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_long, ConstantDescs.CD_long);
    private static final MethodTypeDesc COMPARE32 =
            MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final long LOW = 0xffffffffL;

    private final CodeBuilder code;

    ArithmeticEmitter(CodeBuilder code) {
        this.code = code;
    }

    private static boolean hasRegister(Instruction instruction) {
        return (instruction.opcode() & Opcode.X) != 0;
    }

    private static int operation(Instruction instruction) {
        return instruction.opcode() & 0xf0;
    }

    private void loadDestination(Instruction instruction) {
        code.lload(FunctionEmitter.REGISTER_SLOT[instruction.dst()]);
    }

    /** The second operand as 64 bits: a register, or the sign-extended immediate. */
    private void loadOperand(Instruction instruction) {
        if (hasRegister(instruction)) {
            code.lload(FunctionEmitter.REGISTER_SLOT[instruction.src()]);
        } else {
            code.loadConstant((long) instruction.imm());
        }
    }

    private void loadOperandInt(Instruction instruction) {
        if (hasRegister(instruction)) {
            code.lload(FunctionEmitter.REGISTER_SLOT[instruction.src()]);
            code.l2i();
        } else {
            code.loadConstant(instruction.imm());
        }
    }

    private void storeDestination(Instruction instruction) {
        code.lstore(FunctionEmitter.REGISTER_SLOT[instruction.dst()]);
    }

    private void maskLow() {
        code.loadConstant(LOW);
        code.land();
    }

    private void call(String name, MethodTypeDesc type) {
        code.invokestatic(ARITHMETIC, name, type);
    }

    /** Emits an instruction of class ALU64. */
    void emit64(Instruction instruction) {
        boolean signed = instruction.offset() == 1;
        switch (operation(instruction)) {
            case Opcode.MOV -> emitMove64(instruction);
            case Opcode.NEG -> {
                loadDestination(instruction);
                code.lneg();
            }
            case Opcode.END -> {
                loadDestination(instruction);
                code.loadConstant(instruction.imm());
                call("swap", WITH_BITS);
            }
            case Opcode.LSH, Opcode.RSH, Opcode.ARSH -> {
                loadDestination(instruction);
                loadOperandInt(instruction);
                switch (operation(instruction)) {
                    case Opcode.LSH -> code.lshl();
                    case Opcode.RSH -> code.lushr();
                    default -> code.lshr();
                }
            }
            default -> {
                loadDestination(instruction);
                loadOperand(instruction);
                emitBinary(operation(instruction), signed, 64);
            }
        }
        storeDestination(instruction);
    }

    private void emitBinary(int operation, boolean signed, int bits) {
        switch (operation) {
            case Opcode.ADD -> code.ladd();
            case Opcode.SUB -> code.lsub();
            case Opcode.MUL -> code.lmul();
            case Opcode.OR -> code.lor();
            case Opcode.AND -> code.land();
            case Opcode.XOR -> code.lxor();
            case Opcode.DIV -> call((signed ? "sdiv" : "div") + bits, BINARY);
            case Opcode.MOD -> call((signed ? "smod" : "mod") + bits, BINARY);
            default -> throw new IllegalStateException("operation " + operation);
        }
    }

    private void emitMove64(Instruction instruction) {
        loadOperand(instruction);
        switch (instruction.offset()) {
            case 8 -> {
                code.l2i();
                code.i2b();
                code.i2l();
            }
            case 16 -> {
                code.l2i();
                code.i2s();
                code.i2l();
            }
            case 32 -> {
                code.l2i();
                code.i2l();
            }
            case 1 -> {
                if (instruction.imm() == Opcode.CAST_TO_KERNEL) {
                    maskLow();
                } else {
                    code.invokestatic(
                            ClassDesc.of(Arena.class.getName()),
                            "userView",
                            MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long));
                }
            }
            default -> {
                // A plain move.
            }
        }
    }

    /** Emits an instruction of class ALU; the result is zero-extended. */
    void emit32(Instruction instruction) {
        switch (operation(instruction)) {
            case Opcode.MOV -> emitMove32(instruction);
            case Opcode.NEG -> {
                loadDestination(instruction);
                code.lneg();
                maskLow();
            }
            case Opcode.END -> {
                loadDestination(instruction);
                code.loadConstant(instruction.imm());
                call(hasRegister(instruction) ? "swap" : "low", WITH_BITS);
            }
            case Opcode.LSH, Opcode.RSH, Opcode.ARSH -> {
                loadDestination(instruction);
                code.l2i();
                loadOperandInt(instruction);
                switch (operation(instruction)) {
                    case Opcode.LSH -> code.ishl();
                    case Opcode.RSH -> code.iushr();
                    default -> code.ishr();
                }
                code.i2l();
                maskLow();
            }
            case Opcode.DIV, Opcode.MOD -> {
                loadDestination(instruction);
                loadOperand(instruction);
                emitBinary(operation(instruction), instruction.offset() == 1, 32);
            }
            default -> {
                loadDestination(instruction);
                loadOperand(instruction);
                emitBinary(operation(instruction), false, 32);
                maskLow();
            }
        }
        storeDestination(instruction);
    }

    private void emitMove32(Instruction instruction) {
        if (!hasRegister(instruction)) {
            code.loadConstant(instruction.imm() & LOW);
            return;
        }
        loadOperand(instruction);
        if (instruction.offset() == 8) {
            code.l2i();
            code.i2b();
            code.i2l();
        } else if (instruction.offset() == 16) {
            code.l2i();
            code.i2s();
            code.i2l();
        }
        maskLow();
    }

    /** Emits a conditional jump. */
    void emitJump(Instruction instruction, Label taken) {
        boolean wide = Opcode.classOf(instruction.opcode()) == Opcode.JMP;
        loadDestination(instruction);
        if (operation(instruction) == Opcode.JSET) {
            loadOperand(instruction);
            code.land();
            if (!wide) {
                maskLow();
            }
            code.loadConstant(0L);
            code.lcmp();
            code.ifne(taken);
            return;
        }
        boolean unsigned =
                switch (operation(instruction)) {
                    case Opcode.JGT, Opcode.JGE, Opcode.JLT, Opcode.JLE -> true;
                    default -> false;
                };
        if (wide) {
            loadOperand(instruction);
            if (unsigned) {
                code.invokestatic(ConstantDescs.CD_Long, "compareUnsigned", COMPARE64);
            } else {
                code.lcmp();
            }
            code.branch(againstZero(operation(instruction)), taken);
            return;
        }
        code.l2i();
        loadOperandInt(instruction);
        if (unsigned) {
            code.invokestatic(ConstantDescs.CD_Integer, "compareUnsigned", COMPARE32);
            code.branch(againstZero(operation(instruction)), taken);
        } else {
            code.branch(ofIntegers(operation(instruction)), taken);
        }
    }

    private static java.lang.classfile.Opcode againstZero(int operation) {
        return switch (operation) {
            case Opcode.JEQ -> java.lang.classfile.Opcode.IFEQ;
            case Opcode.JNE -> java.lang.classfile.Opcode.IFNE;
            case Opcode.JGT, Opcode.JSGT -> java.lang.classfile.Opcode.IFGT;
            case Opcode.JGE, Opcode.JSGE -> java.lang.classfile.Opcode.IFGE;
            case Opcode.JLT, Opcode.JSLT -> java.lang.classfile.Opcode.IFLT;
            default -> java.lang.classfile.Opcode.IFLE;
        };
    }

    private static java.lang.classfile.Opcode ofIntegers(int operation) {
        return switch (operation) {
            case Opcode.JEQ -> java.lang.classfile.Opcode.IF_ICMPEQ;
            case Opcode.JNE -> java.lang.classfile.Opcode.IF_ICMPNE;
            case Opcode.JSGT -> java.lang.classfile.Opcode.IF_ICMPGT;
            case Opcode.JSGE -> java.lang.classfile.Opcode.IF_ICMPGE;
            case Opcode.JSLT -> java.lang.classfile.Opcode.IF_ICMPLT;
            default -> java.lang.classfile.Opcode.IF_ICMPLE;
        };
    }
}
