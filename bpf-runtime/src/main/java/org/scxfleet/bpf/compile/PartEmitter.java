package org.scxfleet.bpf.compile;

import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_STATIC;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;

/** Emits the driver and the parts of a function that is too large for one method. */
final class PartEmitter {
    private static final MethodTypeDesc PART_TYPE =
            MethodTypeDesc.of(
                    ConstantDescs.CD_int,
                    FunctionEmitter.MACHINE,
                    ConstantDescs.CD_int,
                    ConstantDescs.CD_int);

    private static final int DRIVER_NEXT = 12;

    private final ProgramImage image;
    private final int index;
    private final FunctionPlan plan;

    private PartEmitter(ProgramImage image, int index, FunctionPlan plan) {
        this.image = image;
        this.index = index;
        this.plan = plan;
    }

    static void emit(
            ImageCompiler compiler,
            ClassBuilder type,
            ProgramImage image,
            int index,
            FunctionPlan plan,
            Liveness liveness) {
        PartEmitter emitter = new PartEmitter(image, index, plan);
        type.withMethodBody(
                ImageCompiler.functionName(index),
                ImageCompiler.FUNCTION_TYPE,
                ACC_PRIVATE | ACC_STATIC,
                emitter::emitDriver);
        List<TreeSet<Integer>> entries = emitter.entries();
        for (int part = 0; part < plan.parts().size(); part++) {
            int number = part;
            type.withMethodBody(
                    emitter.partName(part),
                    PART_TYPE,
                    ACC_PRIVATE | ACC_STATIC,
                    code ->
                            new FunctionEmitter(compiler, code, image, liveness)
                                    .emitPart(plan.parts().get(number), entries.get(number)));
        }
    }

    private String partName(int part) {
        return ImageCompiler.functionName(index) + "part" + part;
    }

    /** For each part, the instructions at which control can arrive from another part. */
    private List<TreeSet<Integer>> entries() {
        List<TreeSet<Integer>> entries = new ArrayList<>();
        for (FunctionPlan.Part part : plan.parts()) {
            entries.add(new TreeSet<>(List.of(part.start())));
        }
        for (FunctionPlan.Part part : plan.parts()) {
            for (int pc = part.start(); pc < part.end(); pc++) {
                Instruction instruction = image.instruction(pc);
                if (instruction.opcode() == Opcode.LD_IMM64) {
                    pc++;
                } else if (FunctionEmitter.isJump(instruction.opcode())) {
                    int target = ImageCompiler.target(pc, instruction);
                    if (!part.contains(target)) {
                        entries.get(plan.partOf(target)).add(target);
                    }
                }
            }
        }
        return entries;
    }

    private void emitDriver(CodeBuilder code) {
        Label loop = code.newLabel();
        Label done = code.newLabel();
        code.aload(FunctionEmitter.SLOT_MACHINE);
        code.iload(FunctionEmitter.SLOT_FRAME);
        for (int i = 0; i < 5; i++) {
            code.lload(2 + 2 * i);
        }
        code.invokevirtual(
                FunctionEmitter.MACHINE,
                "beginSpill",
                MethodTypeDesc.of(
                        ConstantDescs.CD_void,
                        ConstantDescs.CD_int,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long,
                        ConstantDescs.CD_long));
        code.loadConstant(plan.parts().getFirst().start());
        code.istore(DRIVER_NEXT);
        code.labelBinding(loop);
        code.iload(DRIVER_NEXT);
        code.iflt(done);
        emitPartCalls(code, loop);
        code.labelBinding(done);
        code.aload(FunctionEmitter.SLOT_MACHINE);
        code.iload(FunctionEmitter.SLOT_FRAME);
        code.invokevirtual(
                FunctionEmitter.MACHINE,
                "spilledResult",
                MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_int));
        code.lreturn();
    }

    /** Parts are in ascending order, so the first whose end lies above the instruction holds it. */
    private void emitPartCalls(CodeBuilder code, Label loop) {
        for (int part = 0; part < plan.parts().size(); part++) {
            Label next = code.newLabel();
            boolean last = part == plan.parts().size() - 1;
            if (!last) {
                code.iload(DRIVER_NEXT);
                code.loadConstant(plan.parts().get(part).end());
                code.if_icmpge(next);
            }
            code.aload(FunctionEmitter.SLOT_MACHINE);
            code.iload(FunctionEmitter.SLOT_FRAME);
            code.iload(DRIVER_NEXT);
            code.invokestatic(ImageCompiler.GENERATED, partName(part), PART_TYPE);
            code.istore(DRIVER_NEXT);
            code.goto_(loop);
            if (!last) {
                code.labelBinding(next);
            }
        }
    }

    static List<SwitchCase> cases(CodeBuilder code, TreeSet<Integer> entries) {
        List<SwitchCase> cases = new ArrayList<>();
        for (int entry : entries) {
            cases.add(SwitchCase.of(entry, code.newLabel()));
        }
        return cases;
    }
}
