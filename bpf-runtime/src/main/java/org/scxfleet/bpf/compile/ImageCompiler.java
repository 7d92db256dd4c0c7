package org.scxfleet.bpf.compile;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SUPER;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.Executor;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Compiles an image to one hidden class whose instance serves every host.
 *
 * <p>Each function becomes a static method with the registers in local variables, so the JVM's
 * compiler allocates them to machine registers; a local call is a static call. Host functions are
 * static final fields, set from the class's data, so the JVM can inline them. The instruction
 * account is a local variable that is written to the machine before every call and read back after
 * it. The instruction index is kept as the line number of the generated code: it costs nothing
 * until a fault asks for it.
 *
 * <p>A function too large for one method (see {@link FunctionPlan}) becomes several parts and a
 * driver. A part keeps its registers in locals as well and, when control leaves it, puts them into
 * the machine's spill area and returns the instruction to continue at; the driver calls the part
 * that holds it. Calls within one part stay as fast as in a small function; a loop across parts
 * pays for the transfer at each border.
 *
 * <p>What it leaves out: no optimisation of its own. HotSpot removes dead stores, folds constants
 * and hoists checks.
 */
public final class ImageCompiler {
    static final ClassDesc GENERATED = ClassDesc.of(ProgramFault.COMPILED_CLASS_PREFIX + "Image");

    private static final ClassDesc HOST_FUNCTION = ClassDesc.of(HostFunction.class.getName());
    private static final ClassDesc EXECUTOR = ClassDesc.of(Executor.class.getName());
    private static final ClassDesc MACHINE = FunctionEmitter.MACHINE;
    private static final ClassDesc LOOKUP = ClassDesc.of("java.lang.invoke.MethodHandles$Lookup");
    private static final int DISPATCH_MAX = 128;

    static final MethodTypeDesc FUNCTION_TYPE =
            MethodTypeDesc.of(
                    ConstantDescs.CD_long,
                    MACHINE,
                    ConstantDescs.CD_int,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long);

    private static final MethodTypeDesc RUN_TYPE =
            MethodTypeDesc.of(
                    ConstantDescs.CD_long,
                    MACHINE,
                    ConstantDescs.CD_int,
                    ConstantDescs.CD_int,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_long);

    private final ProgramImage image;
    private final Map<HostFunction, Integer> hostFunctions = new LinkedHashMap<>();

    private ImageCompiler(ProgramImage image) {
        this.image = image;
        for (int pc = 0; pc < image.length(); pc++) {
            HostFunction target = image.call(pc);
            if (target != null) {
                hostFunctions.putIfAbsent(target, hostFunctions.size());
            }
        }
    }

    /**
     * Compiles an image.
     *
     * @throws IllegalArgumentException when the image exceeds what one class file can hold
     */
    public static Executor compile(ProgramImage image) {
        ImageCompiler compiler = new ImageCompiler(image);
        byte[] bytes = compiler.classBytes();
        HostFunction[] data = compiler.hostFunctions.keySet().toArray(new HostFunction[0]);
        try {
            MethodHandles.Lookup hidden =
                    MethodHandles.lookup().defineHiddenClassWithClassData(bytes, data, true);
            return (Executor)
                    hidden.findConstructor(
                                    hidden.lookupClass(),
                                    java.lang.invoke.MethodType.methodType(void.class))
                            .invoke();
        } catch (Throwable failure) {
            throw new IllegalStateException("generated class does not load", failure);
        }
    }

    /** Returns the class file of an image, for inspection. */
    static byte[] classBytes(ProgramImage image) {
        return new ImageCompiler(image).classBytes();
    }

    private byte[] classBytes() {
        return ClassFile.of()
                .build(
                        GENERATED,
                        type -> {
                            type.withFlags(ACC_PUBLIC | ACC_FINAL | ACC_SUPER);
                            type.withInterfaceSymbols(EXECUTOR);
                            emitFields(type);
                            emitConstructor(type);
                            emitRun(type);
                            for (int i = 0; i < image.functions().size(); i++) {
                                emitFunction(type, i);
                            }
                        });
    }

    private void emitFields(ClassBuilder type) {
        hostFunctions.forEach((function, index) ->
                type.withField(
                        fieldName(index), HOST_FUNCTION, ACC_PRIVATE | ACC_STATIC | ACC_FINAL));
        type.withMethodBody(
                ConstantDescs.CLASS_INIT_NAME,
                MethodTypeDesc.of(ConstantDescs.CD_void),
                ACC_STATIC,
                this::emitInitialiser);
    }

