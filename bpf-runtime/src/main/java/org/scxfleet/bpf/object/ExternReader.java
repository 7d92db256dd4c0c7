package org.scxfleet.bpf.object;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;

/**
 * Finds the names that the kernel is to provide: undefined symbols, sorted by the virtual section
 * their type is in.
 */
final class ExternReader {
    private static final String CONFIGURATION = ".kconfig";

    private final ElfFile elf;
    private final Btf btf;

    ExternReader(ElfFile elf, Btf btf) {
        this.elf = elf;
        this.btf = btf;
    }

    Map<String, BpfObject.Extern> read() {
        Map<String, BpfObject.Extern> externs = new LinkedHashMap<>();
        for (ElfFile.Symbol symbol : elf.symbols()) {
            boolean undefined = symbol.section() == ElfFile.UNDEFINED && !symbol.local();
            if (undefined && !symbol.name().isEmpty()) {
                externs.put(symbol.name(), extern(symbol));
            }
        }
        return externs;
    }

    private BpfObject.Extern extern(ElfFile.Symbol symbol) {
        int function = btf.find(BtfType.Function.class, symbol.name());
        if (function >= 0) {
            return new BpfObject.Extern(
                    symbol.name(), BpfObject.ExternKind.FUNCTION, symbol.weak(), function);
        }
        int variable = btf.find(BtfType.Variable.class, symbol.name());
        if (variable < 0) {
            throw elf.refused("extern " + symbol.name() + " has no type");
        }
        boolean configuration = contains(btf.dataSection(CONFIGURATION), variable);
        return new BpfObject.Extern(
                symbol.name(),
                configuration ? BpfObject.ExternKind.CONFIGURATION : BpfObject.ExternKind.VARIABLE,
                symbol.weak(),
                variable);
    }

    private static boolean contains(BtfType.@Nullable DataSection section, int variable) {
        return section != null
                && section.variables().stream().anyMatch(entry -> entry.variable() == variable);
    }
}
