package org.scxfleet.bpf.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfReader;
import org.scxfleet.bpf.btf.CoreRecord;
import org.scxfleet.bpf.btf.InputBytes;
import org.scxfleet.bpf.btf.SourceLines;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.ProgramRefused;

/**
 * A compiled BPF object as its file describes it, before it meets a kernel: programs, subprograms,
 * maps, global variables, struct_ops variables, externs, types and relocations.
 *
 * <p>Covers what clang and {@code bpftool gen object} write for schedulers; after libbpf (2026). An
 * object without BTF is accepted as long as nothing in it needs types.
 */
public final class BpfObject {
    /** Most instructions of one object. */
    public static final int INSTRUCTIONS_MAX = 1 << 18;

    /**
     * A function of the object: a program or a subprogram.
     *
     * @param section index in the file
     * @param start first instruction in its section
     * @param end after its last instruction
     * @param weak whether another definition may take its place
     */
    public record FunctionSymbol(String name, int section, int start, int end, boolean weak) {}

    /** Where a name is expected that the object itself does not define. */
    public enum ExternKind {
        FUNCTION,
        VARIABLE,
        CONFIGURATION
    }

    /**
     * A name that the kernel is to provide.
     *
     * @param type BTF id of its function or variable
     */
    public record Extern(String name, ExternKind kind, boolean weak, int type) {}

    private final String name;
    private final ElfFile elf;
    private final Btf btf;
    private final List<CoreRecord> coreRecords;
    private final SourceLines lines;
    private final List<ObjectMap> maps;
    private final List<StructOps> structOps;
    private final List<FunctionSymbol> functions;
    private final List<ObjectProgram> programs;
    private final Map<String, Extern> externs;
    private final @Nullable GlobalSection arenaSection;
    private final String license;

    private BpfObject(String name, byte[] bytes) {
        this.name = name;
        this.elf = ElfFile.read(name, bytes);
        InputBytes types = relocatedTypes();
        this.btf = types == null ? Btf.empty(name) : BtfReader.read(types);
        ElfFile.Section ext = elf.section(".BTF.ext");
        this.coreRecords =
                types == null
                        ? List.of()
                        : CoreRecord.readAll(ext == null ? null : ext.content(), types);
        this.lines = SourceLines.read(ext == null ? null : ext.content(), types);
        this.functions = readFunctions();
        this.programs = readPrograms();
        this.externs = new ExternReader(elf, btf).read();
        GlobalSections globals = new GlobalSections(elf, btf, externs);
        this.maps = new ArrayList<>(new MapReader(elf, btf).read());
        this.maps.addAll(globals.maps());
        this.arenaSection = globals.arena();
        this.structOps = new StructOpsReader(elf, btf).read();
        ElfFile.Section licenseSection = elf.section("license");
        this.license =
                licenseSection == null || licenseSection.content().length() == 0
                        ? ""
                        : licenseSection.content().string(0);
    }

    /**
     * Reads an object.
     *
     * @param name used in messages, such as the file's name
     * @throws ProgramRefused when the bytes are no BPF object, are damaged, or use something that
     *     is not supported
     */
    public static BpfObject read(String name, byte[] bytes) {
        try {
            return new BpfObject(name, bytes);
        } catch (ArithmeticException overflow) {
            throw new ProgramRefused(name + ": a size in the object is impossible", overflow);
        }
    }

    /**
     * The type section with the offsets of variables filled in, which clang leaves to relocations.
     */
    private @Nullable InputBytes relocatedTypes() {
        ElfFile.Section section = elf.section(".BTF");
        if (section == null) {
            return null;
        }
        byte[] bytes = section.content().array().clone();
        InputBytes types = new InputBytes(section.content().name(), bytes);
        for (ElfFile.Relocation relocation : elf.relocations(section.index())) {
            int value = types.i32(relocation.offset()) + (int) relocation.symbol().value();
            org.scxfleet.bpf.memory.Bytes.putI32(bytes, (int) relocation.offset(), value);
        }
        return types;
    }

