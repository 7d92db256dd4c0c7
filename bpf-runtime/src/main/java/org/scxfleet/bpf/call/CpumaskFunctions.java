package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;

/**
 * CPU masks. A mask is words of 64 CPUs in a program's memory, be it an object of the program or a
 * view of the kernel's; a {@code bpf_cpumask} is such a mask followed by the kernel's use count, so
 * either can be passed.
 */
public final class CpumaskFunctions {
    /** CPUs that a mask has room for, the NR_CPUS of the emulated kernel. */
    public static final int MASK_CPUS = 8192;

    /** Bytes of a mask. */
    public static final int MASK_BYTES = MASK_CPUS / 8;

    private static final int OBJECT_BYTES = MASK_BYTES + 8;

    private CpumaskFunctions() {}

    /** A predicate or count over the words of two masks. */
    private interface WordOperation {
        long apply(long a, long b);
    }

    static void addTo(CallTable table) {
        table.function("bpf_cpumask_create", (m, a, b, c, d, e) -> m.heap().allocate(OBJECT_BYTES));
        table.function(
                "bpf_cpumask_acquire",
                (m, mask, b, c, d, e) -> {
                    m.heap().acquire(mask);
                    return mask;
                });
        table.function(
                "bpf_cpumask_release",
                (m, mask, b, c, d, e) -> {
                    m.heap().release(mask);
                    return 0;
                });
        addBits(table);
        addCombinations(table);
        addQuestions(table);
        addPicks(table);
        table.function("bpf_cpumask_populate", CpumaskFunctions::populate);
    }

    private static void addBits(CallTable table) {
        table.function(
                "bpf_cpumask_set_cpu",
                (m, cpu, mask, c, d, e) -> change(m, cpu, mask, true, false));
        table.function(
                "bpf_cpumask_clear_cpu",
                (m, cpu, mask, c, d, e) -> change(m, cpu, mask, false, false));
        table.function(
                "bpf_cpumask_test_and_set_cpu",
                (m, cpu, mask, c, d, e) -> change(m, cpu, mask, true, true));
        table.function(
                "bpf_cpumask_test_and_clear_cpu",
                (m, cpu, mask, c, d, e) -> change(m, cpu, mask, false, true));
        table.function(
                "bpf_cpumask_test_cpu",
                (m, cpu, mask, c, d, e) -> isCpu(m, cpu) ? bit(m.memory(), mask, (int) cpu) : 0);
        table.function(
                "bpf_cpumask_setall",
                (m, mask, b, c, d, e) -> {
                    for (int word = 0; word < words(m); word++) {
                        m.memory().store64(mask + word * 8L, valid(m, word));
                    }
                    return 0;
                });
        table.function(
                "bpf_cpumask_clear",
                (m, mask, b, c, d, e) -> {
                    MemoryCopy.clear(m.memory(), mask, words(m) * 8);
                    return 0;
                });
    }

    private static void addCombinations(CallTable table) {
        table.function(
                "bpf_cpumask_and", (m, to, a, b, d, e) -> combine(m, to, a, b, (x, y) -> x & y));
        table.function(
                "bpf_cpumask_or", (m, to, a, b, d, e) -> combine(m, to, a, b, (x, y) -> x | y));
        table.function(
                "bpf_cpumask_xor", (m, to, a, b, d, e) -> combine(m, to, a, b, (x, y) -> x ^ y));
        table.function(
                "bpf_cpumask_copy", (m, to, a, c, d, e) -> combine(m, to, a, a, (x, y) -> x));
    }

    private static void addQuestions(CallTable table) {
        table.function(
                "bpf_cpumask_equal",
                (m, a, b, c, d, e) -> count(m, a, b, (x, y) -> x ^ y) == 0 ? 1 : 0);
        table.function(
                "bpf_cpumask_intersects",
                (m, a, b, c, d, e) -> count(m, a, b, (x, y) -> x & y) != 0 ? 1 : 0);
        table.function(
                "bpf_cpumask_subset",
                (m, a, b, c, d, e) -> count(m, a, b, (x, y) -> x & ~y) == 0 ? 1 : 0);
        table.function(
                "bpf_cpumask_empty",
                (m, a, b, c, d, e) -> count(m, a, a, (x, y) -> x) == 0 ? 1 : 0);
        table.function(
                "bpf_cpumask_full",
                (m, a, b, c, d, e) -> count(m, a, a, (x, y) -> ~x) == 0 ? 1 : 0);
        table.function("bpf_cpumask_weight", (m, a, b, c, d, e) -> count(m, a, a, (x, y) -> x));
    }

