package org.scxfleet.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.scxfleet.bpf.call.CallTable;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.BareEnvironment;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.Executor;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.compile.ImageCompiler;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.map.MapType;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.object.BpfObject;
import org.scxfleet.bpf.object.ProgramLinker;
import org.scxfleet.bpf.scx.ScxKernel;

/** Programs to measure the BPF runtime with, made here, so that no compiler is needed. */
final class BpfPrograms {
    private static final int FUNCTIONS = 100;
    private static final int FUNCTION_INSTRUCTIONS = 300;

    /** Instructions of {@link #largeObject}: as many as the largest public scheduler has. */
    static final int LARGE_INSTRUCTIONS = FUNCTIONS * FUNCTION_INSTRUCTIONS;

    private static final int LOOK_UP = 1;
    private static final int HZ = 250;
    private static final long LIMIT_BYTES = 1 << 20;

    private final List<Instruction> code = new ArrayList<>();

    private BpfPrograms() {}

    private void add(int opcode, int dst, int src, int offset, int imm) {
        code.add(new Instruction(opcode, dst, src, offset, imm));
    }

    private void number(int operation, int register, int value) {
        add(Opcode.ALU64 | operation, register, 0, 0, value);
    }

    private void registers(int operation, int to, int from) {
        add(Opcode.ALU64 | Opcode.X | operation, to, from, 0, 0);
    }

    /** A function that sums, mixes and masks numbers for a number of rounds. */
    static ProgramImage loop(int rounds) {
        BpfPrograms program = new BpfPrograms();
        program.number(Opcode.MOV, 1, rounds);
        for (int register : new int[] {0, 2, 3, 4, 5}) {
            program.number(Opcode.MOV, register, register);
        }
        int top = program.code.size();
        program.number(Opcode.MUL, 0, 31);
        program.registers(Opcode.ADD, 0, 1);
        program.registers(Opcode.MOV, 3, 1);
        program.number(Opcode.LSH, 3, 5);
        program.registers(Opcode.XOR, 2, 3);
        program.registers(Opcode.MOV, 4, 1);
        program.number(Opcode.AND, 4, 0xff);
        program.registers(Opcode.ADD, 5, 4);
        program.registers(Opcode.SUB, 5, 3);
        program.number(Opcode.SUB, 1, 1);
        int back = top - program.code.size() - 1;
        program.add(Opcode.JMP | Opcode.JNE, 1, 0, back, 0);
        program.registers(Opcode.ADD, 0, 2);
        program.registers(Opcode.ADD, 0, 5);
        program.add(Opcode.EXIT_OP, 0, 0, 0, 0);
        return program.image();
    }

    private ProgramImage image() {
        long[] words = code.stream().mapToLong(Instruction::encode).toArray();
        HostFunction[] calls = new HostFunction[words.length];
        for (int i = 0; i < words.length; i++) {
            Instruction each = code.get(i);
            if (each.opcode() == Opcode.CALL_IMM && each.src() == Opcode.CALL_HELPER) {
                calls[i] = CallTable.GENERIC.helper(each.imm());
            }
        }
        return new ProgramImage(words, List.of(new BpfFunction("program", 0, words.length)), calls);
    }

    static Machine machine(ProgramImage image, Executor executor) {
        return new Machine(
                image,
                executor,
                new BareEnvironment(),
                new MemoryLimit(LIMIT_BYTES),
                Machine.DEFAULT_BUDGET);
    }

