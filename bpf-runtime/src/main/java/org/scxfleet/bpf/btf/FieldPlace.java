package org.scxfleet.bpf.btf;

import org.jspecify.annotations.Nullable;

/**
 * Where a field lies for a load: for a bit field, the smallest aligned word that contains it.
 *
 * @param byteOffset of the load
 * @param byteSize of the load
 * @param bitOffset of the field from the start of the root
 * @param bitSize of the field
 */
record FieldPlace(long byteOffset, long byteSize, long bitOffset, long bitSize) {
    static FieldPlace of(Btf btf, FieldPath path) {
        long size = btf.sizeBytes(path.type());
        BtfType.Member member = path.member();
        if (member == null || member.bitWidth() == 0 || size == 0) {
            return new FieldPlace(path.bitOffset() / 8, size, path.bitOffset(), size * 8);
        }
        long width = member.bitWidth();
        long offset = path.bitOffset() / 8 / size * size;
        while (size < 8 && path.bitOffset() + width - offset * 8 > size * 8) {
            size *= 2;
            offset = path.bitOffset() / 8 / size * size;
        }
        return new FieldPlace(offset, size, path.bitOffset(), width);
    }

    /** Answers a question about the field; null when a load of it cannot be adjusted. */
    CoreRelocator.Answer.@Nullable Value answer(
            CoreRecord.Kind kind, Btf btf, FieldPath path, int memorySize) {
        return switch (kind) {
            case FIELD_OFFSET -> memorySize < 0 ? null : value(byteOffset, memorySize);
            case FIELD_SIZE -> value(byteSize, 0);
            case FIELD_SIGNED -> value(isSigned(btf.type(path.type())) ? 1 : 0, 0);
            case FIELD_LEFT_SHIFT -> value(64 - (bitOffset + bitSize - byteOffset * 8), 0);
            case FIELD_RIGHT_SHIFT -> value(64 - bitSize, 0);
            default -> throw new IllegalArgumentException("not a question about a field: " + kind);
        };
    }

    private static CoreRelocator.Answer.Value value(long value, int sizeBytes) {
        return new CoreRelocator.Answer.Value(value, sizeBytes);
    }

    private static boolean isSigned(BtfType type) {
        return switch (type) {
            case BtfType.Int integer -> integer.signed();
            case BtfType.Enumeration enumeration -> enumeration.signed();
            default -> false;
        };
    }
}
