package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;

/** What can be done with a dynamic pointer apart from reading and writing through helpers. */
final class DynptrFunctions {
    /** Where in a dynamic pointer its length is; the address of the data is in front of it. */
    private static final int LENGTH = 8;

    private DynptrFunctions() {}

    static void addTo(CallTable table) {
        table.function("bpf_dynptr_adjust", DynptrFunctions::adjust);
        table.function("bpf_dynptr_is_null", (m, p, b, c, d, e) -> data(m, p) == 0 ? 1 : 0);
        table.function("bpf_dynptr_is_rdonly", (m, p, b, c, d, e) -> 0);
        table.function(
                "bpf_dynptr_size",
                (m, p, b, c, d, e) -> data(m, p) == 0 ? Errno.EINVAL : length(m, p));
        table.function(
                "bpf_dynptr_clone",
                (m, p, clone, c, d, e) -> {
                    m.memory().store64(clone, data(m, p));
                    m.memory().store64(clone + LENGTH, length(m, p));
                    return data(m, p) == 0 ? Errno.EINVAL : 0;
                });
        table.function("bpf_dynptr_copy", DynptrFunctions::copy);
        table.function("bpf_dynptr_memset", DynptrFunctions::fill);
        table.function("bpf_dynptr_slice", DynptrFunctions::slice);
        table.function("bpf_dynptr_slice_rdwr", DynptrFunctions::slice);
    }

    private static long data(Machine m, long dynptr) {
        return m.memory().load64(dynptr);
    }

    private static long length(Machine m, long dynptr) {
        return m.memory().load64(dynptr + LENGTH);
    }

    private static boolean within(Machine m, long dynptr, long offset, long bytes) {
        long length = length(m, dynptr);
        return offset >= 0 && bytes >= 0 && offset <= length && bytes <= length - offset;
    }

    private static long adjust(Machine m, long dynptr, long start, long end, long d, long e) {
        AddressSpace memory = m.memory();
        long data = data(m, dynptr);
        if (data == 0 || Long.compareUnsigned(start, end) > 0) {
            return Errno.EINVAL;
        }
        long length = length(m, dynptr);
        if (start < 0 || end < 0 || start > length || end > length) {
            return Errno.ERANGE;
        }
        memory.store64(dynptr, data + start);
        memory.store64(dynptr + LENGTH, end - start);
        return 0;
    }

    private static long copy(
            Machine m, long to, long toOffset, long from, long fromOffset, long size) {
        if (data(m, to) == 0 || data(m, from) == 0) {
            return Errno.EINVAL;
        }
        if (!within(m, to, toOffset, size) || !within(m, from, fromOffset, size)) {
            return Errno.E2BIG;
        }
        m.chargeBytes(size);
        MemoryCopy.copy(m.memory(), data(m, to) + toOffset, data(m, from) + fromOffset, (int) size);
        return 0;
    }

    private static long fill(Machine m, long dynptr, long offset, long size, long value, long e) {
        if (data(m, dynptr) == 0) {
            return Errno.EINVAL;
        }
        if (!within(m, dynptr, offset, size)) {
            return Errno.E2BIG;
        }
        m.chargeBytes(size);
        for (long i = 0; i < size; i++) {
            m.memory().store8(data(m, dynptr) + offset + i, value);
        }
        return 0;
    }

    /** All data here lies in one piece, so the program's buffer is never needed. */
    private static long slice(Machine m, long dynptr, long offset, long buffer, long size, long e) {
        boolean inside = data(m, dynptr) != 0 && within(m, dynptr, offset, size);
        return inside ? data(m, dynptr) + offset : 0;
    }
}