    /** Runs a callback of twenty instructions, one of which looks up a map, so many times. */
    static LongSupplier callback(int times) {
        BpfPrograms program = new BpfPrograms();
        program.add(Opcode.LDX | Opcode.MEM | Opcode.DW, 6, 1, 0, 0);
        program.add(Opcode.LDX | Opcode.MEM | Opcode.DW, 7, 1, 8, 0);
        program.registers(Opcode.MOV, 8, 6);
        program.number(Opcode.AND, 8, 7);
        program.add(Opcode.STX | Opcode.MEM | Opcode.W, 10, 8, -4, 0);
        program.registers(Opcode.MOV, 2, 10);
        program.number(Opcode.ADD, 2, -4);
        long map = AddressLayout.mapHandle(0);
        program.add(Opcode.LD_IMM64, 1, 0, 0, (int) map);
        program.add(0, 0, 0, 0, (int) (map >>> 32));
        program.add(Opcode.CALL_IMM, 0, Opcode.CALL_HELPER, 0, LOOK_UP);
        program.add(Opcode.JMP | Opcode.JEQ, 0, 0, 7, 0);
        program.add(Opcode.LDX | Opcode.MEM | Opcode.DW, 1, 0, 0, 0);
        program.registers(Opcode.ADD, 1, 6);
        program.registers(Opcode.XOR, 1, 7);
        program.add(Opcode.STX | Opcode.MEM | Opcode.DW, 0, 1, 0, 0);
        program.number(Opcode.RSH, 1, 3);
        program.registers(Opcode.ADD, 7, 1);
        program.registers(Opcode.SUB, 7, 6);
        program.registers(Opcode.MOV, 0, 7);
        program.add(Opcode.EXIT_OP, 0, 0, 0, 0);
        ProgramImage image = program.image();
        Machine machine = machine(image, ImageCompiler.compile(image));
        machine.addMap(new MapSpec("map", MapType.ARRAY, 4, 8, 8, 0, List.of(), null));
        return () -> {
            long sum = 0;
            for (int i = 0; i < times; i++) {
                sum += machine.invoke(0, i, sum, 0, 0, 0);
            }
            return sum == 1 ? times - 1L : times;
        };
    }

    /**
     * An object file with many functions that compute, branch, use their stack and call each other.
     */
    static byte[] largeObject(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BpfPrograms program = new BpfPrograms();
        List<String> names = new ArrayList<>();
        for (int function = 0; function < FUNCTIONS; function++) {
            names.add("function" + function);
            program.function(function, random);
        }
        byte[] bytes = new byte[program.code.size() * Instruction.BYTES];
        for (int i = 0; i < program.code.size(); i++) {
            long word = program.code.get(i).encode();
            for (int b = 0; b < Instruction.BYTES; b++) {
                bytes[i * Instruction.BYTES + b] = (byte) (word >>> (8 * b));
            }
        }
        return ElfWriter.object("syscall", bytes, names, FUNCTION_INSTRUCTIONS * Instruction.BYTES);
    }

    private void function(int index, SplittableRandom random) {
        int start = code.size();
        for (int register = 0; register <= 9; register++) {
            number(Opcode.MOV, register, random.nextInt());
        }
        add(Opcode.STX | Opcode.MEM | Opcode.DW, 10, 0, -8, 0);
        while (code.size() < start + FUNCTION_INSTRUCTIONS - 2) {
            instruction(index, start, random);
        }
        registers(Opcode.MOV, 0, 6);
        add(Opcode.EXIT_OP, 0, 0, 0, 0);
    }

    private void instruction(int index, int start, SplittableRandom random) {
        int[] operations = {Opcode.ADD, Opcode.SUB, Opcode.MUL, Opcode.OR, Opcode.AND, Opcode.XOR};
        int operation = operations[random.nextInt(operations.length)];
        int to = random.nextInt(10);
        switch (random.nextInt(10)) {
            case 0 -> add(Opcode.LDX | Opcode.MEM | Opcode.DW, to, 10, -8, 0);
            case 1 -> add(Opcode.STX | Opcode.MEM | Opcode.DW, 10, to, -8, 0);
            case 2, 3 -> {
                int left = start + FUNCTION_INSTRUCTIONS - 2 - code.size() - 1;
                int distance = left <= 0 ? 0 : random.nextInt(Math.min(left, 30));
                add(Opcode.JMP | Opcode.JSGT, to, 0, distance, random.nextInt());
            }
            case 4 -> {
                if (index > 0 && random.nextInt(4) == 0) {
                    int target = random.nextInt(index) * FUNCTION_INSTRUCTIONS;
                    add(Opcode.CALL_IMM, 0, Opcode.CALL_LOCAL, 0, target - code.size() - 1);
                    for (int register = 1; register <= 5; register++) {
                        if (code.size() < start + FUNCTION_INSTRUCTIONS - 2) {
                            number(Opcode.MOV, register, register);
                        }
                    }
                }
            }
            case 5, 6 -> add(Opcode.ALU | operation, to, 0, 0, random.nextInt());
            case 7 -> number(operation, to, random.nextInt());
            default -> registers(operation, to, random.nextInt(10));
        }
    }

    /** Reads, links and compiles an object. */
    static void load(byte[] object) {
        ImageCompiler.compile(
                ProgramLinker.link(
                                BpfObject.read("generated", object), new ScxKernel(HZ), List.of())
                        .image());
    }
}
