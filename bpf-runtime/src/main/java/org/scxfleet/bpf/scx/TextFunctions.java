package org.scxfleet.bpf.scx;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.call.PrintFormat;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;

/** Ends of the scheduler with a message, and text for its dump. */
final class TextFunctions {
    private TextFunctions() {}

    static void addTo(ScxTable table) {
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_exit_bstr(s64 exit_code, char *fmt, u64 *data, u32 data__sz)",
                (m, kernel, code, format, data, size, e) -> {
                    String text = text(m, kernel, format, data, size);
                    if (text != null) {
                        kernel.exit(code, text);
                    }
                    return 0;
                });
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_error_bstr(char *fmt, u64 *data, u32 data__sz)",
                (m, kernel, format, data, size, d, e) -> {
                    String text = text(m, kernel, format, data, size);
                    if (text != null) {
                        kernel.error(text);
                    }
                    return 0;
                });
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_dump_bstr(char *fmt, u64 *data, u32 data__sz)",
                (m, kernel, format, data, size, d, e) -> {
                    String text = text(m, kernel, format, data, size);
                    if (text != null) {
                        kernel.dumpText(text);
                    }
                    return 0;
                });
    }

    private static @Nullable String text(
            Machine m, ExtKernel.All kernel, long format, long data, long size) {
        long[] arguments = PrintFormat.arguments(m.memory(), data, size);
        if (arguments == null) {
            kernel.fault("invalid size of format arguments: " + (size & 0xffffffffL));
            return null;
        }
        String pattern = MemoryCopy.string(m.memory(), format, PrintFormat.TEXT_MAX);
        String text = PrintFormat.format(m.memory(), pattern, arguments);
        if (text == null) {
            kernel.fault("invalid format '" + pattern + "'");
        }
        return text;
    }
}
