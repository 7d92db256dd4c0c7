package org.scxfleet.bpf.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Emits one Java method: a whole function, or one part of it. Control flow, calls and the frame are
 * here; single instructions are in {@link ArithmeticEmitter} and {@link AccessEmitter}.
 */
final class FunctionEmitter {
    static final ClassDesc MACHINE = ClassDesc.of(Machine.class.getName());
    static final int SLOT_MACHINE = 0;
    static final int SLOT_FRAME = 1;

    /** Local slots: r1 to r5 are the arguments of a whole function. */
    static final int[] REGISTER_SLOT = {12, 2, 4, 6, 8, 10, 14, 16, 18, 20, 22};

    static final int SLOT_MEMORY = 26;
    static final int SLOT_STACK = 27;

    private static final ClassDesc FAULT = ClassDesc.of(ProgramFault.class.getName());
    private static final ClassDesc MEMORY = ClassDesc.of(AddressSpace.class.getName());
    private static final ClassDesc HOST_FUNCTION = ClassDesc.of(HostFunction.class.getName());
    private static final MethodTypeDesc HOST_TYPE =
            MethodTypeDesc.of(
                    ConstantDescs.CD_long,
                    MACHINE,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long);

    private static final int SLOT_REMAINING = 24;
    private static final int SLOT_MAY_GOTO = 28;
    private static final int SLOT_NEXT = 29;
    private static final int SLOT_SPILL = 30;
    private static final int SLOT_SPILL_BASE = 31;
    private static final int SLOT_FAULT = 32;
    private static final int REGISTERS = 11;
    private static final int FRAME_POINTER = 10;
    private static final int LINE_MAX = 65_535;

    private final ImageCompiler compiler;
    private final CodeBuilder code;
    private final ProgramImage image;
    private final Liveness liveness;
    private final ArithmeticEmitter arithmetic;
    private final AccessEmitter access;
    private final Map<Integer, Label> labels = new LinkedHashMap<>();
    private @Nullable Label leave;

    FunctionEmitter(
            ImageCompiler compiler, CodeBuilder code, ProgramImage image, Liveness liveness) {
        this.compiler = compiler;
        this.code = code;
        this.image = image;
        this.liveness = liveness;
        this.arithmetic = new ArithmeticEmitter(code);
        this.access = new AccessEmitter(code);
    }

    static boolean isJump(int opcode) {
        return opcode == Opcode.JA_OP
                || opcode == Opcode.GOTOL_OP
                || Opcode.isConditionalJump(opcode);
    }

    /** Emits a function that fits into one method: (machine, frame, r1 to r5) to r0. */
    void emitWhole(BpfFunction function) {
        code.aload(SLOT_MACHINE);
        code.iload(SLOT_FRAME);
        code.putfield(MACHINE, "frame", ConstantDescs.CD_int);
        for (int register : new int[] {0, 6, 7, 8, 9}) {
            code.loadConstant(0L);
            code.lstore(REGISTER_SLOT[register]);
        }
        code.loadConstant(Machine.MAY_GOTO_MAX);
        code.istore(SLOT_MAY_GOTO);
        emitCommonLocals();
        emitBody(function.start(), function.end());
    }

