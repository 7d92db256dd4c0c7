package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;

/** The number iterator: eight bytes on the program's stack, the current number and the end. */
final class IteratorFunctions {
    private static final long RANGE_MAX = 8L * 1024 * 1024;

    private IteratorFunctions() {}

    static void addTo(CallTable table) {
        table.function("bpf_iter_num_new", IteratorFunctions::begin);
        table.function("bpf_iter_num_next", IteratorFunctions::next);
        table.function(
                "bpf_iter_num_destroy",
                (m, iterator, b, c, d, e) -> {
                    m.memory().store64(iterator, 0);
                    return 0;
                });
    }

    private static long begin(Machine m, long iterator, long start, long end, long d, long e) {
        int from = (int) start;
        int to = (int) end;
        AddressSpace memory = m.memory();
        memory.store64(iterator, 0);
        if (from > to) {
            return Errno.EINVAL;
        }
        if ((long) to - from > RANGE_MAX) {
            return Errno.E2BIG;
        }
        memory.store32(iterator, from - 1);
        memory.store32(iterator + 4, to);
        return 0;
    }

    private static long next(Machine m, long iterator, long b, long c, long d, long e) {
        AddressSpace memory = m.memory();
        // The first number is one below the start, which wraps for the smallest start.
        int following = (int) memory.load32(iterator) + 1;
        int end = (int) memory.load32(iterator + 4);
        if (following >= end) {
            memory.store64(iterator, 0);
            return 0;
        }
        memory.store32(iterator, following);
        return iterator;
    }
}
