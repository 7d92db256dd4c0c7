package org.scxfleet.bpf.map;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an object says about one map, after the loader's changes.
 *
 * @param name symbol name, or section name for global data
 * @param type the type
 * @param keyBytes length of a key; 0 where the type has none
 * @param valueBytes length of a value; 0 where the type has none
 * @param maxEntries entries, pages for an arena, bytes for a ring buffer
 * @param flags map_flags of the definition
 * @param specials fields of the value that belong to the kernel
 * @param inner for maps of maps, the template of the inner map
 */
public record MapSpec(
        String name,
        MapType type,
        int keyBytes,
        int valueBytes,
        int maxEntries,
        int flags,
        List<SpecialField> specials,
        @Nullable MapSpec inner) {
    /**
     * Longest key accepted; that of the kernel's hash tables is bounded by the stack, 512 bytes.
     */
    public static final int KEY_BYTES_MAX = 512;

    /** Longest value accepted except for global data sections. */
    public static final int VALUE_BYTES_MAX = 1 << 26;

    /** Longest value of which every CPU has a copy, as in the kernel (PCPU_MIN_UNIT_SIZE). */
    public static final int PER_CPU_VALUE_BYTES_MAX = 32 << 10;

    /** Most entries accepted. */
    public static final int ENTRIES_MAX = 1 << 26;

    public MapSpec {
        specials = List.copyOf(specials);
    }

    /** A map without special fields and inner map. */
    public static MapSpec of(MapType type, int keyBytes, int valueBytes, int maxEntries) {
        return new MapSpec("map", type, keyBytes, valueBytes, maxEntries, 0, List.of(), null);
    }

    /** Returns the same map with other sizes. */
    public MapSpec resized(int newValueBytes, int newMaxEntries) {
        return new MapSpec(
                name, type, keyBytes, newValueBytes, newMaxEntries, flags, specials, inner);
    }

    /** Bytes from one value to the next; values are 8-byte aligned. */
    public int valueStrideBytes() {
        return valueBytes + 7 & ~7;
    }

    /** Bytes that a key takes in storage. */
    public int keyStrideBytes() {
        return keyBytes + 7 & ~7;
    }
}
