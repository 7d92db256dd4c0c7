package org.scxfleet.bpf.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;

/**
 * A random image of several functions: arithmetic, memory, atomics, jumps in both directions,
 * calls. Most accesses hit; some do not.
 */
final class RandomProgram {
    private static final int[] ARITHMETIC = {
        Opcode.ADD,
        Opcode.SUB,
        Opcode.MUL,
        Opcode.DIV,
        Opcode.OR,
        Opcode.AND,
        Opcode.LSH,
        Opcode.RSH,
        Opcode.MOD,
        Opcode.XOR,
        Opcode.MOV,
        Opcode.ARSH
    };
    private static final int[] JUMPS = {
        Opcode.JEQ,
        Opcode.JGT,
        Opcode.JGE,
        Opcode.JSET,
        Opcode.JNE,
        Opcode.JSGT,
        Opcode.JSGE,
        Opcode.JLT,
        Opcode.JLE,
        Opcode.JSLT,
        Opcode.JSLE
    };
    private static final int[] SIZES = {Opcode.W, Opcode.H, Opcode.B, Opcode.DW};
    private static final int[] ATOMICS = {
        Opcode.ADD,
        Opcode.OR,
        Opcode.AND,
        Opcode.XOR,
        Opcode.ADD | 1,
        Opcode.OR | 1,
        Opcode.AND | 1,
        Opcode.XOR | 1,
        Opcode.XCHG,
        Opcode.CMPXCHG,
        Opcode.LOAD_ACQUIRE,
        Opcode.STORE_RELEASE
    };

    /** Region of the memory that programs are given. */
    static final int REGION = AddressLayout.KERNEL_FIRST;

    static final int REGION_BYTES = 256;

    private final SplittableRandom random;
    private final List<Instruction> code = new ArrayList<>();
    private final List<HostFunction> calls = new ArrayList<>();
    private final List<int[]> localCalls = new ArrayList<>();

    private RandomProgram(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** An image of functions with the given length each. */
    static ProgramImage of(long seed, int functionCount, int length, HostFunction host) {
        RandomProgram program = new RandomProgram(seed);
        List<BpfFunction> functions = new ArrayList<>();
        for (int i = 0; i < functionCount; i++) {
            int start = program.code.size();
            program.function(i, functionCount, length, host);
            functions.add(new BpfFunction("f" + i, start, program.code.size()));
        }
        for (int[] call : program.localCalls) {
            int distance = functions.get(call[1]).start() - call[0] - 1;
            program.code.set(
                    call[0], new Instruction(Opcode.CALL_IMM, 0, Opcode.CALL_LOCAL, 0, distance));
        }
        long[] words = program.code.stream().mapToLong(Instruction::encode).toArray();
        return new ProgramImage(
                words, functions, program.calls.toArray(new HostFunction[words.length]));
    }

    private void add(Instruction instruction, HostFunction target) {
        code.add(instruction);
        calls.add(target);
    }

    private void add(int opcode, int dst, int src, int offset, int imm) {
        add(new Instruction(opcode, dst, src, offset, imm), null);
    }

    private void function(int index, int functionCount, int length, HostFunction host) {
        int start = code.size();
        // r9 keeps the address of the memory; r8 is a loop count.
        add(Opcode.LD_IMM64, 9, 0, 0, 0);
        add(0, 0, 0, 0, REGION);
        add(Opcode.ALU64 | Opcode.MOV, 8, 0, 0, random.nextInt(1, 20));
        List<Integer> plain = new ArrayList<>();
        int end = start + length;
        while (code.size() < end) {
            plain.add(code.size());
            instruction(start, end, plain, index, functionCount, host);
        }
        while (code.size() < end + 2) {
            add(Opcode.ALU64 | Opcode.XOR | Opcode.X, 0, random.nextInt(0, 8), 0, 0);
        }
        add(Opcode.EXIT_OP, 0, 0, 0, 0);
    }

    private int register() {
        return random.nextInt(0, 8);
    }

    private void instruction(
            int start,
            int end,
            List<Integer> plain,
            int index,
            int functionCount,
            HostFunction host) {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> arithmetic();
            case 4 -> memory(9, random.nextInt(0, REGION_BYTES - 8));
            case 5 -> memory(10, -8 * random.nextInt(1, 64));
            case 6 -> jump(end - code.size());
            case 7 -> backwards(plain.get(random.nextInt(plain.size())), start);
            case 8 -> atomic();
            case 9 -> call(index, functionCount, host);
            case 10 -> rare();
            default -> move();
        }
    }

    private void arithmetic() {
        int operation = ARITHMETIC[random.nextInt(ARITHMETIC.length)];
        int type = random.nextBoolean() ? Opcode.ALU64 : Opcode.ALU;
        boolean signed =
                (operation == Opcode.DIV || operation == Opcode.MOD) && random.nextBoolean();
        if (random.nextBoolean()) {
            add(type | operation | Opcode.X, register(), register(), signed ? 1 : 0, 0);
        } else {
            add(type | operation, register(), 0, signed ? 1 : 0, immediate());
        }
    }

