package org.scxfleet.bpf.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.map.MapType;

/**
 * Reads map definitions: variables of the {@code .maps} section whose types say everything. A
 * number is the element count of an array that a member points to; key and value are given by the
 * type that a member points to.
 */
final class MapReader {
    private static final String SECTION = ".maps";

    private final ElfFile elf;
    private final Btf btf;

    MapReader(ElfFile elf, Btf btf) {
        this.elf = elf;
        this.btf = btf;
    }

    List<ObjectMap> read() {
        BtfType.DataSection section = btf.dataSection(SECTION);
        List<ObjectMap> maps = new ArrayList<>();
        if (section == null) {
            return maps;
        }
        List<BtfType.Placement> placements = new ArrayList<>(section.variables());
        placements.sort(Comparator.comparingInt(BtfType.Placement::offset));
        for (BtfType.Placement placement : placements) {
            if (btf.type(placement.variable()) instanceof BtfType.Variable variable) {
                maps.add(map(variable.name(), variable.type(), placement));
            }
        }
        return maps;
    }

    private ObjectMap map(String name, int type, BtfType.Placement placement) {
        Definition definition = definition(name, type);
        return new ObjectMap(
                definition.spec(),
                null,
                definition.valueType(),
                initialInner(placement, definition.valuesOffset()));
    }

    private record Definition(MapSpec spec, int valueType, int valuesOffset) {}

    private Definition definition(String name, int type) {
        if (!(btf.resolved(type) instanceof BtfType.Composite members)) {
            throw refused(name, "definition is not a struct");
        }
        int number = 0;
        int keyBytes = 0;
        int valueBytes = 0;
        int entries = 0;
        int flags = 0;
        int valueType = 0;
        int valuesOffset = -1;
        MapSpec inner = null;
        for (BtfType.Member member : members.members()) {
            switch (member.name()) {
                case "type" -> number = count(name, member);
                case "max_entries" -> entries = count(name, member);
                case "map_flags" -> flags = count(name, member);
                case "key_size" -> keyBytes = count(name, member);
                case "value_size" -> valueBytes = count(name, member);
                case "key" -> keyBytes = size(name, pointee(name, member));
                case "value" -> {
                    valueType = pointee(name, member);
                    valueBytes = size(name, valueType);
                }
                case "values" -> {
                    valuesOffset = member.bitOffset() / 8;
                    inner = inner(name, member);
                }
                // Hints for the kernel's allocation and for user space.
                case "map_extra", "numa_node", "pinning" -> {}
                default -> throw refused(name, "unknown attribute " + member.name());
            }
        }
        MapType mapType = MapType.of(number);
        if (mapType == null) {
            throw refused(name, "map type " + number + " is not supported");
        }
        boolean ofMaps = mapType == MapType.ARRAY_OF_MAPS || mapType == MapType.HASH_OF_MAPS;
        if (ofMaps) {
            keyBytes = keyBytes == 0 ? Integer.BYTES : keyBytes;
            valueBytes = Integer.BYTES;
        }
        MapSpec spec =
                new MapSpec(
                        name,
                        mapType,
                        keyBytes,
                        valueBytes,
                        entries,
                        flags,
                        valueType == 0 ? List.of() : SpecialFields.of(btf, valueType),
                        inner);
        return new Definition(spec, valueType, valuesOffset);
    }

    private @Nullable MapSpec inner(String name, BtfType.Member member) {
        if (btf.resolved(member.type()) instanceof BtfType.Array array
                && btf.resolved(array.element()) instanceof BtfType.Pointer pointer
                && btf.resolved(pointer.target()) instanceof BtfType.Composite) {
            return definition(name + ".inner", pointer.target()).spec();
        }
        return null;
    }

    /**
     * The maps that the "values" array of a map of maps is initialised with, from the relocations
     * of the section.
     */
    private List<String> initialInner(BtfType.Placement placement, int valuesOffset) {
        ElfFile.Section section = elf.section(SECTION);
        List<String> names = new ArrayList<>();
        if (section == null || valuesOffset < 0) {
            return names;
        }
        long start = (long) placement.offset() + valuesOffset;
        long end = (long) placement.offset() + placement.sizeBytes();
        for (ElfFile.Relocation relocation : elf.relocations(section.index())) {
            if (relocation.offset() >= start && relocation.offset() < end) {
                int index = (int) ((relocation.offset() - start) / Long.BYTES);
                while (names.size() <= index) {
                    names.add("");
                }
                names.set(index, relocation.symbol().name());
            }
        }
        return names;
    }

    private int count(String name, BtfType.Member member) {
        if (btf.resolved(member.type()) instanceof BtfType.Pointer pointer
                && btf.resolved(pointer.target()) instanceof BtfType.Array array) {
            return array.count();
        }
        if (btf.resolved(member.type()) instanceof BtfType.Enumeration enumeration
                && enumeration.constants().size() == 1) {
            return (int) enumeration.constants().getFirst().value();
        }
        throw refused(name, "attribute " + member.name() + " is not a number");
    }

    private int pointee(String name, BtfType.Member member) {
        if (btf.resolved(member.type()) instanceof BtfType.Pointer pointer) {
            return pointer.target();
        }
        throw refused(name, "attribute " + member.name() + " is not a type");
    }

    private int size(String name, int type) {
        long bytes = btf.sizeBytes(type);
        if (bytes > MapSpec.VALUE_BYTES_MAX) {
            throw refused(name, "value of " + bytes + " bytes");
        }
        return (int) bytes;
    }

    private ProgramRefused refused(String name, String why) {
        return elf.refused("map " + name + ": " + why);
    }
}
