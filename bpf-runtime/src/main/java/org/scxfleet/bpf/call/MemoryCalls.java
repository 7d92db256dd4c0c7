package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Guarded reads and string comparison. A read that fails returns -EFAULT and leaves the destination
 * zeroed.
 */
final class MemoryCalls {
    private static final int SIZE_MAX = 1 << 20;

    private MemoryCalls() {}

    static void addTo(CallTable table) {
        table.helper(4, MemoryCalls::probe);
        table.helper(113, MemoryCalls::probe);
        table.helper(45, MemoryCalls::probeString);
        table.helper(115, MemoryCalls::probeString);
        // There is no user memory.
        table.helper(112, (m, to, size, from, d, e) -> fail(m, to, size));
        table.helper(114, (m, to, size, from, d, e) -> fail(m, to, size));
        table.helper(182, MemoryCalls::compareStrings);
    }

    private static int size(Machine m, long size) {
        long bytes = size & 0xffffffffL;
        if (bytes > SIZE_MAX) {
            throw new ProgramFault(
                    ProgramFault.Kind.ARGUMENT, "read of " + bytes + " bytes; at most " + SIZE_MAX);
        }
        m.chargeBytes(bytes);
        return (int) bytes;
    }

    private static long fail(Machine m, long to, long size) {
        MemoryCopy.clear(m.memory(), to, size(m, size));
        return Errno.EFAULT;
    }

    private static long probe(Machine m, long to, long size, long from, long d, long e) {
        int bytes = size(m, size);
        if (!isReadable(m.memory(), from, bytes)) {
            return fail(m, to, size);
        }
        MemoryCopy.copy(m.memory(), to, from, bytes);
        return 0;
    }

    /** Whether a range can be read, NULL and what lies near it excluded. */
    private static boolean isReadable(AddressSpace memory, long from, int bytes) {
        if (bytes == 0) {
            return true;
        }
        long region = AddressSpace.regionOf(from);
        if (region == 0 || memory.region(region) == null) {
            return region == 0 && memory.region(0) != null;
        }
        try {
            memory.load8(from);
            memory.load8(from + bytes - 1);
            return true;
        } catch (ProgramFault outside) {
            return false;
        }
    }

    private static long probeString(Machine m, long to, long size, long from, long d, long e) {
        int bytes = size(m, size);
        AddressSpace memory = m.memory();
        if (bytes == 0) {
            return 0;
        }
        try {
            if (!isReadable(memory, from, 1)) {
                return fail(m, to, size);
            }
            for (int at = 0; at < bytes; at++) {
                long c = at == bytes - 1 ? 0 : memory.load8(from + at);
                memory.store8(to + at, c);
                if (c == 0) {
                    return at + 1L;
                }
            }
            return bytes;
        } catch (ProgramFault outside) {
            return fail(m, to, size);
        }
    }

    private static long compareStrings(Machine m, long a, long size, long b, long d, long e) {
        int bytes = size(m, size);
        for (int at = 0; at < bytes; at++) {
            long left = m.memory().load8(a + at);
            long right = m.memory().load8(b + at);
            if (left != right) {
                return left < right ? -1 : 1;
            }
            if (left == 0) {
                break;
            }
        }
        return 0;
    }
}
