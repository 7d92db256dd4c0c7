package org.scxfleet.bpf.object;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.map.MapType;

/** Finds the sections of global variables and makes a map description of each. */
final class GlobalSections {
    private static final String ARENA = ".addr_space.1";
    private static final String CONFIGURATION = ".kconfig";
    private static final int NO_SECTION = -1;

    private final ElfFile elf;
    private final Btf btf;
    private final Map<String, BpfObject.Extern> externs;

    GlobalSections(ElfFile elf, Btf btf, Map<String, BpfObject.Extern> externs) {
        this.elf = elf;
        this.btf = btf;
        this.externs = externs;
    }

    List<ObjectMap> maps() {
        List<ObjectMap> maps = new ArrayList<>();
        for (ElfFile.Section section : elf.sections()) {
            GlobalSection.Kind kind = kindOf(section.name());
            if (kind != null && kind != GlobalSection.Kind.ARENA && section.sizeBytes() > 0) {
                maps.add(map(read(section, kind)));
            }
        }
        GlobalSection configuration = configuration();
        if (configuration != null) {
            maps.add(map(configuration));
        }
        return maps;
    }

    @Nullable GlobalSection arena() {
        ElfFile.Section section = elf.section(ARENA);
        return section == null || section.sizeBytes() == 0
                ? null
                : read(section, GlobalSection.Kind.ARENA);
    }

    private static GlobalSection.@Nullable Kind kindOf(String name) {
        if (name.equals(".rodata") || name.startsWith(".rodata.")) {
            return GlobalSection.Kind.READ_ONLY;
        }
        if (name.equals(".data") || name.startsWith(".data.")) {
            return GlobalSection.Kind.WRITABLE;
        }
        if (name.equals(".bss") || name.startsWith(".bss.")) {
            return GlobalSection.Kind.WRITABLE;
        }
        return name.equals(ARENA) ? GlobalSection.Kind.ARENA : null;
    }

    private GlobalSection read(ElfFile.Section section, GlobalSection.Kind kind) {
        if (kind == GlobalSection.Kind.READ_ONLY && section.sizeBytes() > MapSpec.VALUE_BYTES_MAX) {
            throw elf.refused(section.name() + " has " + section.sizeBytes() + " bytes");
        }
        Map<String, GlobalSection.Variable> variables = new LinkedHashMap<>();
        BtfType.DataSection types = btf.dataSection(section.name());
        if (types != null) {
            for (BtfType.Placement placement : types.variables()) {
                String name = btf.type(placement.variable()).name();
                if (btf.type(placement.variable()) instanceof BtfType.Variable variable) {
                    if (placement.offset() < 0
                            || placement.sizeBytes() < 0
                            || placement.offset() > section.sizeBytes() - placement.sizeBytes()) {
                        throw elf.refused("variable " + name + " lies outside " + section.name());
                    }
                    variables.put(
                            name,
                            new GlobalSection.Variable(
                                    name,
                                    placement.offset(),
                                    placement.sizeBytes(),
                                    variable.type()));
                }
            }
        }
        return new GlobalSection(
                section.name(),
                section.index(),
                kind,
                section.sizeBytes(),
                section.content().array(),
                variables);
    }

    /** The externs of kernel configuration, laid out one after the other. */
    private @Nullable GlobalSection configuration() {
        Map<String, GlobalSection.Variable> variables = new LinkedHashMap<>();
        int at = 0;
        for (BpfObject.Extern extern : externs.values()) {
            if (extern.kind() == BpfObject.ExternKind.CONFIGURATION
                    && btf.type(extern.type()) instanceof BtfType.Variable variable) {
                long sizeBytes = btf.sizeBytes(variable.type());
                if (sizeBytes > MapSpec.KEY_BYTES_MAX) {
                    throw elf.refused(
                            "configuration extern "
                                    + extern.name()
                                    + " of "
                                    + sizeBytes
                                    + " bytes");
                }
                at = (at + 7) & ~7;
                variables.put(
                        extern.name(),
                        new GlobalSection.Variable(
                                extern.name(), at, (int) sizeBytes, variable.type()));
                at += (int) sizeBytes;
            }
        }
        return variables.isEmpty()
                ? null
                : new GlobalSection(
                        CONFIGURATION,
                        NO_SECTION,
                        GlobalSection.Kind.CONFIGURATION,
                        at,
                        new byte[0],
                        variables);
    }

    private ObjectMap map(GlobalSection section) {
        MapSpec spec =
                new MapSpec(
                        section.name(),
                        MapType.ARRAY,
                        Integer.BYTES,
                        section.sizeBytes(),
                        1,
                        0,
                        SpecialFields.ofSection(btf, section),
                        null);
        return new ObjectMap(spec, section, 0, List.of());
    }
}
