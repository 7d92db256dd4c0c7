package org.scxfleet.cli.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the smallest object file that holds BPF functions: a section of code and their names. */
final class ElfWriter {
    private static final int HEADER_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int MACHINE_BPF = 247;
    private static final int PROGBITS = 1;
    private static final int SYMTAB = 2;
    private static final int STRTAB = 3;
    private static final long ALLOCATED_AND_EXECUTABLE = 6;
    private static final byte GLOBAL_FUNCTION = 0x12;
    private static final int SECTIONS = 4;

    private final ByteArrayOutputStream names = new ByteArrayOutputStream();

    private ElfWriter() {
        names.write(0);
    }

    /** An object whose one section holds functions of equal size. */
    static byte[] object(String section, byte[] code, List<String> functions, int functionBytes) {
        return new ElfWriter().write(section, code, functions, functionBytes);
    }

    private int name(String text) {
        int at = names.size();
        names.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        names.write(0);
        return at;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] write(String section, byte[] code, List<String> functions, int functionBytes) {
        int codeName = name(section);
        int symbolsName = name(".symtab");
        int namesName = name(".strtab");
        ByteBuffer symbols = buffer((functions.size() + 1) * SYMBOL_BYTES);
        symbols.position(SYMBOL_BYTES);
        for (int i = 0; i < functions.size(); i++) {
            symbols.putInt(name(functions.get(i))).put(GLOBAL_FUNCTION).put((byte) 0);
            symbols.putShort((short) 1).putLong((long) i * functionBytes).putLong(functionBytes);
        }
        long codeAt = HEADER_BYTES;
        long symbolsAt = codeAt + code.length;
        long namesAt = symbolsAt + symbols.capacity();
        long tableAt = namesAt + names.size() + 7 & -8;
        ByteBuffer file = buffer((int) tableAt + SECTIONS * HEADER_BYTES);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        file.putShort((short) 1).putShort((short) MACHINE_BPF).putInt(1);
        file.position(40);
        file.putLong(tableAt).putInt(0).putShort((short) HEADER_BYTES);
        file.position(58);
        file.putShort((short) HEADER_BYTES).putShort((short) SECTIONS).putShort((short) 3);
        file.position((int) codeAt);
        file.put(code).put(symbols.array()).put(names.toByteArray());
        file.position((int) tableAt + HEADER_BYTES);
        header(file, codeName, PROGBITS, ALLOCATED_AND_EXECUTABLE, codeAt, code.length, 0, 0);
        header(file, symbolsName, SYMTAB, 0, symbolsAt, symbols.capacity(), 3, SYMBOL_BYTES);
        header(file, namesName, STRTAB, 0, namesAt, names.size(), 0, 0);
        return file.array();
    }

    private static void header(
            ByteBuffer file,
            int name,
            int type,
            long flags,
            long at,
            long sizeBytes,
            int link,
            long entryBytes) {
        file.putInt(name).putInt(type).putLong(flags).putLong(0).putLong(at).putLong(sizeBytes);
        file.putInt(link).putInt(1).putLong(8).putLong(entryBytes);
    }
}