    private void emitInitialiser(CodeBuilder code) {
        ClassDesc array = HOST_FUNCTION.arrayType();
        code.invokestatic(
                ClassDesc.of(MethodHandles.class.getName()), "lookup", MethodTypeDesc.of(LOOKUP));
        code.loadConstant(ConstantDescs.DEFAULT_NAME);
        code.loadConstant(array);
        code.invokestatic(
                ClassDesc.of(MethodHandles.class.getName()),
                "classData",
                MethodTypeDesc.of(
                        ConstantDescs.CD_Object,
                        LOOKUP,
                        ConstantDescs.CD_String,
                        ConstantDescs.CD_Class));
        code.checkcast(array);
        code.astore(0);
        for (int i = 0; i < hostFunctions.size(); i++) {
            code.aload(0);
            code.loadConstant(i);
            code.aaload();
            code.putstatic(GENERATED, fieldName(i), HOST_FUNCTION);
        }
        code.return_();
    }

    private static void emitConstructor(ClassBuilder type) {
        type.withMethodBody(
                ConstantDescs.INIT_NAME,
                MethodTypeDesc.of(ConstantDescs.CD_void),
                ACC_PUBLIC,
                code -> {
                    code.aload(0);
                    code.invokespecial(
                            ConstantDescs.CD_Object,
                            ConstantDescs.INIT_NAME,
                            MethodTypeDesc.of(ConstantDescs.CD_void));
                    code.return_();
                });
    }

    /**
     * The entry by function number; cut into several methods so that none becomes too large to be
     * compiled.
     */
    private void emitRun(ClassBuilder type) {
        int count = image.functions().size();
        for (int from = 0; from < count; from += DISPATCH_MAX) {
            int first = from;
            boolean last = first + DISPATCH_MAX >= count;
            type.withMethodBody(
                    first == 0 ? "run" : "run" + first,
                    RUN_TYPE,
                    ACC_PUBLIC,
                    code -> emitDispatch(code, first, last ? count : first + DISPATCH_MAX, last));
        }
    }

    private static void emitDispatch(CodeBuilder code, int from, int to, boolean last) {
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = from; i < to; i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        Label other = code.newLabel();
        code.iload(2);
        code.tableswitch(from, to - 1, other, cases);
        for (SwitchCase entry : cases) {
            code.labelBinding(entry.target());
            code.aload(1);
            code.iload(3);
            loadArguments(code, 4);
            code.invokestatic(GENERATED, functionName(entry.caseValue()), FUNCTION_TYPE);
            code.lreturn();
        }
        code.labelBinding(other);
        if (last) {
            code.loadConstant(0L);
            code.lreturn();
            return;
        }
        code.aload(0);
        code.aload(1);
        code.iload(2);
        code.iload(3);
        loadArguments(code, 4);
        code.invokevirtual(GENERATED, "run" + to, RUN_TYPE);
        code.lreturn();
    }

    private static void loadArguments(CodeBuilder code, int firstSlot) {
        for (int i = 0; i < 5; i++) {
            code.lload(firstSlot + 2 * i);
        }
    }

    private void emitFunction(ClassBuilder type, int index) {
        BpfFunction function = image.functions().get(index);
        FunctionPlan plan = new FunctionPlan(image, function);
        Liveness liveness = new Liveness(image, function);
        if (plan.parts().size() == 1) {
            type.withMethodBody(
                    functionName(index),
                    FUNCTION_TYPE,
                    ACC_PRIVATE | ACC_STATIC,
                    code -> new FunctionEmitter(this, code, image, liveness).emitWhole(function));
            return;
        }
        PartEmitter.emit(this, type, image, index, plan, liveness);
    }

    int hostFunctionIndex(HostFunction function) {
        Integer index = hostFunctions.get(function);
        if (index == null) {
            throw new IllegalStateException("host function without a field");
        }
        return index;
    }

    static String fieldName(int hostFunction) {
        return "host" + hostFunction;
    }

    static String functionName(int index) {
        return "function" + index;
    }

    static int target(int pc, Instruction jump) {
        return pc + 1 + (jump.opcode() == Opcode.GOTOL_OP ? jump.imm() : jump.offset());
    }
}
