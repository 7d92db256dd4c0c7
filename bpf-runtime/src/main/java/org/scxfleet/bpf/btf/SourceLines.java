package org.scxfleet.bpf.btf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which line of the source each instruction comes from, as the compiler wrote it into the {@code
 * .BTF.ext} section.
 */
public final class SourceLines {
    private static final int MAGIC = 0xeb9f;
    private static final int RECORD_BYTES = 16;
    private static final int RECORD_BYTES_MAX = 1024;
    private static final int HEADER_WITH_LINES = 24;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int LINE_SHIFT = 10;

    private final Map<String, TreeMap<Integer, Line>> bySection = new LinkedHashMap<>();

    /** A line of a source file. */
    public record Line(String file, int number, String text) {
        /** Returns the file's name without folders, and the line's number. */
        @Override
        public String toString() {
            return file.substring(file.lastIndexOf('/') + 1) + ":" + number;
        }
    }

    private SourceLines() {}

    /**
     * Reads the lines of an object.
     *
     * @param ext the {@code .BTF.ext} section, or null when the object has none
     * @param btf the {@code .BTF} section, which holds the strings; null when there is none
     */
    public static SourceLines read(@Nullable InputBytes ext, @Nullable InputBytes btf) {
        SourceLines lines = new SourceLines();
        if (ext != null && btf != null) {
            lines.fill(ext, btf);
        }
        return lines;
    }

    private void fill(InputBytes ext, InputBytes btf) {
        if (ext.u16(0) != MAGIC) {
            throw ext.refused("no BTF magic number");
        }
        long header = ext.u32(4);
        if (header < HEADER_WITH_LINES) {
            return;
        }
        long at = header + ext.u32(16);
        long end = at + ext.u32(20);
        if (at == end) {
            return;
        }
        long recordBytes = ext.u32(at);
        if (recordBytes < RECORD_BYTES || recordBytes > RECORD_BYTES_MAX) {
            throw ext.refused("line records of " + recordBytes + " bytes");
        }
        at += 4;
        while (at < end) {
            TreeMap<Integer, Line> lines =
                    bySection.computeIfAbsent(
                            BtfReader.string(btf, ext.u32(at)), key -> new TreeMap<>());
            long count = ext.u32(at + 4);
            at += 8;
            for (long i = 0; i < count; i++) {
                lines.put(
                        (int) (ext.u32(at) / INSTRUCTION_BYTES),
                        new Line(
                                BtfReader.string(btf, ext.u32(at + 4)),
                                (int) (ext.u32(at + 12) >>> LINE_SHIFT),
                                BtfReader.string(btf, ext.u32(at + 8)).strip()));
                at += recordBytes;
            }
        }
    }

    /**
     * Returns the line that an instruction belongs to, or null when the object does not say.
     *
     * @param instruction index in its section
     */
    public @Nullable Line at(String section, int instruction) {
        TreeMap<Integer, Line> lines = bySection.get(section);
        Map.Entry<Integer, Line> entry = lines == null ? null : lines.floorEntry(instruction);
        return entry == null ? null : entry.getValue();
    }
}
