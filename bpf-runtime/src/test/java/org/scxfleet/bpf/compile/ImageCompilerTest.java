package org.scxfleet.bpf.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.BareEnvironment;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.Executor;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Interpreter;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.FlatRegion;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.memory.ProgramFault;

class ImageCompilerTest {
    private static final int HUGE_METHOD_BYTES = 8_000;

    /** Mixes its arguments, sometimes calls back into the program, sometimes faults. */
    private static final HostFunction HOST =
            (machine, r1, r2, r3, r4, r5) -> {
                long mixed = (r1 * 31 + r2) * 31 + (r3 ^ r4) + r5;
                if ((mixed & 0x3f) == 7) {
                    int last = machine.image().functions().size() - 1;
                    return machine.callback(AddressLayout.functionAddress(last), r1, r2, 0, 0, 0);
                }
                if ((mixed & 0xff) == 5) {
                    throw new ProgramFault(ProgramFault.Kind.ARGUMENT, "host function refuses");
                }
                return mixed;
            };

    private record Observed(
            long r0,
            String fault,
            int faultInstruction,
            long executed,
            String memory,
            String stack) {}

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldDoWhatTheInterpreterDoesOnSmallRandomPrograms(long seed) {
        ProgramImage image = RandomProgram.of(seed, 3, 120, HOST);
        assertThat(observe(image, ImageCompiler.compile(image), 20_000))
                .isEqualTo(observe(image, new Interpreter(image), 20_000));
    }

    static LongStream someSeeds() {
        return LongStream.range(1_000, 1_025);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("someSeeds")
    void shouldDoWhatTheInterpreterDoesOnProgramsTooLargeForOneMethod(long seed) {
        ProgramImage image = RandomProgram.of(seed, 2, 3_000, HOST);
        assertThat(observe(image, ImageCompiler.compile(image), 200_000))
                .isEqualTo(observe(image, new Interpreter(image), 200_000));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("someSeeds")
    void shouldAbortAtTheSameInstructionForEveryBudget(long seed) {
        ProgramImage image = RandomProgram.of(seed, 2, 60, HOST);
        Executor compiled = ImageCompiler.compile(image);
        Interpreter interpreter = new Interpreter(image);
        for (long budget = 0; budget < 300; budget++) {
            assertThat(observe(image, compiled, budget))
                    .isEqualTo(observe(image, interpreter, budget));
        }
    }

    @Test
    void shouldKeepEveryMethodSmallEnoughToBeCompiledByTheVirtualMachine() {
        ProgramImage image = RandomProgram.of(7, 300, 400, HOST);
        ProgramImage large = RandomProgram.of(8, 2, 8_000, HOST);
        for (ProgramImage each : new ProgramImage[] {image, large}) {
            for (MethodModel method :
                    ClassFile.of().parse(ImageCompiler.classBytes(each)).methods()) {
                CodeAttribute code = (CodeAttribute) method.code().orElseThrow();
                assertThat(code.codeLength())
                        .as(method.methodName().stringValue())
                        .isLessThan(HUGE_METHOD_BYTES);
            }
        }
    }

    @Test
    void shouldMeetEveryWayToEndInTheRandomPrograms() {
        long instructions = 0;
        TreeSet<String> ends = new TreeSet<>();
        for (long seed : seeds().toArray()) {
            ProgramImage image = RandomProgram.of(seed, 3, 120, HOST);
            Observed observed = observe(image, new Interpreter(image), 20_000);
            instructions += observed.executed();
            ends.add(observed.fault().replaceAll(" .*", ""));
        }
        assertThat(ends).contains("", "MEMORY", "BUDGET", "ARGUMENT");
        assertThat(instructions).isGreaterThan(100_000);
    }

    /** Blocks in reverse order: each pass of a naive data flow would get one block further. */
    @Test
    void shouldCompileAMazeOfBackwardJumps() {
        int blocks = 30_000;
        long[] code = new long[blocks * 2 + 2];
        code[0] = new Instruction(Opcode.GOTOL_OP, 0, 0, 0, code.length - 3).encode();
        code[1] = new Instruction(Opcode.EXIT_OP, 0, 0, 0, 0).encode();
        for (int block = 1; block <= blocks; block++) {
            int at = block * 2;
            code[at] = new Instruction(Opcode.ALU64 | Opcode.ADD, 0, 0, 0, 1).encode();
            code[at + 1] = new Instruction(Opcode.JA_OP, 0, 0, block == 1 ? -3 : -4, 0).encode();
        }
        ProgramImage image =
                new ProgramImage(
                        code,
                        List.of(new BpfFunction("maze", 0, code.length)),
                        new HostFunction[code.length]);
        Observed compiled = observe(image, ImageCompiler.compile(image), 1_000_000);
        assertThat(compiled).isEqualTo(observe(image, new Interpreter(image), 1_000_000));
        assertThat(compiled.r0()).isEqualTo(blocks);
    }

    private static Observed observe(ProgramImage image, Executor executor, long budget) {
        byte[] memory = new byte[RandomProgram.REGION_BYTES];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = (byte) (i * 37);
        }
        Machine machine =
                new Machine(
                        image,
                        executor,
                        new BareEnvironment(),
                        new MemoryLimit(MemoryLimit.DEFAULT_BYTES),
                        budget);
        machine.memory().map(RandomProgram.REGION, new FlatRegion("memory", memory, true));
        long r0 = 0;
        String fault = "";
        int at = -1;
        try {
            r0 = machine.run(0, AddressSpace.address(RandomProgram.REGION, 0), memory.length);
        } catch (ProgramFault caught) {
            fault = caught.kind() + " " + caught.getMessage();
            at = caught.instruction();
        }
        assertThat(machine.frame).as("stack is unwound").isZero();
        return new Observed(
                r0,
                fault,
                at,
                machine.executed(),
                Arrays.toString(memory),
                Integer.toHexString(Arrays.hashCode(machine.stack())));
    }
}
