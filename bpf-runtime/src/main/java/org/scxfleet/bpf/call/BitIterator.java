package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * The iterator over the bits that are set in words of memory, which it copies when it begins.
 *
 * <p>Sixteen bytes on the program's stack: the address of the copy, how many bits it has, and the
 * bit that was returned last.
 */
final class BitIterator {
    private static final int WORDS_MAX = 511;
    private static final int BITS = 8;
    private static final int LAST = 12;

    private BitIterator() {}

    static void addTo(CallTable table) {
        table.function("bpf_iter_bits_new", BitIterator::begin);
        table.function("bpf_iter_bits_next", BitIterator::next);
        table.function("bpf_iter_bits_destroy", BitIterator::end);
    }

    private static long begin(Machine m, long iterator, long from, long wordCount, long d, long e) {
        long words = wordCount & 0xffffffffL;
        AddressSpace memory = m.memory();
        memory.store64(iterator, 0);
        memory.store64(iterator + BITS, 0);
        if (words == 0 || from == 0) {
            return Errno.EINVAL;
        }
        if (words > WORDS_MAX) {
            return Errno.E2BIG;
        }
        long copy = m.heap().allocate(words * Long.BYTES);
        if (copy == 0) {
            return Errno.ENOMEM;
        }
        try {
            MemoryCopy.copy(memory, copy, from, (int) words * Long.BYTES);
        } catch (ProgramFault unreadable) {
            m.heap().release(copy);
            return Errno.EFAULT;
        }
        memory.store64(iterator, copy);
        memory.store32(iterator + BITS, words * Long.SIZE);
        memory.store32(iterator + LAST, -1);
        return 0;
    }

    private static long next(Machine m, long iterator, long b, long c, long d, long e) {
        AddressSpace memory = m.memory();
        long copy = memory.load64(iterator);
        int bits = (int) memory.load32(iterator + BITS);
        int bit = (int) memory.load32(iterator + LAST) + 1;
        while (bit < bits) {
            long word = memory.load64(copy + (long) (bit / Long.SIZE) * Long.BYTES) >>> bit;
            if (word != 0) {
                memory.store32(iterator + LAST, bit + Long.numberOfTrailingZeros(word));
                return iterator + LAST;
            }
            bit = (bit / Long.SIZE + 1) * Long.SIZE;
        }
        memory.store32(iterator + BITS, 0);
        return 0;
    }

    private static long end(Machine m, long iterator, long b, long c, long d, long e) {
        m.heap().release(m.memory().load64(iterator));
        m.memory().store64(iterator, 0);
        return 0;
    }
}
