package org.scxfleet.bpf.call;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Bytes;
import org.scxfleet.bpf.memory.MemoryCopy;

/**
 * printf as BPF programs have it: conversions d i u x X c s p with flags, width, l and ll, and the
 * pointer forms K x s B i4 I4.
 *
 * <p>Follows bpf_bprintf_prepare of Linux 7.3 (kernel/bpf/helpers.c): anything else, and more than
 * twelve arguments, is refused. Real kernels hide the value of a plain %p; here addresses belong to
 * the emulation and are printed.
 */
public final class PrintFormat {
    /** Most arguments of one format, as in the kernel (MAX_BPRINTF_VARARGS). */
    public static final int ARGUMENTS_MAX = 12;

    /** Longest result and longest string argument. */
    public static final int TEXT_MAX = 1024;

    private final AddressSpace memory;
    private final String format;
    private final long[] arguments;
    private final StringBuilder text = new StringBuilder();
    private int at;
    private int used;

    private PrintFormat(AddressSpace memory, String format, long[] arguments) {
        this.memory = memory;
        this.format = format;
        this.arguments = arguments;
    }

    /**
     * Formats.
     *
     * @param arguments values as registers hold them
     * @return the text, or null when the format is refused
     */
    public static @Nullable String format(AddressSpace memory, String format, long[] arguments) {
        return new PrintFormat(memory, format, arguments).run();
    }

    /**
     * Reads arguments from an array in a program's memory; null when there are too many or the
     * length is odd.
     */
    public static long @Nullable [] arguments(AddressSpace memory, long data, long sizeBytes) {
        long bytes = sizeBytes & 0xffffffffL;
        if (bytes % Long.BYTES != 0 || bytes > ARGUMENTS_MAX * (long) Long.BYTES) {
            return null;
        }
        long[] values = new long[(int) (bytes / Long.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = memory.load64(data + 8L * i);
        }
        return values;
    }

    private @Nullable String run() {
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                text.append(c);
            } else if (at < format.length() && format.charAt(at) == '%') {
                text.append('%');
                at++;
            } else if (!conversion()) {
                return null;
            }
            if (text.length() > TEXT_MAX) {
                text.setLength(TEXT_MAX);
                return text.toString();
            }
        }
        return text.toString();
    }

    private char peek() {
        return at < format.length() ? format.charAt(at) : 0;
    }

    private boolean conversion() {
        boolean zero = false;
        boolean left = false;
        boolean plus = false;
        boolean space = false;
        boolean alternate = false;
        while ("0+- #".indexOf(peek()) >= 0 && peek() != 0) {
            char flag = format.charAt(at++);
            zero |= flag == '0';
            left |= flag == '-';
            plus |= flag == '+';
            space |= flag == ' ';
            alternate |= flag == '#';
        }
        int width = 0;
        while (peek() >= '0' && peek() <= '9') {
            width = Math.min(width * 10 + format.charAt(at++) - '0', TEXT_MAX);
        }
        if (used == arguments.length) {
            return false;
        }
        long value = arguments[used++];
        int longs = 0;
        while (peek() == 'l' && longs < 2) {
            longs++;
            at++;
        }
        String body =
                switch (peek()) {
                    case 's' -> longs == 0 ? MemoryCopy.string(memory, value, TEXT_MAX) : null;
                    case 'c' -> longs == 0 ? String.valueOf((char) (value & 0xff)) : null;
                    case 'p' -> longs == 0 ? pointer(value) : null;
                    case 'd', 'i' -> signed(longs > 0 ? value : (int) value, plus, space);
                    case 'u' -> Long.toUnsignedString(longs > 0 ? value : value & 0xffffffffL);
                    case 'x' -> hex(longs > 0 ? value : value & 0xffffffffL, alternate);
                    case 'X' ->
                            hex(longs > 0 ? value : value & 0xffffffffL, alternate)
                                    .toUpperCase(java.util.Locale.ROOT);
                    default -> null;
                };
        if (body == null) {
            return false;
        }
        boolean number = "diuxX".indexOf(peek()) >= 0;
        at++;
        pad(body, width, left, zero && number && !left);
        return true;
    }

    private void pad(String body, int width, boolean left, boolean zeros) {
        int missing = width - body.length();
        if (missing <= 0) {
            text.append(body);
        } else if (left) {
            text.append(body).repeat(' ', missing);
        } else if (zeros) {
            int sign = body.startsWith("-") || body.startsWith("+") || body.startsWith(" ") ? 1 : 0;
            text.append(body, 0, sign).repeat('0', missing).append(body, sign, body.length());
        } else {
            text.repeat(' ', missing).append(body);
        }
    }

    private static String signed(long value, boolean plus, boolean space) {
        String sign = value >= 0 && plus ? "+" : value >= 0 && space ? " " : "";
        return sign + value;
    }

    private static String hex(long value, boolean alternate) {
        return (alternate && value != 0 ? "0x" : "") + Long.toHexString(value);
    }

    /** The forms that begin with p; null when the form is unknown. */
    private @Nullable String pointer(long value) {
        char form = at + 1 < format.length() ? format.charAt(at + 1) : 0;
        char second = at + 2 < format.length() ? format.charAt(at + 2) : 0;
        switch (form) {
            case 'k', 'u' -> {
                if (second == 's') {
                    at += 2;
                    return MemoryCopy.string(memory, value, TEXT_MAX);
                }
                return null;
            }
            case 'K', 'x', 's', 'S', 'B' -> {
                at++;
                return address(value);
            }
            case 'i', 'I' -> {
                if (second != '4') {
                    return null;
                }
                at += 2;
                byte[] octets = new byte[4];
                Bytes.putI32(octets, 0, (int) memory.load32(value));
                return (octets[0] & 0xff)
                        + "."
                        + (octets[1] & 0xff)
                        + "."
                        + (octets[2] & 0xff)
                        + "."
                        + (octets[3] & 0xff);
            }
            default -> {
                boolean letter = Character.isLetterOrDigit(form);
                return letter ? null : address(value);
            }
        }
    }

    private static String address(long value) {
        String digits = Long.toHexString(value);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
