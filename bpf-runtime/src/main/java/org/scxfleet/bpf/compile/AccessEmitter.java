package org.scxfleet.bpf.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.scxfleet.bpf.code.Atomics;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Bytes;

/**
 * Emits loads, stores and atomics. An access relative to r10, whose offset the checker has bounded,
 * goes to the stack's array without the look-up of a region.
 */
final class AccessEmitter {
    private static final ClassDesc MEMORY = ClassDesc.of(AddressSpace.class.getName());
    private static final ClassDesc BYTES = ClassDesc.of(Bytes.class.getName());
    private static final ClassDesc ATOMICS = ClassDesc.of(Atomics.class.getName());
    private static final ClassDesc STACK = ConstantDescs.CD_byte.arrayType();
    private static final MethodTypeDesc LOAD =
            MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long);
    private static final MethodTypeDesc STORE =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long, ConstantDescs.CD_long);
    private static final MethodTypeDesc STACK_LOAD =
            MethodTypeDesc.of(ConstantDescs.CD_long, STACK, ConstantDescs.CD_int);
    private static final MethodTypeDesc STACK_STORE =
            MethodTypeDesc.of(
                    ConstantDescs.CD_void, STACK, ConstantDescs.CD_int, ConstantDescs.CD_long);
    private static final MethodTypeDesc ATOMIC =
            MethodTypeDesc.of(
                    ConstantDescs.CD_long,
                    MEMORY,
                    ConstantDescs.CD_int,
                    ConstantDescs.CD_int,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long);
    private static final int FRAME_POINTER = 10;

    private final CodeBuilder code;

    AccessEmitter(CodeBuilder code) {
        this.code = code;
    }

    /** Emits an instruction of class LDX, ST or STX. */
    void emit(Instruction instruction) {
        int sizeBytes = Opcode.sizeBytes(instruction.opcode());
        switch (Opcode.classOf(instruction.opcode())) {
            case Opcode.LDX -> {
                emitLoad(instruction.src(), instruction.offset(), sizeBytes);
                if ((instruction.opcode() & 0xe0) == Opcode.MEMSX) {
                    emitSignExtension(sizeBytes);
                }
                code.lstore(FunctionEmitter.REGISTER_SLOT[instruction.dst()]);
            }
            case Opcode.ST -> {
                beginStore(instruction);
                code.loadConstant((long) instruction.imm());
                endStore(instruction, sizeBytes);
            }
            default -> {
                if ((instruction.opcode() & 0xe0) == Opcode.ATOMIC) {
                    emitAtomic(instruction, sizeBytes);
                } else {
                    emitStoreOfRegister(instruction, sizeBytes);
                }
            }
        }
    }

    private void emitStoreOfRegister(Instruction instruction, int sizeBytes) {
        beginStore(instruction);
        code.lload(FunctionEmitter.REGISTER_SLOT[instruction.src()]);
        endStore(instruction, sizeBytes);
    }

    private void emitLoad(int base, int offset, int sizeBytes) {
        if (base == FRAME_POINTER) {
            code.aload(FunctionEmitter.SLOT_STACK);
            emitStackIndex(offset);
            code.invokestatic(BYTES, sizeBytes == 8 ? "i64" : "load" + sizeBytes * 8, STACK_LOAD);
            return;
        }
        code.aload(FunctionEmitter.SLOT_MEMORY);
        emitAddress(base, offset);
        code.invokevirtual(MEMORY, "load" + sizeBytes * 8, LOAD);
    }

    private void beginStore(Instruction instruction) {
        if (instruction.dst() == FRAME_POINTER) {
            code.aload(FunctionEmitter.SLOT_STACK);
            emitStackIndex(instruction.offset());
        } else {
            code.aload(FunctionEmitter.SLOT_MEMORY);
            emitAddress(instruction.dst(), instruction.offset());
        }
    }

    private void endStore(Instruction instruction, int sizeBytes) {
        if (instruction.dst() == FRAME_POINTER) {
            code.invokestatic(
                    BYTES, sizeBytes == 8 ? "putI64" : "store" + sizeBytes * 8, STACK_STORE);
        } else {
            code.invokevirtual(MEMORY, "store" + sizeBytes * 8, STORE);
        }
    }

    private void emitStackIndex(int offset) {
        code.iload(FunctionEmitter.SLOT_FRAME);
        code.loadConstant(offset);
        code.iadd();
    }

    private void emitAddress(int base, int offset) {
        code.lload(FunctionEmitter.REGISTER_SLOT[base]);
        if (offset != 0) {
            code.loadConstant((long) offset);
            code.ladd();
        }
    }

    private void emitSignExtension(int sizeBytes) {
        code.l2i();
        if (sizeBytes == 1) {
            code.i2b();
        } else if (sizeBytes == 2) {
            code.i2s();
        }
        code.i2l();
    }

    private void emitAtomic(Instruction instruction, int sizeBytes) {
        int operation = instruction.imm();
        if (operation == Opcode.LOAD_ACQUIRE) {
            emitLoad(instruction.src(), instruction.offset(), sizeBytes);
            code.lstore(FunctionEmitter.REGISTER_SLOT[instruction.dst()]);
            return;
        }
        if (operation == Opcode.STORE_RELEASE) {
            emitStoreOfRegister(instruction, sizeBytes);
            return;
        }
        code.aload(FunctionEmitter.SLOT_MEMORY);
        code.loadConstant(operation);
        code.loadConstant(sizeBytes);
        emitAddress(instruction.dst(), instruction.offset());
        code.lload(FunctionEmitter.REGISTER_SLOT[instruction.src()]);
        code.lload(FunctionEmitter.REGISTER_SLOT[0]);
        code.invokestatic(ATOMICS, "apply", ATOMIC);
        if (operation == Opcode.CMPXCHG) {
            code.lstore(FunctionEmitter.REGISTER_SLOT[0]);
        } else if ((operation & Opcode.FETCH) != 0) {
            code.lstore(FunctionEmitter.REGISTER_SLOT[instruction.src()]);
        } else {
            code.pop2();
        }
    }
}