    /**
     * Emits a part of a function: (machine, frame, instruction to enter at) to the instruction to
     * go on at, or -1.
     */
    void emitPart(FunctionPlan.Part part, TreeSet<Integer> entries) {
        leave = code.newLabel();
        code.iload(2);
        code.istore(SLOT_NEXT);
        code.aload(SLOT_MACHINE);
        code.invokevirtual(MACHINE, "spill", MethodTypeDesc.of(ConstantDescs.CD_long.arrayType()));
        code.astore(SLOT_SPILL);
        code.iload(SLOT_FRAME);
        code.invokestatic(
                MACHINE,
                "spillBase",
                MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int));
        code.istore(SLOT_SPILL_BASE);
        for (int register = 0; register < FRAME_POINTER; register++) {
            emitSpillIndex(register);
            code.laload();
            code.lstore(REGISTER_SLOT[register]);
        }
        emitSpillIndex(Machine.SPILLED_MAY_GOTO);
        code.laload();
        code.l2i();
        code.istore(SLOT_MAY_GOTO);
        emitCommonLocals();
        List<SwitchCase> cases = PartEmitter.cases(code, entries);
        for (SwitchCase entry : cases) {
            labels.put(entry.caseValue(), entry.target());
        }
        code.iload(SLOT_NEXT);
        code.lookupswitch(cases.getFirst().target(), cases);
        emitBody(part.start(), part.end());
    }

    private void emitCommonLocals() {
        code.loadConstant((long) AddressLayout.STACK << 32);
        code.iload(SLOT_FRAME);
        code.i2l();
        code.lor();
        code.lstore(REGISTER_SLOT[FRAME_POINTER]);
        code.aload(SLOT_MACHINE);
        code.invokevirtual(MACHINE, "memory", MethodTypeDesc.of(MEMORY));
        code.astore(SLOT_MEMORY);
        code.aload(SLOT_MACHINE);
        code.invokevirtual(MACHINE, "stack", MethodTypeDesc.of(ConstantDescs.CD_byte.arrayType()));
        code.astore(SLOT_STACK);
        emitReloadRemaining();
    }

    private void emitBody(int start, int end) {
        Label bodyStart = code.newLabel();
        Label bodyEnd = code.newLabel();
        code.labelBinding(bodyStart);
        for (int pc = start; pc < end; pc++) {
            Instruction instruction = image.instruction(pc);
            Label label = labels.get(pc);
            boolean leader = image.charge(pc) > 0;
            if (leader || label != null) {
                code.labelBinding(label(pc));
            }
            code.lineNumber(Math.min(pc + 1, LINE_MAX));
            if (leader) {
                emitCharge(image.charge(pc));
            }
            emitInstruction(pc, instruction, start, end);
            if (instruction.opcode() == Opcode.LD_IMM64) {
                pc++;
            }
        }
        emitEnd(end);
        code.labelBinding(bodyEnd);
        Label handler = code.newLabel();
        code.labelBinding(handler);
        code.astore(SLOT_FAULT);
        code.aload(SLOT_MACHINE);
        code.aload(SLOT_FAULT);
        code.lload(SLOT_REMAINING);
        code.invokevirtual(
                MACHINE, "faulted", MethodTypeDesc.of(FAULT, FAULT, ConstantDescs.CD_long));
        code.athrow();
        code.exceptionCatch(bodyStart, bodyEnd, handler, FAULT);
    }

    /** A part's way out: falling off its end, and the common exit that spills the registers. */
    private void emitEnd(int end) {
        if (leave == null) {
            return;
        }
        code.loadConstant(end);
        code.istore(SLOT_NEXT);
        code.labelBinding(leave);
        for (int register = 0; register < FRAME_POINTER; register++) {
            emitSpillIndex(register);
            code.lload(REGISTER_SLOT[register]);
            code.lastore();
        }
        emitSpillIndex(Machine.SPILLED_MAY_GOTO);
        code.iload(SLOT_MAY_GOTO);
        code.i2l();
        code.lastore();
        emitStoreRemaining();
        code.iload(SLOT_NEXT);
        code.ireturn();
    }

    private void emitSpillIndex(int place) {
        code.aload(SLOT_SPILL);
        code.iload(SLOT_SPILL_BASE);
        code.loadConstant(place);
        code.iadd();
    }

    private void emitCharge(int count) {
        Label within = code.newLabel();
        code.lload(SLOT_REMAINING);
        code.loadConstant((long) count);
        code.lsub();
        code.dup2();
        code.lstore(SLOT_REMAINING);
        code.loadConstant(0L);
        code.lcmp();
        code.ifge(within);
        code.invokestatic(MACHINE, "budgetUsedUp", MethodTypeDesc.of(FAULT));
        code.athrow();
        code.labelBinding(within);
    }

    private void emitInstruction(int pc, Instruction instruction, int start, int end) {
        int opcode = instruction.opcode();
        switch (Opcode.classOf(opcode)) {
            case Opcode.ALU -> arithmetic.emit32(instruction);
            case Opcode.ALU64 -> arithmetic.emit64(instruction);
            case Opcode.LD -> {
                long low = instruction.imm() & 0xffffffffL;
                code.loadConstant((long) image.instruction(pc + 1).imm() << 32 | low);
                code.lstore(REGISTER_SLOT[instruction.dst()]);
            }
            case Opcode.LDX, Opcode.ST, Opcode.STX -> access.emit(instruction);
            default -> {
                switch (opcode) {
                    case Opcode.CALL_IMM -> emitCall(pc);
                    case Opcode.EXIT_OP -> emitExit();
                    case Opcode.JA_OP, Opcode.GOTOL_OP ->
                            emitGoto(ImageCompiler.target(pc, instruction), start, end);
                    case Opcode.MAY_GOTO_OP ->
                            emitMayGoto(ImageCompiler.target(pc, instruction), start, end);
                    default -> emitConditional(pc, instruction, start, end);
                }
            }
        }
    }

    private void emitConditional(int pc, Instruction instruction, int start, int end) {
        int target = ImageCompiler.target(pc, instruction);
        if (target >= start && target < end) {
            arithmetic.emitJump(instruction, label(target));
            return;
        }
        Label taken = code.newLabel();
        Label after = code.newLabel();
        arithmetic.emitJump(instruction, taken);
        code.goto_(after);
        code.labelBinding(taken);
        emitGoto(target, start, end);
        code.labelBinding(after);
    }

    private void emitGoto(int target, int start, int end) {
        if (target >= start && target < end) {
            code.goto_(label(target));
            return;
        }
        if (leave == null) {
            throw new IllegalStateException("jump out of a function passed the check");
        }
        code.loadConstant(target);
        code.istore(SLOT_NEXT);
        code.goto_(leave);
    }

    private void emitMayGoto(int target, int start, int end) {
        Label goOn = code.newLabel();
        Label after = code.newLabel();
        code.iload(SLOT_MAY_GOTO);
        code.ifne(goOn);
        emitGoto(target, start, end);
        code.labelBinding(goOn);
        code.iinc(SLOT_MAY_GOTO, -1);
        code.labelBinding(after);
    }

    private void emitExit() {
        if (leave != null) {
            code.loadConstant(-1);
            code.istore(SLOT_NEXT);
            code.goto_(leave);
            return;
        }
        emitStoreRemaining();
        code.lload(REGISTER_SLOT[0]);
        code.lreturn();
    }

    private void emitCall(int pc) {
        emitStoreRemaining();
        int callee = image.callee(pc);
        if (callee >= 0) {
            code.aload(SLOT_MACHINE);
            code.aload(SLOT_MACHINE);
            code.iload(SLOT_FRAME);
            code.invokevirtual(
                    MACHINE,
                    "calleeFrame",
                    MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int));
            emitArguments();
            code.invokestatic(
                    ImageCompiler.GENERATED,
                    ImageCompiler.functionName(callee),
                    ImageCompiler.FUNCTION_TYPE);
            code.lstore(REGISTER_SLOT[0]);
            code.aload(SLOT_MACHINE);
            code.iload(SLOT_FRAME);
            code.putfield(MACHINE, "frame", ConstantDescs.CD_int);
        } else {
            HostFunction target = image.call(pc);
            if (target == null) {
                throw new IllegalStateException("call without target passed the check");
            }
            code.getstatic(
                    ImageCompiler.GENERATED,
                    ImageCompiler.fieldName(compiler.hostFunctionIndex(target)),
                    HOST_FUNCTION);
            code.aload(SLOT_MACHINE);
            emitArguments();
            code.invokeinterface(HOST_FUNCTION, "call", HOST_TYPE);
            code.lstore(REGISTER_SLOT[0]);
        }
        emitReloadRemaining();
        int live = liveness.after(pc);
        for (int register = 1; register <= 5; register++) {
            if ((live & 1 << register) != 0) {
                code.loadConstant(0L);
                code.lstore(REGISTER_SLOT[register]);
            }
        }
    }

    private void emitArguments() {
        for (int register = 1; register <= 5; register++) {
            code.lload(REGISTER_SLOT[register]);
        }
    }

    private void emitStoreRemaining() {
        code.aload(SLOT_MACHINE);
        code.lload(SLOT_REMAINING);
        code.putfield(MACHINE, "remaining", ConstantDescs.CD_long);
    }

    private void emitReloadRemaining() {
        code.aload(SLOT_MACHINE);
        code.getfield(MACHINE, "remaining", ConstantDescs.CD_long);
        code.lstore(SLOT_REMAINING);
    }

    private Label label(int pc) {
        return labels.computeIfAbsent(pc, index -> code.newLabel());
    }

    static {
        if (REGISTER_SLOT.length != REGISTERS) {
            throw new IllegalStateException("one local for each register");
        }
    }
}
