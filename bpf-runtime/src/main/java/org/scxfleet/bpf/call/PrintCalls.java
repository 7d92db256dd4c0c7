package org.scxfleet.bpf.call;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;

/** Printing to the node's log, to a buffer, and to an iterator's output (which nobody reads). */
final class PrintCalls {
    private PrintCalls() {}

    static void addTo(CallTable table) {
        table.helper(6, PrintCalls::tracePrint);
        table.helper(177, PrintCalls::tracePrintArray);
        table.function(
                "bpf_stream_vprintk",
                (m, stream, format, data, length, e) ->
                        tracePrintArray(m, format, PrintFormat.TEXT_MAX, data, length, e));
        table.function("bpf_stream_print_stack", (m, stream, b, c, d, e) -> 0);
        table.helper(165, PrintCalls::print);
        table.helper(126, (m, sequence, format, size, data, length) -> 0);
        table.helper(127, (m, sequence, data, length, d, e) -> 0);
    }

    /** The format: at most {@code size} bytes, which must hold its end. */
    private static @Nullable String format(AddressSpace memory, long format, long size) {
        int bytes = (int) Math.min(size & 0xffffffffL, PrintFormat.TEXT_MAX);
        String text = MemoryCopy.string(memory, format, bytes);
        return text.length() == bytes ? null : text;
    }

    private static long tracePrint(Machine m, long format, long size, long a, long b, long c) {
        String pattern = format(m.memory(), format, size);
        return pattern == null ? Errno.EINVAL : emit(m, pattern, new long[] {a, b, c});
    }

    private static long tracePrintArray(
            Machine m, long format, long size, long data, long length, long e) {
        String pattern = format(m.memory(), format, size);
        long[] arguments = PrintFormat.arguments(m.memory(), data, length);
        return pattern == null || arguments == null ? Errno.EINVAL : emit(m, pattern, arguments);
    }

    private static long emit(Machine m, String pattern, long[] arguments) {
        String text = PrintFormat.format(m.memory(), pattern, arguments);
        if (text == null) {
            return Errno.EINVAL;
        }
        m.environment().print(text);
        return text.length();
    }

    /** snprintf: returns the length that the whole text would take, its end included. */
    private static long print(Machine m, long to, long size, long format, long data, long length) {
        AddressSpace memory = m.memory();
        long[] arguments = PrintFormat.arguments(memory, data, length);
        if (arguments == null) {
            return Errno.EINVAL;
        }
        String text =
                PrintFormat.format(
                        memory, MemoryCopy.string(memory, format, PrintFormat.TEXT_MAX), arguments);
        if (text == null) {
            return Errno.EINVAL;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int room = (int) Math.min(size & 0xffffffffL, PrintFormat.TEXT_MAX + 1L);
        if (room > 0) {
            int count = Math.min(bytes.length, room - 1);
            MemoryCopy.write(memory, to, bytes, 0, count);
            memory.store8(to + count, 0);
        }
        return bytes.length + 1L;
    }
}
