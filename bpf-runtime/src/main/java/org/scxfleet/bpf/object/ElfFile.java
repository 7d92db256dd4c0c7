package org.scxfleet.bpf.object;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.InputBytes;
import org.scxfleet.bpf.code.ProgramRefused;

/** Sections, symbols and relocations of a little-endian 64-bit relocatable ELF file for BPF. */
public final class ElfFile {
    /** Section index of an undefined symbol. */
    public static final int UNDEFINED = 0;

    private static final int HEADER_BYTES = 64;
    private static final int SECTION_HEADER_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int RELOCATION_BYTES = 16;
    private static final int RELOCATABLE = 1;
    private static final int MACHINE_BPF = 247;
    private static final int SECTION_SYMTAB = 2;
    private static final int SECTION_NOBITS = 8;
    private static final int SECTION_REL = 9;
    private static final int SECTIONS_MAX = 4096;
    private static final int SYMBOLS_MAX = 1 << 20;
    private static final long NOBITS_BYTES_MAX = 1L << 31;

    /**
     * One section.
     *
     * @param executable whether it holds instructions
     * @param writable whether programs may store into it
     * @param noBits whether it has no bytes in the file, only a size
     */
    public record Section(
            int index,
            String name,
            boolean executable,
            boolean writable,
            boolean allocated,
            boolean noBits,
            int sizeBytes,
            InputBytes content) {}

    /** What a symbol names. */
    public enum SymbolType {
        NONE,
        OBJECT,
        FUNCTION,
        SECTION,
        OTHER
    }

    /**
     * One symbol.
     *
     * @param section index, {@link #UNDEFINED} for an extern
     * @param value offset in its section
     * @param weak whether it may stay unresolved
     */
    public record Symbol(
            String name,
            SymbolType type,
            boolean local,
            boolean weak,
            int section,
            long value,
            long sizeBytes) {}

    /**
     * One relocation.
     *
     * @param offset in the section that is relocated
     * @param type number of the relocation type
     */
    public record Relocation(long offset, int type, Symbol symbol) {}

    private final InputBytes file;
    private final List<Section> sections = new ArrayList<>();
    private final List<Symbol> symbols = new ArrayList<>();
    private final List<List<Relocation>> relocations = new ArrayList<>();

