package org.scxfleet.bpf.code;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.FlatRegion;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Runs a bare program as the plugin contract of the bpf_conformance suite asks: r1 is the address
 * of the given memory, r2 its length, the answer is r0.
 */
public final class ConformanceRunner {
    /** Finds the Java side of a helper by its number in Linux. */
    @FunctionalInterface
    public interface HelperSource {
        /** Returns the helper, or null when there is none with this number. */
        @Nullable HostFunction helper(int number);
    }

    /** Makes the executor of an image. */
    @FunctionalInterface
    public interface ExecutorSource {
        /** Returns an executor for an image. */
        Executor of(ProgramImage image);
    }

    /** How a run ended. */
    public sealed interface Outcome {
        /**
         * The program returned.
         *
         * @param r0 its result
         * @param instructions how many it executed
         */
        record Returned(long r0, long instructions) implements Outcome {
            /** The result as the suite expects it: hex digits without prefix. */
            public String hex() {
                return Long.toHexString(r0);
            }
        }

        /**
         * The program was not accepted, or was ended by a fault.
         *
         * @param message why
         */
        record Refused(String message) implements Outcome {}
    }

    private static final int MEMORY_REGION = AddressLayout.KERNEL_FIRST;

    private final HelperSource helpers;
    private final ExecutorSource executors;

    public ConformanceRunner(HelperSource helpers, ExecutorSource executors) {
        this.helpers = helpers;
        this.executors = executors;
    }

    /**
     * Runs a program.
     *
     * @param programHex instructions as hex digits
     * @param memoryHex initial memory as hex digits, may be empty
     */
    public Outcome run(String programHex, String memoryHex) {
        try {
            ProgramImage image = image(Instruction.parseHex(programHex));
            byte[] bytes = Instruction.hexBytes(memoryHex, "memory");
            Machine machine =
                    new Machine(
                            image,
                            executors.of(image),
                            new BareEnvironment(),
                            new MemoryLimit(MemoryLimit.DEFAULT_BYTES),
                            Machine.DEFAULT_BUDGET);
            long address = 0;
            if (bytes.length > 0) {
                machine.memory().map(MEMORY_REGION, new FlatRegion("memory", bytes, true));
                address = AddressSpace.address(MEMORY_REGION, 0);
            }
            long r0 = machine.run(0, address, bytes.length);
            return new Outcome.Returned(r0, machine.executed());
        } catch (ProgramRefused refused) {
            return new Outcome.Refused(String.valueOf(refused.getMessage()));
        } catch (ProgramFault fault) {
            return new Outcome.Refused(
                    fault.getMessage()
                            + (fault.instruction() < 0
                                    ? ""
                                    : " (instruction " + fault.instruction() + ")"));
        }
    }

    /** Makes an image of instructions without symbols: functions begin where local calls go. */
    ProgramImage image(long[] code) {
        if (code.length == 0) {
            throw new ProgramRefused("program is empty");
        }
        TreeSet<Integer> starts = new TreeSet<>(List.of(0));
        HostFunction[] calls = new HostFunction[code.length];
        for (int i = 0; i < code.length; i++) {
            Instruction instruction = Instruction.decode(code[i]);
            if (instruction.opcode() == Opcode.LD_IMM64) {
                if (instruction.src() != Opcode.IMM_NUMBER) {
                    throw new ProgramRefused(
                            "instruction " + i + ": constant refers to an object file");
                }
                i++;
            } else if (instruction.opcode() == Opcode.CALL_IMM) {
                if (instruction.src() == Opcode.CALL_LOCAL) {
                    long target = i + 1L + instruction.imm();
                    if (target < 0 || target >= code.length) {
                        throw new ProgramRefused("instruction " + i + ": call leaves the program");
                    }
                    starts.add((int) target);
                } else if (instruction.src() == Opcode.CALL_HELPER) {
                    calls[i] = helpers.helper(instruction.imm());
                }
            }
        }
        List<BpfFunction> functions = new ArrayList<>();
        for (int start : starts) {
            Integer next = starts.higher(start);
            functions.add(
                    new BpfFunction(
                            "function" + functions.size(),
                            start,
                            next == null ? code.length : next));
        }
        return new ProgramImage(code, functions, calls);
    }
}
