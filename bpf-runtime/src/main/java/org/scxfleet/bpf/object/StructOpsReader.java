package org.scxfleet.bpf.object;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;

/**
 * Reads struct_ops variables: which program each function member points to, and the bytes of the
 * others.
 */
final class StructOpsReader {
    private final ElfFile elf;
    private final Btf btf;

    StructOpsReader(ElfFile elf, Btf btf) {
        this.elf = elf;
        this.btf = btf;
    }

    List<StructOps> read() {
        List<StructOps> found = new ArrayList<>();
        for (ElfFile.Section section : elf.sections()) {
            String name =
                    section.name().startsWith("?") ? section.name().substring(1) : section.name();
            BtfType.DataSection types = btf.dataSection(section.name());
            if ((!name.equals(".struct_ops") && !name.equals(".struct_ops.link"))
                    || types == null) {
                continue;
            }
            for (BtfType.Placement placement : types.variables()) {
                if (btf.type(placement.variable()) instanceof BtfType.Variable variable) {
                    found.add(variable(section, placement, variable, name.endsWith(".link")));
                }
            }
        }
        return found;
    }

    private StructOps variable(
            ElfFile.Section section,
            BtfType.Placement placement,
            BtfType.Variable variable,
            boolean link) {
        if (!(btf.resolved(variable.type()) instanceof BtfType.Composite type)) {
            throw elf.refused("struct_ops variable " + variable.name() + " is not a struct");
        }
        Map<Long, String> pointers = new TreeMap<>();
        for (ElfFile.Relocation relocation : elf.relocations(section.index())) {
            pointers.put(relocation.offset(), relocation.symbol().name());
        }
        Map<String, String> functions = new LinkedHashMap<>();
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (BtfType.Member member : type.members()) {
            long at = (long) placement.offset() + member.bitOffset() / 8;
            String function = pointers.get(at);
            if (function != null) {
                functions.put(member.name(), function);
            } else if (member.bitWidth() == 0) {
                long size = btf.sizeBytes(member.type());
                values.put(
                        member.name(), section.content().slice(section.name(), at, size).array());
            }
        }
        return new StructOps(variable.name(), type.name(), functions, values, link);
    }
}
