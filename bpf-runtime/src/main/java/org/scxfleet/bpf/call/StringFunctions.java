package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Text: comparison, search and conversion to numbers.
 *
 * <p>The functions (kernel/bpf/helpers.c of Linux 7.3) read with guards: an address that cannot be
 * read gives -EFAULT or -ERANGE, a text that goes on beyond {@link #TEXT_MAX} gives -E2BIG, and
 * what is not found gives -ENOENT.
 */
final class StringFunctions {
    /** Longest text that the functions look at (XATTR_SIZE_MAX). */
    private static final int TEXT_MAX = 65_536;

    private StringFunctions() {}

    static void addTo(CallTable table) {
        table.helper(105, (m, text, size, flags, to, e) -> number(m, text, size, flags, to, true));
        table.helper(106, (m, text, size, flags, to, e) -> number(m, text, size, flags, to, false));
        guarded(table, "bpf_strcmp", (m, a, b, n) -> compare(m, a, b, TEXT_MAX, false));
        guarded(table, "bpf_strcasecmp", (m, a, b, n) -> compare(m, a, b, TEXT_MAX, true));
        guarded(table, "bpf_strncasecmp", (m, a, b, n) -> compare(m, a, b, bounded(n), true));
        guarded(table, "bpf_strchr", (m, s, c, n) -> find(m, s, TEXT_MAX, c, false));
        guarded(table, "bpf_strchrnul", (m, s, c, n) -> find(m, s, TEXT_MAX, c, true));
        guarded(table, "bpf_strnchr", (m, s, n, c) -> findWithin(m, s, n, c));
        guarded(table, "bpf_strrchr", (m, s, c, n) -> findLast(m, s, c));
        guarded(table, "bpf_strlen", (m, s, b, n) -> length(m, s, TEXT_MAX));
        guarded(table, "bpf_strnlen", (m, s, n, c) -> lengthWithin(m, s, n));
        guarded(table, "bpf_strspn", (m, s, set, n) -> span(m, s, set, true));
        guarded(table, "bpf_strcspn", (m, s, set, n) -> span(m, s, set, false));
        guarded(table, "bpf_strstr", (m, a, b, n) -> search(m, a, b, TEXT_MAX, false));
        guarded(table, "bpf_strcasestr", (m, a, b, n) -> search(m, a, b, TEXT_MAX, true));
        guarded(table, "bpf_strnstr", (m, a, b, n) -> search(m, a, b, bounded(n), false));
        guarded(table, "bpf_strncasestr", (m, a, b, n) -> search(m, a, b, bounded(n), true));
    }

    @FunctionalInterface
    private interface TextFunction {
        long call(Machine m, long a, long b, long c);
    }

    private static void guarded(CallTable table, String name, TextFunction function) {
        table.function(
                name,
                (m, a, b, c, d, e) -> {
                    if (isNothing(m, a)) {
                        return Errno.ERANGE;
                    }
                    try {
                        return function.call(m, a, b, c);
                    } catch (ProgramFault unreadable) {
                        if (unreadable.kind() == ProgramFault.Kind.MEMORY) {
                            return Errno.EFAULT;
                        }
                        throw unreadable;
                    }
                });
    }

    /** NULL and what lies near it, which only an arena's pages could make readable. */
    private static boolean isNothing(Machine m, long text) {
        return AddressSpace.regionOf(text) == 0 && m.memory().region(0) == null;
    }

    private static int bounded(long size) {
        return size < 0 || size > TEXT_MAX ? TEXT_MAX : (int) size;
    }

    private static int at(Machine m, long text, int index) {
        return (int) m.memory().load8(text + index) & 0xff;
    }

    private static int folded(int c, boolean fold) {
        return fold && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    private static long compare(Machine m, long a, long b, int limit, boolean fold) {
        for (int i = 0; i < limit; i++) {
            int left = folded(at(m, a, i), fold);
            int right = folded(at(m, b, i), fold);
            if (left != right) {
                return left < right ? -1 : 1;
            }
            if (left == 0) {
                m.chargeBytes(i);
                return 0;
            }
        }
        m.chargeBytes(limit);
        return limit == TEXT_MAX ? Errno.E2BIG : 0;
    }

    private static long find(Machine m, long text, int limit, long wanted, boolean orEnd) {
        for (int i = 0; i < limit; i++) {
            int c = at(m, text, i);
            if (c == (wanted & 0xff)) {
                return i;
            }
            if (c == 0) {
                return orEnd ? i : Errno.ENOENT;
            }
        }
        m.chargeBytes(limit);
        return Errno.E2BIG;
    }

    private static long findWithin(Machine m, long text, long size, long wanted) {
        int limit = bounded(size);
        long found = find(m, text, limit, wanted, false);
        return found == Errno.E2BIG && limit < TEXT_MAX ? Errno.ENOENT : found;
    }

    private static long findLast(Machine m, long text, long wanted) {
        long last = Errno.ENOENT;
        for (int i = 0; i < TEXT_MAX; i++) {
            int c = at(m, text, i);
            if (c == (wanted & 0xff)) {
                last = i;
            }
            if (c == 0) {
                m.chargeBytes(i);
                return last;
            }
        }
        return Errno.E2BIG;
    }

    private static long length(Machine m, long text, int limit) {
        return find(m, text, limit, 0, true);
    }

    private static long lengthWithin(Machine m, long text, long size) {
        int limit = bounded(size);
        long length = length(m, text, limit);
        return length == Errno.E2BIG && limit < TEXT_MAX ? limit : length;
    }

    private static long span(Machine m, long text, long set, boolean accept) {
        for (int i = 0; i < TEXT_MAX; i++) {
            int c = at(m, text, i);
            if (c == 0) {
                return i;
            }
            long inSet = find(m, set, TEXT_MAX, c, false);
            if (inSet == Errno.E2BIG) {
                return inSet;
            }
            m.chargeBytes(Math.max(0, inSet));
            if (inSet >= 0 != accept) {
                return i;
            }
        }
        return Errno.E2BIG;
    }

    private static long search(Machine m, long text, long part, int limit, boolean fold) {
        long partLength = length(m, part, TEXT_MAX);
        if (partLength <= 0) {
            return partLength;
        }
        for (int from = 0; from + partLength <= limit; from++) {
            int same = 0;
            while (same < partLength
                    && folded(at(m, text, from + same), fold) == folded(at(m, part, same), fold)) {
                same++;
            }
            m.chargeBytes(partLength);
            if (same == partLength) {
                return from;
            }
            if (endsWithin(m, text, from, same)) {
                return Errno.ENOENT;
            }
        }
        return limit == TEXT_MAX ? Errno.E2BIG : Errno.ENOENT;
    }

    /** Whether the text ends at the first place, or at the place of the difference. */
    private static boolean endsWithin(Machine m, long text, int from, int same) {
        return at(m, text, from) == 0 || at(m, text, from + same) == 0;
    }

    /**
     * strtol and strtoul: white space, a sign, a base, digits. Returns how many characters were
     * used.
     */
    private static long number(
            Machine m, long text, long size, long flags, long to, boolean signed) {
        AddressSpace memory = m.memory();
        long base = flags & 0x1f;
        int length = (int) Math.min(size & 0xffffffffL, Long.SIZE + 1L);
        if (length == 0
                || (flags & ~0x1fL) != 0
                || (base != 0 && base != 8 && base != 10 && base != 16)) {
            return Errno.EINVAL;
        }
        int at = 0;
        while (at < length && isSpace(at(m, text, at))) {
            at++;
        }
        boolean negative = at < length && at(m, text, at) == '-';
        if (negative && !signed) {
            return Errno.EINVAL;
        }
        at += negative ? 1 : 0;
        boolean zero = at < length && at(m, text, at) == '0';
        boolean hex = zero && at + 1 < length && (at(m, text, at + 1) | 0x20) == 'x';
        if (base == 0) {
            base = hex ? 16 : zero ? 8 : 10;
        }
        at += hex && base == 16 ? 2 : 0;
        int first = at;
        long value = 0;
        boolean overflow = false;
        for (; at < length; at++) {
            int digit = Character.digit((char) at(m, text, at), (int) base);
            if (digit < 0) {
                break;
            }
            overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0;
            value = value * base + digit;
        }
        if (at == first) {
            return Errno.EINVAL;
        }
        if (overflow || (signed && value < 0 && !(negative && value == Long.MIN_VALUE))) {
            return Errno.ERANGE;
        }
        memory.store64(to, negative ? -value : value);
        return at;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
