package org.scxfleet.bpf.btf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One CO-RE relocation of an object's {@code .BTF.ext} section.
 *
 * @param section name of the program section
 * @param instruction index in the section
 * @param type id of the local root type
 * @param access path of member and array indices, such as "0:1:2"
 * @param kind what is asked
 */
public record CoreRecord(String section, int instruction, int type, String access, Kind kind) {
    /** What a relocation asks about a field, type or enum constant. */
    public enum Kind {
        FIELD_OFFSET,
        FIELD_SIZE,
        FIELD_EXISTS,
        FIELD_SIGNED,
        FIELD_LEFT_SHIFT,
        FIELD_RIGHT_SHIFT,
        TYPE_ID_LOCAL,
        TYPE_ID_TARGET,
        TYPE_EXISTS,
        TYPE_SIZE,
        ENUM_EXISTS,
        ENUM_VALUE,
        TYPE_MATCHES;

        /** Returns whether the access path leads through members. */
        public boolean isField() {
            return ordinal() <= FIELD_RIGHT_SHIFT.ordinal();
        }

        /** Returns whether it is about an enum constant. */
        public boolean isEnum() {
            return this == ENUM_EXISTS || this == ENUM_VALUE;
        }
    }

    private static final int MAGIC = 0xeb9f;
    private static final int RECORD_BYTES = 16;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int HEADER_WITH_CORE = 32;

    /**
     * Reads the relocations of a {@code .BTF.ext} section.
     *
     * @param ext the section, or null when the object has none
     * @param btf the {@code .BTF} section, which holds the strings
     */
    public static List<CoreRecord> readAll(@Nullable InputBytes ext, InputBytes btf) {
        List<CoreRecord> records = new ArrayList<>();
        if (ext == null) {
            return records;
        }
        if (ext.u16(0) != MAGIC) {
            throw ext.refused("no BTF magic number");
        }
        long header = ext.u32(4);
        if (header < HEADER_WITH_CORE) {
            return records;
        }
        long at = header + ext.u32(24);
        long end = at + ext.u32(28);
        if (at == end) {
            return records;
        }
        long recordBytes = ext.u32(at);
        if (recordBytes < RECORD_BYTES || recordBytes > 1024) {
            throw ext.refused("relocation records of " + recordBytes + " bytes");
        }
        at += 4;
        while (at < end) {
            String section = BtfReader.string(btf, ext.u32(at));
            long count = ext.u32(at + 4);
            at += 8;
            for (long i = 0; i < count; i++) {
                records.add(read(ext, btf, at, section));
                at += recordBytes;
            }
        }
        return records;
    }

    private static CoreRecord read(InputBytes ext, InputBytes btf, long at, String section) {
        long offset = ext.u32(at);
        long kind = ext.u32(at + 12);
        if (offset % INSTRUCTION_BYTES != 0 || kind >= Kind.values().length) {
            throw ext.refused("malformed relocation for " + section);
        }
        return new CoreRecord(
                section,
                (int) (offset / INSTRUCTION_BYTES),
                ext.i32(at + 4),
                BtfReader.string(btf, ext.u32(at + 8)),
                Kind.values()[(int) kind]);
    }
}