    private static void addPicks(CallTable table) {
        table.function("bpf_cpumask_first", (m, a, b, c, d, e) -> next(m, a, a, (x, y) -> x, 0));
        table.function(
                "bpf_cpumask_first_zero", (m, a, b, c, d, e) -> next(m, a, a, (x, y) -> ~x, 0));
        table.function(
                "bpf_cpumask_first_and", (m, a, b, c, d, e) -> next(m, a, b, (x, y) -> x & y, 0));
        table.function("bpf_cpumask_any_distribute", (m, a, b, c, d, e) -> distribute(m, a, a));
        table.function("bpf_cpumask_any_and_distribute", (m, a, b, c, d, e) -> distribute(m, a, b));
        // Spellings of older kernels.
        HostFunction any = (m, a, b, c, d, e) -> next(m, a, a, (x, y) -> x, 0);
        table.function("bpf_cpumask_any", any);
    }

    private static boolean isCpu(Machine m, long cpu) {
        return (cpu & 0xffffffffL) < m.environment().cpuCount();
    }

    private static int words(Machine m) {
        return (m.environment().cpuCount() + 63) / 64;
    }

    /** The bits of a word that stand for CPUs. */
    private static long valid(Machine m, int word) {
        int cpus = m.environment().cpuCount() - word * 64;
        return cpus >= 64 ? -1 : (1L << cpus) - 1;
    }

    private static long bit(AddressSpace memory, long mask, int cpu) {
        return (memory.load64(mask + (cpu >> 6) * 8L) >>> cpu) & 1;
    }

    private static long change(Machine m, long cpuArgument, long mask, boolean set, boolean tell) {
        if (!isCpu(m, cpuArgument)) {
            return 0;
        }
        int cpu = (int) cpuArgument;
        long at = mask + (cpu >> 6) * 8L;
        long word = m.memory().load64(at);
        long bit = 1L << cpu;
        m.memory().store64(at, set ? word | bit : word & ~bit);
        return tell && (word & bit) != 0 ? 1 : 0;
    }

    /** Stores a combination; returns whether it is not empty. */
    private static long combine(Machine m, long to, long a, long b, WordOperation operation) {
        AddressSpace memory = m.memory();
        long any = 0;
        for (int word = 0; word < words(m); word++) {
            long at = word * 8L;
            long value =
                    operation.apply(memory.load64(a + at), memory.load64(b + at)) & valid(m, word);
            memory.store64(to + at, value);
            any |= value;
        }
        return any != 0 ? 1 : 0;
    }

    private static long count(Machine m, long a, long b, WordOperation operation) {
        AddressSpace memory = m.memory();
        long bits = 0;
        for (int word = 0; word < words(m); word++) {
            long at = word * 8L;
            bits +=
                    Long.bitCount(
                            operation.apply(memory.load64(a + at), memory.load64(b + at))
                                    & valid(m, word));
        }
        return bits;
    }

    /** The first CPU from a number on, or the number of CPUs when there is none. */
    private static long next(Machine m, long a, long b, WordOperation operation, int from) {
        AddressSpace memory = m.memory();
        for (int word = from >> 6; word < words(m); word++) {
            long at = word * 8L;
            long value =
                    operation.apply(memory.load64(a + at), memory.load64(b + at)) & valid(m, word);
            if (word == from >> 6) {
                value &= -1L << from;
            }
            if (value != 0) {
                return word * 64L + Long.numberOfTrailingZeros(value);
            }
        }
        return m.environment().cpuCount();
    }

    /** The next CPU after the one that was picked last on this CPU, wrapping around. */
    private static long distribute(Machine m, long a, long b) {
        int cpuCount = m.environment().cpuCount();
        int from = m.environment().distributePrevious() + 1;
        long found = from < cpuCount ? next(m, a, b, (x, y) -> x & y, from) : cpuCount;
        if (found == cpuCount) {
            found = next(m, a, b, (x, y) -> x & y, 0);
        }
        if (found < cpuCount) {
            m.environment().distributePrevious((int) found);
        }
        return found;
    }

    private static long populate(Machine m, long mask, long from, long size, long d, long e) {
        int bytes = words(m) * 8;
        if (size < bytes) {
            return Errno.EACCES;
        }
        MemoryCopy.copy(m.memory(), mask, from, bytes);
        return 0;
    }
}
