package org.scxfleet.bpf.object;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.CoreRecord;
import org.scxfleet.bpf.btf.CoreRelocator;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Makes one image of all functions of an object: CO-RE first, then symbols, then calls.
 *
 * <p>libbpf appends to each program the subprograms that it reaches; here all functions are in one
 * image and call each other there, so a callback's address means the same to every program.
 * Whatever cannot be resolved becomes a call that ends the program if it is reached. Whether that
 * makes the object unusable depends on who can reach it: a weak name is asked for before it is
 * used, and an optional program is not loaded unless user space wants it.
 */
public final class ProgramLinker {
    private final BpfObject object;
    private final KernelInterface kernel;
    private final SymbolResolver symbols;
    private final List<Instruction> code = new ArrayList<>();
    private final List<@Nullable HostFunction> calls = new ArrayList<>();
    private final List<BpfFunction> functions = new ArrayList<>();
    private final Map<Integer, TreeMap<Integer, Integer>> functionAt = new TreeMap<>();
    private final Map<String, Integer> indexByName = new TreeMap<>();
    private final Map<Integer, List<Missing>> missingInFunction = new TreeMap<>();
    private final Map<Integer, TreeSet<Integer>> reaches = new TreeMap<>();
    private final Map<Integer, Map<Integer, CoreRecord>> coreOf = new TreeMap<>();
    private final Map<Integer, Map<Integer, ElfFile.Relocation>> relocationsOf = new TreeMap<>();
    private final LinkedHashSet<String> kernelFunctions = new LinkedHashSet<>();
    private final TreeSet<Integer> helpers = new TreeSet<>();

    private ProgramLinker(BpfObject object, KernelInterface kernel) {
        this.object = object;
        this.kernel = kernel;
        this.symbols = new SymbolResolver(object, kernel);
    }

    /**
     * Links an object.
     *
     * @param wanted names of optional programs that are to be loaded
     * @throws ProgramRefused when the object is malformed; what is merely missing is listed in the
     *     result
     */
    public static LinkedObject link(BpfObject object, KernelInterface kernel, List<String> wanted) {
        try {
            return new ProgramLinker(object, kernel).link(wanted);
        } catch (ArithmeticException overflow) {
            throw new ProgramRefused(
                    object.name() + ": a size in the object is impossible", overflow);
        }
    }

    private LinkedObject link(List<String> wanted) {
        if (object.functions().isEmpty()) {
            throw new ProgramRefused(object.name() + ": no programs");
        }
        int start = 0;
        for (int i = 0; i < object.functions().size(); i++) {
            BpfObject.FunctionSymbol function = object.functions().get(i);
            functionAt
                    .computeIfAbsent(function.section(), key -> new TreeMap<>())
                    .put(function.start(), i);
            indexByName.putIfAbsent(function.name(), i);
            int end = start + function.end() - function.start();
            functions.add(new BpfFunction(function.name(), start, end));
            start = end;
        }
        for (int i = 0; i < functions.size(); i++) {
            new FunctionLinker(i).link();
        }
        long[] words = new long[code.size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = code.get(i).encode();
        }
        ProgramImage image =
                new ProgramImage(words, functions, calls.toArray(new HostFunction[words.length]));
        return new LinkedObject(
                object,
                kernel,
                image,
                missing(wanted),
                List.copyOf(kernelFunctions),
                List.copyOf(helpers));
    }

    private List<Missing> missing(List<String> wanted) {
        TreeSet<Integer> loaded = reachable(wanted);
        LinkedHashSet<Missing> all = new LinkedHashSet<>(StructOpsCheck.missing(object, kernel));
        missingInFunction.forEach((function, list) -> {
            for (Missing missing : list) {
                all.add(
                        new Missing(
                                missing.kind(),
                                missing.name(),
                                missing.fatal() && loaded.contains(function)));
            }
        });
        // A name that is fatal in one place need not be listed as harmless in another.
        return all.stream()
                .filter(m -> m.fatal() || !all.contains(new Missing(m.kind(), m.name(), true)))
                .toList();
    }