    private List<FunctionSymbol> readFunctions() {
        List<FunctionSymbol> found = new ArrayList<>();
        int total = 0;
        for (ElfFile.Symbol symbol : elf.symbols()) {
            boolean inSection = symbol.section() > 0 && symbol.section() < elf.sections().size();
            if (symbol.type() != ElfFile.SymbolType.FUNCTION || !inSection) {
                continue;
            }
            ElfFile.Section section = elf.sections().get(symbol.section());
            long end = symbol.value() + symbol.sizeBytes();
            if (!section.executable()
                    || symbol.value() < 0
                    || symbol.sizeBytes() <= 0
                    || end > section.content().length()
                    || symbol.value() % Instruction.BYTES != 0
                    || symbol.sizeBytes() % Instruction.BYTES != 0) {
                throw elf.refused("function " + symbol.name() + " lies outside its section");
            }
            total += (int) (symbol.sizeBytes() / Instruction.BYTES);
            found.add(
                    new FunctionSymbol(
                            symbol.name(),
                            symbol.section(),
                            (int) (symbol.value() / Instruction.BYTES),
                            (int) (end / Instruction.BYTES),
                            symbol.weak()));
            if (total > INSTRUCTIONS_MAX) {
                throw elf.refused("more than " + INSTRUCTIONS_MAX + " instructions");
            }
        }
        found.sort(
                Comparator.comparingInt(FunctionSymbol::section)
                        .thenComparingInt(FunctionSymbol::start)
                        .thenComparing(FunctionSymbol::name));
        for (int i = 1; i < found.size(); i++) {
            FunctionSymbol before = found.get(i - 1);
            FunctionSymbol after = found.get(i);
            if (before.section() == after.section() && after.start() < before.end()) {
                throw elf.refused(
                        "functions " + before.name() + " and " + after.name() + " overlap");
            }
        }
        return List.copyOf(found);
    }

    private List<ObjectProgram> readPrograms() {
        List<ObjectProgram> found = new ArrayList<>();
        for (FunctionSymbol function : functions) {
            String section = elf.sections().get(function.section()).name();
            if (!section.equals(".text")) {
                found.add(ObjectProgram.of(function.name(), section));
            }
        }
        return List.copyOf(found);
    }

    /** Returns the name the object was read under. */
    public String name() {
        return name;
    }

    /** Returns the object's types. */
    public Btf btf() {
        return btf;
    }

    /** Returns the functions by section and offset. */
    public List<FunctionSymbol> functions() {
        return functions;
    }

    /** Returns the programs, optional ones included. */
    public List<ObjectProgram> programs() {
        return programs;
    }

    /**
     * Returns the maps: those of the definitions, then those of global data; their order is their
     * number.
     */
    public List<ObjectMap> maps() {
        return maps;
    }

    /** Returns the struct_ops variables. */
    public List<StructOps> structOps() {
        return structOps;
    }

    /** Returns the names that the kernel is to provide, in the order of the symbol table. */
    public Map<String, Extern> externs() {
        return externs;
    }

    /** Returns the arena's global variables, or null. */
    public @Nullable GlobalSection arenaSection() {
        return arenaSection;
    }

    /** Returns the license text. */
    public String license() {
        return license;
    }

    /**
     * Returns the source line of an instruction, or null when the object does not say.
     *
     * @param function position in {@link #functions}
     * @param instruction index in the function
     */
    public SourceLines.@Nullable Line line(int function, int instruction) {
        FunctionSymbol symbol = functions.get(function);
        return lines.at(elf.sections().get(symbol.section()).name(), symbol.start() + instruction);
    }

    /** Returns the CO-RE relocations of a section by instruction index. */
    Map<Integer, CoreRecord> coreRecords(String section) {
        Map<Integer, CoreRecord> records = new LinkedHashMap<>();
        for (CoreRecord relocation : coreRecords) {
            if (relocation.section().equals(section)) {
                records.put(relocation.instruction(), relocation);
            }
        }
        return records;
    }

    ElfFile elf() {
        return elf;
    }

    /** Returns the number of the map for a global section, or -1. */
    int mapOfSection(int elfIndex) {
        for (int i = 0; i < maps.size(); i++) {
            GlobalSection section = maps.get(i).section();
            if (section != null && section.elfIndex() == elfIndex) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the number of the map with a name, or -1. */
    public int mapIndex(String mapName) {
        for (int i = 0; i < maps.size(); i++) {
            if (maps.get(i).spec().name().equals(mapName)) {
                return i;
            }
        }
        return -1;
    }
}
