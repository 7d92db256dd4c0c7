package org.scxfleet.bpf.btf;

import java.util.ArrayList;
import java.util.List;

/** Reads a {@code .BTF} section (Linux, include/uapi/linux/btf.h). */
public final class BtfReader {
    private static final int MAGIC = 0xeb9f;
    private static final int TYPES_MAX = 1 << 20;

    private final InputBytes bytes;
    private final long typesStart;
    private final long typesEnd;
    private final long stringsStart;
    private final long stringsEnd;
    private long at;

    private BtfReader(InputBytes bytes) {
        this.bytes = bytes;
        if (bytes.u16(0) != MAGIC) {
            throw bytes.refused("no BTF magic number");
        }
        long header = bytes.u32(4);
        this.typesStart = header + bytes.u32(8);
        this.typesEnd = typesStart + bytes.u32(12);
        this.stringsStart = header + bytes.u32(16);
        this.stringsEnd = stringsStart + bytes.u32(20);
        if (typesEnd > bytes.length() || stringsEnd > bytes.length() || header < 24) {
            throw bytes.refused("truncated");
        }
        this.at = typesStart;
    }

    /** Reads the types of a section. */
    public static Btf read(InputBytes section) {
        BtfReader reader = new BtfReader(section);
        List<BtfType> types = new ArrayList<>();
        types.add(new BtfType.Void());
        while (reader.at < reader.typesEnd) {
            if (types.size() == TYPES_MAX) {
                throw section.refused("more than " + TYPES_MAX + " types");
            }
            types.add(reader.next());
        }
        return new Btf(section.name(), types);
    }

    /** Returns the string at an offset of a section's string table. */
    static String string(InputBytes section, long offset) {
        BtfReader reader = new BtfReader(section);
        return reader.name(offset);
    }

    private String name(long offset) {
        if (offset >= stringsEnd - stringsStart) {
            throw bytes.refused("string " + offset + " is outside the table");
        }
        return bytes.string(stringsStart + offset);
    }

    private long word() {
        long value = bytes.u32(at);
        at += 4;
        return value;
    }

    private BtfType next() {
        String name = name(word());
        long info = word();
        int sizeOrType = (int) word();
        int count = (int) info & 0xffff;
        boolean flag = info >>> 31 != 0;
        return switch ((int) (info >>> 24) & 0x1f) {
            case 1 -> integer(name, sizeOrType);
            case 2 -> new BtfType.Pointer(sizeOrType);
            case 3 -> array();
            case 4 -> composite(name, false, sizeOrType, count, flag);
            case 5 -> composite(name, true, sizeOrType, count, flag);
            case 6 -> enumeration(name, sizeOrType, count, flag, false);
            case 7 -> new BtfType.Forward(name, flag);
            case 8 -> new BtfType.Typedef(name, sizeOrType);
            case 9, 10, 11 -> new BtfType.Qualifier(sizeOrType);
            case 12 -> new BtfType.Function(name, sizeOrType, count);
            case 13 -> prototype(sizeOrType, count);
            case 14 -> new BtfType.Variable(name, sizeOrType, (int) word());
            case 15 -> dataSection(name, sizeOrType, count);
            case 16 -> new BtfType.Floating(name, sizeOrType);
            case 17 -> new BtfType.DeclarationTag(name, sizeOrType, (int) word());
            case 18 -> new BtfType.TypeTag(name, sizeOrType);
            case 19 -> enumeration(name, sizeOrType, count, flag, true);
            default -> throw bytes.refused("unknown kind of type at " + (at - typesStart));
        };
    }

    private BtfType integer(String name, int sizeBytes) {
        long encoding = word();
        boolean signed = (encoding >>> 24 & 1) != 0;
        return new BtfType.Int(name, sizeBytes, (int) encoding & 0xff, signed);
    }

    private BtfType array() {
        int element = (int) word();
        word(); // the index type
        int count = (int) word();
        if (count < 0) {
            throw bytes.refused("array of " + Integer.toUnsignedString(count) + " elements");
        }
        return new BtfType.Array(element, count);
    }

    private BtfType composite(
            String name, boolean union, int sizeBytes, int count, boolean hasBitFields) {
        List<BtfType.Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String member = name(word());
            int type = (int) word();
            int offset = (int) word();
            int width = hasBitFields ? offset >>> 24 : 0;
            members.add(
                    new BtfType.Member(
                            member, type, hasBitFields ? offset & 0xffffff : offset, width));
        }
        if (sizeBytes < 0) {
            throw bytes.refused("struct " + name + " has a negative size");
        }
        return new BtfType.Composite(name, union, sizeBytes, List.copyOf(members));
    }

    private BtfType enumeration(
            String name, int sizeBytes, int count, boolean signed, boolean wide) {
        List<BtfType.Constant> constants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String constant = name(word());
            long low = word();
            long value = wide ? low | word() << 32 : signed ? (long) (int) low : low;
            constants.add(new BtfType.Constant(constant, value));
        }
        return new BtfType.Enumeration(name, sizeBytes, signed, List.copyOf(constants));
    }

    private BtfType prototype(int result, int count) {
        List<BtfType.Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parameters.add(new BtfType.Parameter(name(word()), (int) word()));
        }
        return new BtfType.Prototype(result, List.copyOf(parameters));
    }

    private BtfType dataSection(String name, int sizeBytes, int count) {
        List<BtfType.Placement> variables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            variables.add(new BtfType.Placement((int) word(), (int) word(), (int) word()));
        }
        return new BtfType.DataSection(name, sizeBytes, List.copyOf(variables));
    }
}