    private TreeSet<Integer> reachable(List<String> wanted) {
        ArrayDeque<Integer> open = new ArrayDeque<>();
        TreeSet<Integer> seen = new TreeSet<>();
        for (ObjectProgram program : object.programs()) {
            if (!program.optional() || wanted.contains(program.name())) {
                open.add(indexOf(program.name()));
            }
        }
        for (StructOps ops : object.structOps()) {
            for (String function : ops.functions().values()) {
                open.add(indexOf(function));
            }
        }
        while (!open.isEmpty()) {
            int function = open.remove();
            if (function >= 0 && seen.add(function)) {
                open.addAll(reaches.getOrDefault(function, new TreeSet<>()));
            }
        }
        return seen;
    }

    private int indexOf(String function) {
        return indexByName.getOrDefault(function, -1);
    }

    /** Links the instructions of one function. */
    private final class FunctionLinker {
        private final int index;
        private final BpfObject.FunctionSymbol function;
        private final ElfFile.Section section;
        private final Map<Integer, CoreRecord> core;
        private final Map<Integer, ElfFile.Relocation> relocations;

        FunctionLinker(int index) {
            this.index = index;
            this.function = object.functions().get(index);
            this.section = object.elf().sections().get(function.section());
            this.core =
                    coreOf.computeIfAbsent(
                            section.index(), key -> object.coreRecords(section.name()));
            this.relocations = relocationsOf.computeIfAbsent(section.index(), this::relocations);
        }

        private Map<Integer, ElfFile.Relocation> relocations(int sectionIndex) {
            Map<Integer, ElfFile.Relocation> found = new TreeMap<>();
            for (ElfFile.Relocation relocation : object.elf().relocations(sectionIndex)) {
                if (relocation.offset() % Instruction.BYTES == 0) {
                    found.put((int) (relocation.offset() / Instruction.BYTES), relocation);
                }
            }
            return found;
        }

        void link() {
            for (int at = function.start(); at < function.end(); at++) {
                Instruction instruction = read(at);
                boolean wide = instruction.opcode() == Opcode.LD_IMM64;
                if (wide && at + 1 >= function.end()) {
                    throw refused(at, "64-bit constant without its second half");
                }
                Instruction second = wide ? read(at + 1) : instruction;
                ElfFile.Relocation relocation = relocations.get(at);
                CoreRecord coreRecord = core.get(at);
                if (coreRecord != null) {
                    emitCore(instruction, second, coreRecord);
                } else if (wide) {
                    emitConstant(at, instruction, second, relocation);
                } else if (instruction.opcode() == Opcode.CALL_IMM) {
                    emitCall(at, instruction, relocation);
                } else {
                    emit(instruction, null);
                }
                at += wide ? 1 : 0;
            }
        }

        private Instruction read(int at) {
            return Instruction.decode(section.content().i64((long) at * Instruction.BYTES));
        }

        private void emit(Instruction instruction, @Nullable HostFunction call) {
            code.add(instruction);
            calls.add(call);
        }

        private void emitCore(Instruction instruction, Instruction second, CoreRecord coreRecord) {
            CoreRelocator.Answer answer = symbols.core(coreRecord);
            switch (answer) {
                case CoreRelocator.Answer.Value value ->
                        CoreRelocator.patch(instruction, second, value, coreRecord)
                                .forEach(patched -> emit(patched, null));
                case CoreRelocator.Answer.Poison poison -> {
                    emitUnresolved(poison.why());
                    if (instruction.opcode() == Opcode.LD_IMM64) {
                        emitUnresolved(poison.why());
                    }
                }
            }
        }

        private void emitUnresolved(String why) {
            emit(
                    new Instruction(
                            Opcode.CALL_IMM, 0, Opcode.CALL_HELPER, 0, SymbolResolver.POISON),
                    (machine, r1, r2, r3, r4, r5) -> {
                        throw new ProgramFault(ProgramFault.Kind.UNRESOLVED, why);
                    });
        }