    private int immediate() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(-4, 5);
            case 1 -> random.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE;
            default -> random.nextInt();
        };
    }

    private void move() {
        switch (random.nextInt(4)) {
            case 0 ->
                    add(
                            Opcode.ALU64 | Opcode.MOV | Opcode.X,
                            register(),
                            register(),
                            8 << random.nextInt(3),
                            0);
            case 1 ->
                    add(
                            Opcode.ALU | Opcode.MOV | Opcode.X,
                            register(),
                            register(),
                            8 << random.nextInt(2),
                            0);
            case 2 -> {
                add(Opcode.LD_IMM64, register(), 0, 0, immediate());
                add(0, 0, 0, 0, immediate());
            }
            default -> add(Opcode.ALU64 | Opcode.NEG, register(), 0, 0, 0);
        }
    }

    private void rare() {
        int bits = 16 << random.nextInt(3);
        switch (random.nextInt(6)) {
            case 0 -> add(Opcode.ALU | Opcode.END, register(), 0, 0, bits);
            case 1 -> add(Opcode.ALU | Opcode.END | Opcode.X, register(), 0, 0, bits);
            case 2 -> add(Opcode.ALU64 | Opcode.END, register(), 0, 0, bits);
            case 3 ->
                    add(
                            Opcode.ALU64 | Opcode.MOV | Opcode.X,
                            register(),
                            register(),
                            1,
                            Opcode.CAST_TO_KERNEL);
            case 4 ->
                    add(
                            Opcode.ALU64 | Opcode.MOV | Opcode.X,
                            register(),
                            register(),
                            1,
                            Opcode.CAST_TO_USER);
            default -> {
                // A wild access, once in a while.
                if (random.nextInt(30) == 0) {
                    add(Opcode.LDX | Opcode.MEM | Opcode.DW, register(), register(), 0, 0);
                }
            }
        }
    }

    private void memory(int base, int offset) {
        int size = SIZES[random.nextInt(SIZES.length)];
        switch (random.nextInt(4)) {
            case 0 -> add(Opcode.STX | Opcode.MEM | size, base, register(), offset, 0);
            case 1 -> add(Opcode.ST | Opcode.MEM | size, base, 0, offset, immediate());
            case 2 -> {
                if (size != Opcode.DW) {
                    add(Opcode.LDX | Opcode.MEMSX | size, register(), base, offset, 0);
                }
            }
            default -> add(Opcode.LDX | Opcode.MEM | size, register(), base, offset, 0);
        }
    }

    private void atomic() {
        int operation = ATOMICS[random.nextInt(ATOMICS.length)];
        int size = random.nextBoolean() ? Opcode.W : Opcode.DW;
        boolean stack = random.nextBoolean();
        int base = stack ? 10 : 9;
        int offset = stack ? -8 * random.nextInt(1, 60) : 8 * random.nextInt(0, 30);
        if (operation == Opcode.LOAD_ACQUIRE) {
            add(Opcode.STX | Opcode.ATOMIC | size, register(), base, offset, operation);
        } else {
            add(Opcode.STX | Opcode.ATOMIC | size, base, register(), offset, operation);
        }
    }

    private void jump(int room) {
        int distance = random.nextInt(0, Math.max(1, Math.min(room, 40)));
        // The tail of a function is two one-slot instructions, so landing there is always fine;
        // elsewhere pad against constants.
        int target = code.size() + 1 + distance;
        int type = random.nextBoolean() ? Opcode.JMP : Opcode.JMP32;
        int operation = JUMPS[random.nextInt(JUMPS.length)];
        if (random.nextInt(10) == 0) {
            add(Opcode.MAY_GOTO_OP, 0, 0, distance, 0);
        } else if (random.nextInt(10) == 0) {
            add(Opcode.GOTOL_OP, 0, 0, 0, distance);
        } else if (random.nextBoolean()) {
            add(type | operation | Opcode.X, register(), register(), distance, 0);
        } else {
            add(type | operation, register(), 0, distance, immediate());
        }
        while (code.size() < target) {
            arithmetic();
        }
    }

    private void backwards(int target, int start) {
        if (target <= start + 2) {
            return;
        }
        add(Opcode.ALU64 | Opcode.SUB, 8, 0, 0, 1);
        add(Opcode.JMP | Opcode.JSGT, 8, 0, target - code.size() - 1, 0);
    }

    private void call(int index, int functionCount, HostFunction host) {
        if (random.nextInt(3) == 0 && index + 1 < functionCount) {
            localCalls.add(new int[] {code.size(), random.nextInt(index + 1, functionCount)});
            add(Opcode.CALL_IMM, 0, Opcode.CALL_LOCAL, 0, 0);
        } else {
            add(new Instruction(Opcode.CALL_IMM, 0, Opcode.CALL_HELPER, 0, 1), host);
        }
    }
}