    private ElfFile(InputBytes file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param name used in messages
     * @throws ProgramRefused when it is no BPF object or is damaged
     */
    public static ElfFile read(String name, byte[] bytes) {
        ElfFile elf = new ElfFile(new InputBytes(name, bytes));
        elf.checkHeader();
        long[] headers = elf.readSections();
        elf.readSymbols(headers);
        elf.readRelocations(headers);
        return elf;
    }

    /** Returns the sections by index. */
    public List<Section> sections() {
        return sections;
    }

    /** Returns the symbols by index. */
    public List<Symbol> symbols() {
        return symbols;
    }

    /** Returns the relocations of a section in the order of the file. */
    public List<Relocation> relocations(int section) {
        return relocations.get(section);
    }

    /** Returns the first section with a name, or null. */
    public @Nullable Section section(String name) {
        for (Section section : sections) {
            if (section.name().equals(name)) {
                return section;
            }
        }
        return null;
    }

    ProgramRefused refused(String why) {
        return file.refused(why);
    }

    private void checkHeader() {
        if (file.length() < HEADER_BYTES || file.i32(0) != 0x464c457f) {
            throw file.refused("not an ELF file");
        }
        if (file.u8(4) != 2 || file.u8(5) != 1) {
            throw file.refused("not a little-endian 64-bit ELF file");
        }
        if (file.u16(16) != RELOCATABLE || file.u16(18) != MACHINE_BPF) {
            throw file.refused(
                    "not a BPF object (machine " + file.u16(18) + ", type " + file.u16(16) + ")");
        }
    }

    /** Returns the file offset of each section's header. */
    private long[] readSections() {
        long table = file.i64(40);
        int headerBytes = file.u16(58);
        int count = file.u16(60);
        int names = file.u16(62);
        if (headerBytes != SECTION_HEADER_BYTES
                || count == 0
                || count > SECTIONS_MAX
                || names >= count) {
            throw file.refused("malformed section table");
        }
        long[] headers = new long[count];
        for (int i = 0; i < count; i++) {
            headers[i] = table + (long) i * SECTION_HEADER_BYTES;
        }
        InputBytes nameTable =
                file.slice(
                        "section names",
                        file.i64(headers[names] + 24),
                        file.i64(headers[names] + 32));
        for (int i = 0; i < count; i++) {
            long header = headers[i];
            int type = file.i32(header + 4);
            long flags = file.i64(header + 8);
            long size = file.i64(header + 32);
            boolean noBits = type == SECTION_NOBITS;
            String name = i == 0 ? "" : nameTable.string(file.u32(header));
            if (noBits && (size < 0 || size > NOBITS_BYTES_MAX)) {
                throw file.refused(
                        "section " + name + " of " + Long.toUnsignedString(size) + " bytes");
            }
            InputBytes content =
                    i == 0 || noBits
                            ? new InputBytes(name, new byte[0])
                            : file.slice(file.name() + " " + name, file.i64(header + 24), size);
            boolean executable = (flags & 4) != 0;
            sections.add(
                    new Section(
                            i,
                            name,
                            executable,
                            (flags & 1) != 0,
                            (flags & 2) != 0,
                            noBits,
                            (int) size,
                            content));
            relocations.add(new ArrayList<>());
        }
        return headers;
    }

    private void readSymbols(long[] headers) {
        for (int i = 0; i < headers.length; i++) {
            if (file.i32(headers[i] + 4) != SECTION_SYMTAB) {
                continue;
            }
            InputBytes table = sections.get(i).content();
            int link = file.i32(headers[i] + 40);
            if (link <= 0
                    || link >= sections.size()
                    || table.length() / SYMBOL_BYTES > SYMBOLS_MAX) {
                throw file.refused("malformed symbol table");
            }
            InputBytes names = sections.get(link).content();
            for (long at = 0; at + SYMBOL_BYTES <= table.length(); at += SYMBOL_BYTES) {
                symbols.add(symbol(table, at, names));
            }
            return;
        }
        throw file.refused("no symbol table");
    }

    private static Symbol symbol(InputBytes table, long at, InputBytes names) {
        int info = table.u8(at + 4);
        SymbolType type =
                switch (info & 0xf) {
                    case 0 -> SymbolType.NONE;
                    case 1 -> SymbolType.OBJECT;
                    case 2 -> SymbolType.FUNCTION;
                    case 3 -> SymbolType.SECTION;
                    default -> SymbolType.OTHER;
                };
        return new Symbol(
                names.string(table.u32(at)),
                type,
                info >> 4 == 0,
                info >> 4 == 2,
                table.u16(at + 6),
                table.i64(at + 8),
                table.i64(at + 16));
    }

    private void readRelocations(long[] headers) {
        for (int i = 0; i < headers.length; i++) {
            if (file.i32(headers[i] + 4) != SECTION_REL) {
                continue;
            }
            int target = file.i32(headers[i] + 44);
            if (target <= 0 || target >= sections.size()) {
                throw file.refused("relocations of a section that does not exist");
            }
            InputBytes table = sections.get(i).content();
            for (long at = 0; at + RELOCATION_BYTES <= table.length(); at += RELOCATION_BYTES) {
                long info = table.i64(at + 8);
                int symbol = (int) (info >>> 32);
                if (symbol < 0 || symbol >= symbols.size()) {
                    throw file.refused("relocation to a symbol that does not exist");
                }
                relocations
                        .get(target)
                        .add(new Relocation(table.i64(at), (int) info, symbols.get(symbol)));
            }
        }
    }
}