        private void emitConstant(
                int at,
                Instruction instruction,
                Instruction second,
                ElfFile.@Nullable Relocation relocation) {
            long addend = instruction.imm();
            long value = (instruction.imm() & 0xffffffffL) | ((long) second.imm() << 32);
            if (relocation != null) {
                Integer target = functionTarget(relocation.symbol(), addend);
                if (target != null) {
                    reaches.computeIfAbsent(index, key -> new TreeSet<>()).add(target);
                    value = AddressLayout.functionAddress(target);
                } else {
                    SymbolResolver.Constant constant =
                            symbols.constant(relocation.symbol(), addend);
                    value = constant.value();
                    note(constant.missing());
                    if (constant.kernelFunction()) {
                        kernelFunctions.add(relocation.symbol().name());
                    }
                }
            } else if (instruction.src() != Opcode.IMM_NUMBER) {
                throw refused(at, "constant of kind " + instruction.src() + " without relocation");
            }
            emit(new Instruction(Opcode.LD_IMM64, instruction.dst(), 0, 0, (int) value), null);
            emit(new Instruction(0, 0, 0, 0, (int) (value >>> 32)), null);
        }

        private @Nullable Integer functionTarget(ElfFile.Symbol symbol, long addendBytes) {
            if (!isCode(symbol)) {
                return null;
            }
            return functionAt(symbol.section(), (symbol.value() + addendBytes) / Instruction.BYTES);
        }

        private boolean isCode(ElfFile.Symbol symbol) {
            return symbol.section() > 0
                    && symbol.section() < object.elf().sections().size()
                    && object.elf().sections().get(symbol.section()).executable();
        }

        private int functionAt(int sectionIndex, long instruction) {
            TreeMap<Integer, Integer> starts = functionAt.get(sectionIndex);
            Integer target = starts == null ? null : starts.get((int) instruction);
            if (target == null) {
                throw new ProgramRefused(
                        object.name()
                                + ": "
                                + function.name()
                                + " refers to code that is no function");
            }
            return target;
        }

        private void emitCall(int at, Instruction call, ElfFile.@Nullable Relocation relocation) {
            if (relocation != null && isCode(relocation.symbol())) {
                long target = relocation.symbol().value() / Instruction.BYTES + call.imm() + 1;
                emitLocalCall(functionAt(relocation.symbol().section(), target));
            } else if (relocation != null) {
                String name = relocation.symbol().name();
                kernelFunctions.add(name);
                SymbolResolver.Call resolved = symbols.call(relocation.symbol());
                note(resolved.missing());
                emit(
                        new Instruction(Opcode.CALL_IMM, 0, Opcode.CALL_KFUNC, 0, 0),
                        resolved.target());
            } else if (call.src() == Opcode.CALL_LOCAL) {
                emitLocalCall(functionAt(section.index(), at + 1L + call.imm()));
            } else if (call.src() == Opcode.CALL_HELPER) {
                helpers.add(call.imm());
                SymbolResolver.Call resolved = symbols.helper(call.imm());
                note(resolved.missing());
                emit(call, resolved.target());
            } else {
                throw refused(at, "call of kind " + call.src() + " without relocation");
            }
        }

        private void emitLocalCall(int target) {
            reaches.computeIfAbsent(index, key -> new TreeSet<>()).add(target);
            int distance = functions.get(target).start() - code.size() - 1;
            emit(new Instruction(Opcode.CALL_IMM, 0, Opcode.CALL_LOCAL, 0, distance), null);
        }

        private void note(@Nullable Missing missing) {
            if (missing != null) {
                missingInFunction.computeIfAbsent(index, key -> new ArrayList<>()).add(missing);
            }
        }

        private ProgramRefused refused(int at, String why) {
            return new ProgramRefused(
                    object.name()
                            + ": "
                            + function.name()
                            + "+"
                            + (at - function.start())
                            + ": "
                            + why);
        }
    }
}
